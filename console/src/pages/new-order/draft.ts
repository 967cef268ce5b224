import type { NewOrder } from '@swath/client/orders'
import type { Item } from '@swath/client/stac'
import type { Analysis, Relaxation } from '@swath/contract/feasibility'
import type { Geometry } from '@swath/contract/geometry'
import type { Order } from '@swath/contract/orders'
import type { Product } from '@swath/contract/products'
import { archive_sku, products } from '@swath/contract/products/registry'
import { namesOf } from '@swath/places/names'
import type { Place } from '@swath/places/place'

/**
 * An order as it comes into being, or several that differ by their place only. Days as `2026-11-27`; what is empty
 * takes the default of the contract.
 */
export interface Draft {
  /** An order each. */
  places: readonly Place[]
  sku: string | undefined
  days: [string | null, string | null]
  max_ona: number | ''
  min_sun_elevation: number | ''
  max_captures: number | ''
  processing_level: string
  /** The one capture from which archive imagery is ordered. */
  outcome_id: string | undefined
  order_name: string
  project_name: string
  client_reference: string
}

export const empty_draft: Draft = {
  places: [],
  sku: undefined,
  days: [null, null],
  max_ona: '',
  min_sun_elevation: '',
  max_captures: '',
  processing_level: '',
  outcome_id: undefined,
  order_name: '',
  project_name: 'default',
  client_reference: '',
}

type Properties = NewOrder['properties']
export type Parameters = NonNullable<Properties['parameters']>

/** Which parameters the product takes: the JSON Schema that the contract publishes says so. */
export function takes(product: Product, name: keyof Parameters): boolean {
  return name in ((product.parameters.properties as object | undefined) ?? {})
}

/** Targets in space are found by their orbit, not on a map; and downloads become orders by themselves. */
export const isOrderedOnMap = ({ product_code }: Product): boolean => {
  const { ordered_by, shows } = products[product_code]
  return ordered_by === 'request' && shows === 'ground'
}

/** New images before old ones, and of each the usual before the hurried. */
export function byUse(a: Product, b: Product): number {
  const is_old = ({ product_code }: Product) => Number(products[product_code].images === 'archived')
  return is_old(a) - is_old(b) || a.price.amount_minor - b.price.amount_minor
}

/** The geometry that can be drawn and edited: several places can not. */
export const onlyGeometry = ([first, ...more]: readonly Place[]): Geometry | undefined =>
  more.length === 0 ? first?.geometry : undefined

export const fits = (product: Product, places: readonly Place[]): boolean =>
  places.every(({ geometry }) => product.geometry_types.includes(geometry.type))

/** The orders, as far as they decide about passes and prices; none until there is a place and a product for it. */
export function questionsOf(draft: Draft, product: Product | undefined): NewOrder[] {
  const { places } = draft
  if (!product || !fits(product, places)) return []
  const properties = { order_name: 'draft', sku: product.sku, parameters: parametersOf(draft, product) }
  return places.map(({ geometry }) => ({ type: 'Feature', geometry, properties }))
}

/** The names of the orders: a place that has a name needs no other. */
export const orderNames = ({ places, order_name }: Draft): string[] =>
  namesOf(places, order_name.trim(), 'Order')

/** The order for that one pass alone. */
export function orderOfPass(question: NewOrder, opportunity_id: string): NewOrder {
  const { properties } = question
  return {
    ...question,
    properties: { ...properties, parameters: { ...properties.parameters, opportunity_id } },
  }
}

/** The orders as they are placed. */
export function ordersOf(questions: readonly NewOrder[], draft: Draft): NewOrder[] {
  const { project_name } = draft
  const names = orderNames(draft)
  const reference = draft.client_reference.trim()
  const number = (at: number) => (questions.length > 1 ? `-${at + 1}` : '')
  return questions.map((question, at) => ({
    ...question,
    properties: {
      ...question.properties,
      order_name: names[at]!,
      project_name,
      ...(reference === '' ? {} : { client_reference: reference + number(at) }),
    },
  }))
}

