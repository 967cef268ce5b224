import { namesOf } from '@swath/places/names'
import type { Place } from '@swath/places/place'
import { type Command, Option } from 'commander'
import type { SwathClient } from '../client.ts'
import type { NewOrder } from '../orders.ts'
import { type AreaChoice, area_choices, named_place_help, readOrderedPlaces } from './place.ts'
import { pairs } from './repeated.ts'

/** The options of commands about an order to come. */
export interface NewOrderFlags {
  sku?: string
  name?: string
  project?: string
  reference?: string
  start?: string
  end?: string
  level?: string
  opportunity?: string
  set?: Record<string, unknown>
  metadata?: Record<string, string>
  areas?: AreaChoice
}

export function withNewOrder(command: Command): Command {
  return command
    .argument('<places...>', named_place_help)
    .addOption(
      new Option(
        '--areas <how>',
        'of several areas, of one file or of several: one order, with neighbours and overlaps united, or an order each',
      ).choices(area_choices),
    )
    .option('--sku <sku>', 'what is ordered; swath products lists what there is')
    .option('--name <name>', 'name of the order')
    .option('--project <name>', 'project of the order, made if it is new')
    .option(
      '--reference <text>',
      'your own reference, unique in the contract: no order is placed twice under it',
    )
    .option('--start <time>', 'start of the window; now without it')
    .option('--end <time>', 'end of the window')
    .option('--level <level>', 'only this processing level, such as L1D')
    .option(
      '--opportunity <id>',
      'just this pass, of swath feasibility for the same place: it is kept for the order, or the order refused',
    )
    .option(
      '--set <parameter=value>',
      'another parameter, such as max_ona=20; may be repeated',
      pairs(readValue),
    )
    .option('--metadata <label=text>', 'a label of your own; may be repeated', pairs(String))
}

/** A number, true, an object as JSON; everything else is text. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** As `newOrders`, where one is asked about. @throws for several */
export async function newOrder(
  swath: SwathClient,
  given: readonly string[],
  flags: NewOrderFlags,
): Promise<NewOrder> {
  const [order, ...more] = await newOrders(swath, given, flags)
  if (order && more.length === 0) return order
  throw new Error(`This is about one order, and these are ${more.length + 1}: say --areas united`)
}

/** @throws as `orderAt` */
export async function newOrders(
  swath: SwathClient,
  given: readonly string[],
  flags: NewOrderFlags,
): Promise<NewOrder[]> {
  const places = await readOrderedPlaces(given, flags.areas, swath)
  const names = namesOf(places, flags.name ?? '', 'from the command line')
  const number = (at: number) => (places.length > 1 ? `-${at + 1}` : '')
  return Promise.all(
    places.map((place, at) => orderAt(swath, place, flags, { order_name: names[at]!, number: number(at) })),
  )
}

/**
 * The order as it will be sent. A GeoJSON Feature may be a whole order already; flags count before what it says.
 * @param number of several, by which references differ
 * @throws with the SKUs that fit when none was named
 */
async function orderAt(
  swath: SwathClient,
  { geometry, properties }: Place,
  flags: NewOrderFlags,
  { order_name, number }: { order_name: string; number: string },
): Promise<NewOrder> {
  const told = (properties.sku ? properties : {}) as Partial<NewOrder['properties']>
  const sku = flags.sku ?? told.sku ?? (await whichSku(swath, geometry.type))
  const parameters = {
    ...told.parameters,
    ...flags.set,
    ...(flags.start ? { start: flags.start } : {}),
    ...(flags.end ? { end: flags.end } : {}),
    ...(flags.level ? { processing_level: flags.level } : {}),
    ...(flags.opportunity ? { opportunity_id: flags.opportunity } : {}),
  } as NewOrder['properties']['parameters']
  return {
    type: 'Feature',
    geometry,
    properties: {
      ...told,
      sku,
      order_name,
      parameters,
      metadata: { ...told.metadata, ...flags.metadata },
      ...(flags.project ? { project_name: flags.project } : {}),
      ...(flags.reference ? { client_reference: flags.reference + number } : {}),
    },
  }
}

async function whichSku(swath: SwathClient, geometry_type: string): Promise<never> {
  const products = await swath.products.list().all()
  const fitting = products.filter(({ geometry_types }) => geometry_types.includes(geometry_type))
  const listed = fitting.map(({ sku, product_name }) => `  ${sku.padEnd(16)} ${product_name}`)
  throw new Error([`Say --sku; for a ${geometry_type} the contract has`, ...listed].join('\n'))
}
