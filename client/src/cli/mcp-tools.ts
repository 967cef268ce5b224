import type { Order } from '@swath/contract/orders'
import type { Product } from '@swath/contract/products'
import { processing_levels } from '@swath/contract/states'
import { unitePlaces } from '@swath/places/unite'
import { z } from 'zod'
import type { SwathClient } from '../client.ts'
import type { NewOrder } from '../orders.ts'
import type { ItemSearch } from '../stac.ts'
import { area_choices, placeFromText } from './place.ts'

export interface Tool {
  name: string
  title: string
  description: string
  inputSchema: z.ZodRawShape
  annotations: {
    readOnlyHint: boolean
    destructiveHint?: boolean
    idempotentHint?: boolean
    openWorldHint?: boolean
  }
  run(swath: SwathClient, input: Record<string, unknown>): Promise<unknown>
}

/** Types of the input of one tool are those of its own schema. */
function tool<S extends z.ZodRawShape>(
  about: Omit<Tool, 'run' | 'inputSchema'> & {
    inputSchema: S
    run(swath: SwathClient, input: z.infer<z.ZodObject<S>>): Promise<unknown>
  },
): Tool {
  return about as unknown as Tool
}

const reads = { readOnlyHint: true }
const place = z
  .string()
  .describe(
    '"latitude,longitude" in degrees, an area as WKT or GeoJSON (longitude before latitude), the name of an area of list_areas, or of a city',
  )
const time = z.string().describe('RFC 3339, such as 2026-06-01T00:00:00Z')
const valid_for_minutes = z.int().min(1).max(1440).default(60)
const order_input = {
  place,
  sku: z.string().describe('Of list_products; points and areas have different ones'),
  start: time.optional().describe('Start of the window; now without it'),
  end: time.optional().describe('End of the window'),
  parameters: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Others, by their schema, which list_products tells of one SKU'),
}

interface OrderInput {
  place: string
  sku: string
  start?: string | undefined
  end?: string | undefined
  parameters?: Record<string, unknown> | undefined
}

async function orderOf(
  swath: SwathClient,
  { place, sku, start, end, parameters }: OrderInput,
  more: object = {},
): Promise<NewOrder> {
  const window = { ...(start ? { start } : {}), ...(end ? { end } : {}) }
  return {
    type: 'Feature',
    geometry: (await placeFromText(place, swath)).geometry,
    properties: {
      order_name: 'ordered by an assistant',
      sku,
      parameters: { ...parameters, ...window } as NonNullable<NewOrder['properties']['parameters']>,
      ...more,
    },
  }
}

/** @throws for a place that cannot be read, which one of them it is */
async function orderAt(swath: SwathClient, at: number, input: OrderInput): Promise<NewOrder> {
  try {
    return await orderOf(swath, input)
  } catch (cause) {
    throw new Error(`Place ${at + 1}: ${(cause as Error).message}`, { cause })
  }
}

/** The part of an order that an assistant needs: without geometries, which fill its memory. */
function brief({ id, properties }: Order) {
  const { order_name, sku, status, outcome, created_at, price, status_report, actions, parameters } =
    properties
  const { remaining_geometry: _, ...progress } = status_report.progress
  const window = { start: parameters.start, end: parameters.end }
  return {
    order_id: id,
    order_name,
    sku,
    ...status_report,
    status,
    outcome,
    created_at,
    price,
    window,
    actions,
    progress,
  }
}

/** A product in short: enough to choose between all that may be ordered. */
function inShort(product: Product) {
  const {
    sku,
    product_name,
    geometry_types,
    price,
    limits,
    processing_levels,
    default_processing_levels,
    parameters,
  } = product
  const { min_area_km2, max_area_km2, max_window_days, captures } = limits
  return {
    sku,
    product_name,
    geometry_types,
    price,
    limits: { min_area_km2, max_area_km2, max_window_days, captures },
    processing_levels,
    default_processing_levels,
    parameters: Object.keys(Object(parameters.properties)),
  }
}

/** An assistant can hold so much in its memory beside the rest. */
const most_characters = 50_000