/** The same once more: from now on, for as many days, under the same name and for the same project. */
export function draftOfOrder({ geometry, properties }: Order, now = Date.now()): Draft {
  const { sku, order_name, project_name, parameters } = properties
  const number = (name: string) => (typeof parameters[name] === 'number' ? parameters[name] : '')
  const text = (name: string) => (typeof parameters[name] === 'string' ? parameters[name] : undefined)
  const outcome_id = text('outcome_id')
  const length_ms = Date.parse(parameters.end) - Date.parse(parameters.start)
  const [today, last_day] = [now, now + length_ms].map((at) => new Date(at).toISOString().slice(0, 10))
  return {
    ...empty_draft,
    ...{ places: [{ geometry, properties: {} }], sku, order_name, project_name, outcome_id },
    days: outcome_id === undefined ? [today!, last_day!] : [null, null],
    max_ona: number('max_ona'),
    min_sun_elevation: number('min_sun_elevation'),
    max_captures: number('max_captures'),
    processing_level: text('processing_level') ?? '',
  }
}

/** An image of the archive, or a part of it. */
export function draftOfItem({ id, geometry, properties = {}, links }: Item, part?: Geometry): Draft {
  // The item itself says how a part of it is ordered.
  const order = links.find(({ rel }) => rel === 'order')?.body as OrderBody | undefined
  const outcome_id = properties['satl:outcome_id']
  return {
    ...empty_draft,
    places: [{ geometry: part ?? (geometry as Geometry), properties: {} }],
    sku: order?.properties.sku ?? archive_sku,
    order_name: `From ${id}`,
    outcome_id: typeof outcome_id === 'string' ? outcome_id : undefined,
  }
}

interface OrderBody {
  properties: { sku: string }
}

function parametersOf(draft: Draft, product: Product): Parameters {
  const { max_ona, min_sun_elevation, max_captures, processing_level, outcome_id } = draft
  const given = {
    ...(takes(product, 'start') ? windowOf(draft.days) : { datetime: intervalOf(draft.days) }),
    max_ona,
    min_sun_elevation,
    max_captures,
    processing_level,
    outcome_id,
  }
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => value !== '' && value !== undefined && takes(product, name as keyof Parameters),
    ),
  )
}

/**
 * The limits of a draft that become those of a relaxation, whose window is in whole days; undefined where these make
 * the window longer than it may be.
 */
export function draftRelaxedBy(
  { parameters }: Relaxation,
  asked: Analysis['parameters'],
  { limits }: Product,
): Partial<Pick<Draft, 'days' | 'max_ona' | 'min_sun_elevation'>> | undefined {
  const { start = asked.start, end = asked.end, max_ona, min_sun_elevation } = parameters
  const angles = {
    ...(max_ona === undefined ? {} : { max_ona }),
    ...(min_sun_elevation === undefined ? {} : { min_sun_elevation }),
  }
  if (parameters.end === undefined) return angles
  const [first, last] = [start.slice(0, 10), end.slice(0, 10)]
  const from_ms = parameters.start === undefined ? Date.parse(start) : Date.parse(startOf(first))
  const is_too_long = Date.parse(endOf(last)) - from_ms > limits.max_window_days * 86_400_000
  return is_too_long ? undefined : { ...angles, days: [first, last] }
}

const startOf = (day: string) => `${day}T00:00:00Z`
const endOf = (day: string) => `${day}T23:59:59Z`

/** A window that begins today begins now, which is what an order without a start means. */
function windowOf([first, last]: Draft['days'], today = new Date().toISOString().slice(0, 10)) {
  return {
    start: first !== null && first > today ? startOf(first) : '',
    end: last === null ? '' : endOf(last),
  }
}

function intervalOf([first, last]: Draft['days']): string {
  if (first === null && last === null) return ''
  return `${first === null ? '..' : startOf(first)}/${last === null ? '..' : endOf(last)}`
}