export const lookingTools: readonly Tool[] = [
  tool({
    name: 'find_places',
    title: 'Places by name',
    description:
      'Cities and countries of a name, in any language, the most likely first, with where they lie; from GeoNames (CC BY 4.0). The name of a city can also be the place of other tools.',
    inputSchema: {
      name: z.string().describe('Or its beginning; a country or a state may follow a comma'),
    },
    annotations: { ...reads, openWorldHint: false },
    run: (swath, { name }) => swath.places.find(name),
  }),
  tool({
    name: 'read_places',
    title: 'Places in a file',
    description:
      'The places in a file that the user has given: GeoJSON, KML, KMZ, GPX, WKT, a GeoPackage, FlatGeobuf or zipped Shapefile, in any reference system. Each geometry can be the place of other tools.',
    inputSchema: {
      content: z.string().describe('What is in the file; no path: no file of the machine is read'),
      encoding: z.enum(['text', 'base64']).default('text').describe('base64 of a file that is no text'),
      areas: z.enum(area_choices).default('each').describe('united: neighbours and overlaps are one'),
    },
    annotations: { ...reads, openWorldHint: false },
    run: async (swath, { content, encoding, areas }) => {
      const { features, notes } = await swath.places.read(
        Buffer.from(content, encoding === 'text' ? 'utf8' : encoding),
      )
      const places =
        areas === 'united' ? [{ geometry: (await unitePlaces(features)).geometry, properties: {} }] : features
      if (JSON.stringify(places).length > most_characters)
        throw new Error(
          'It holds more than an assistant can remember; simplify it, or use swath orders create',
        )
      return { places, notes }
    },
  }),
  tool({
    name: 'list_areas',
    title: 'Areas',
    description:
      'The areas that the contract keeps by name, with their size. The name, or the area_id where several projects have it, can be the place of other tools.',
    inputSchema: {
      query: z.string().optional().describe('Words in the name or the project'),
      limit: z.int().min(1).max(100).default(25),
    },
    annotations: { ...reads, openWorldHint: false },
    run: async (swath, { query, limit }) => {
      const areas = await swath.areas.list({ query, limit }).all(limit)
      return areas.map(({ area_id, area_name, project_name, area_km2, geometry: { type } }) => {
        return { area_id, area_name, project_name, area_km2, type }
      })
    },
  }),
  tool({
    name: 'list_products',
    title: 'Products',
    description:
      'What the contract may order: SKUs with price and limits; of one SKU everything, with the schema of its parameters.',
    inputSchema: { sku: z.string().optional().describe('Tells everything of this one') },
    annotations: reads,
    run: async (swath, { sku }) => {
      const products = await swath.products.list().all()
      return sku === undefined ? products.map(inShort) : products.filter((product) => product.sku === sku)
    },
  }),
  tool({
    name: 'search_archive',
    title: 'Search the archive',
    description:
      'Images that are there already, newest first. An outcome_id can be ordered with an ARCIMG SKU.',
    inputSchema: {
      place: place.optional(),
      datetime: z.string().optional().describe('Interval such as 2026-01-01T00:00:00Z/..'),
      max_cloud_pct: z.number().min(0).max(100).optional(),
      limit: z.int().min(1).max(100).default(10),
    },
    annotations: reads,
    run: async (swath, { place, datetime, max_cloud_pct, limit }) => {
      const what: ItemSearch = {
        sortby: [{ field: 'datetime', direction: 'desc' }],
        limit,
        ...(place
          ? {
              intersects: (await placeFromText(place, swath)).geometry as ItemSearch['intersects'] & {},
            }
          : {}),
        ...(datetime ? { datetime } : {}),
        ...(max_cloud_pct === undefined ? {} : { filter: `eo:cloud_cover <= ${max_cloud_pct}` }),
      }
      const items = await swath.stac.search(what).all(limit)
      return items.map(({ id, collection, bbox, properties = {} }) => ({
        item: `${collection}/${id}`,
        datetime: properties.datetime,
        cloud_pct: properties['eo:cloud_cover'],
        outcome_id: properties['satl:outcome_id'],
        bbox,
      }))
    },
  }),
  tool({
    name: 'check_feasibility',
    title: 'Feasibility',
    description:
      'When an order could be collected, and how likely a clear sky is by which day. Free; nothing is ordered. One pass is ordered by its opportunity_id in parameters. If nothing fits, relaxations are the choices to offer to the user: parameters that would do.',
    inputSchema: { ...order_input, limit: z.int().min(1).max(50).default(10) },
    annotations: reads,
    run: async (swath, { limit, ...input }) => {
      const found = await swath.feasibility.analyse(await orderOf(swath, input), { limit })
      const { status, message, feasible, odds, coverage, constraint, relaxations, has_more } = found
      const opportunities = found.opportunities.map(({ footprint: _, ...one }) => one)
      const why_not = { constraint, relaxations }
      return { status, message, feasible, opportunities, has_more, odds, coverage, ...why_not }
    },
  }),
  tool({
    name: 'compare_places',
    title: 'Feasibility of several places',
    description:
      'When each of up to 100 places could be collected with one SKU and window: its first passes, or why it has none. Free; nothing is ordered.',
    inputSchema: {
      ...order_input,
      place: z.array(place).min(2).max(100),
      limit: z.int().min(1).max(5).default(1).describe('Passes of each'),
    },
    annotations: reads,
    run: async (swath, { limit, place: places, ...input }) => {
      const orders = await Promise.all(places.map((place, at) => orderAt(swath, at, { ...input, place })))
      const { results } = await swath.feasibility.analyseAll(orders, { limit })
      return results.map(({ index, analysis, error }) => {
        const passes = analysis?.opportunities.map(
          ({ start, satellite_name, off_nadir_deg, clear_probability }) => ({
            start,
            satellite_name,
            off_nadir_deg,
            clear_probability,
          }),
        )
        const { message, feasible } = analysis ?? { message: error?.message, feasible: false }
        return { index, place: places[index], feasible, message, passes }
      })
    },
  }),
  tool({
    name: 'quote_order',
    title: 'Price',
    description: 'What an order costs if everything is delivered. The quote_id keeps the price for a day.',
    inputSchema: order_input,
    annotations: { ...reads, openWorldHint: false },
    run: async (swath, input) => swath.orders.quote(await orderOf(swath, input)),
  }),
  tool({
    name: 'list_orders',
    title: 'Orders',
    description: 'The orders of the contract, newest first.',
    inputSchema: {
      query: z.string().optional().describe('Words in the name, reference, ids, project or labels'),
      limit: z.int().min(1).max(100).default(10),
    },
    annotations: reads,
    run: async (swath, { query, limit }) => (await swath.orders.list({ query, limit }).all(limit)).map(brief),
  }),
  tool({
    name: 'track_order',
    title: 'Follow an order',
    description: 'Where an order is, what happened to it, what is expected, and what it has delivered.',
    inputSchema: { order_id: z.string() },
    annotations: reads,
    run: async (swath, { order_id }) => {
      const order = await swath.orders.get(order_id)
      const { entries } = await swath.orders.timeline(order.id)
      const deliverables = await swath.orders.deliverables(order.id).all(100)
      return {
        ...brief(order),
        timeline: entries.map(({ kind, at, what, message }) => ({ kind, at, what, message })),
        deliverables: deliverables.map(
          ({ deliverable_id, processing_level, status, delivered_at, charge }) => ({
            deliverable_id,
            processing_level,
            status,
            delivered_at,
            charge,
          }),
        ),
      }
    },
  }),
  tool({
    name: 'get_download_links',
    title: 'Download links',
    description:
      'Links to the files of a delivered deliverable, for anybody who has them, until they expire.',
    inputSchema: {
      deliverable_id: z.string().describe('Of track_order'),
      valid_for_minutes,
    },
    annotations: reads,
    run: async (swath, { deliverable_id, valid_for_minutes }) => {
      const files = await swath.deliverables.files(deliverable_id).all()
      const options = { valid_for_s: valid_for_minutes * 60 }
      const links = files.map(async ({ key, file_name, type, size_bytes, sha256 }) => {
        const link = await swath.deliverables.link(deliverable_id, key, options)
        return { key, file_name, type, size_bytes, sha256, ...link }
      })
      return Promise.all(links)
    },
  }),
  tool({
    name: 'get_zip_link',
    title: 'Download link of an order',
    description:
      'One link to a zip with the delivered files of an order, or those of some processing levels, for anybody who has it, until it expires.',
    inputSchema: {
      order_id: z.string(),
      processing_levels: z.array(z.enum(processing_levels)).min(1).optional(),
      valid_for_minutes,
    },
    annotations: reads,
    run: (swath, { order_id, processing_levels, valid_for_minutes }) =>
      swath.orders.linkZip(order_id, { processing_levels, valid_for_s: valid_for_minutes * 60 }),
  }),
]

/** Only for a credential with a spend cap. */
export const orderingTools: readonly Tool[] = [
  tool({
    name: 'place_order',
    title: 'Order',
    description:
      'Places an order, which costs money: only after the user has agreed to the price of a quote. Refused with spend_cap_exceeded beyond the spend cap.',
    inputSchema: {
      ...order_input,
      order_name: z.string().min(1).max(120),
      quote_id: z.string().describe('Of quote_order, for the very same place, SKU, window and parameters'),
    },
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    run: async (swath, { order_name, quote_id, ...input }) => {
      // A quote is for one order: to call it again by mistake gives the same order again.
      const options = { idempotency_key: `mcp-${quote_id}` }
      return brief(await swath.orders.place(await orderOf(swath, input, { order_name, quote_id }), options))
    },
  }),
  tool({
    name: 'check_spending',
    title: 'Spending',
    description: 'What the credential has ordered in this month, and what is left of its spend cap.',
    inputSchema: {},
    annotations: reads,
    run: async (swath) => (await swath.credentials.own()).spending,
  }),
]
