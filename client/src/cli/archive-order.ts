import type { Geometry } from '@swath/contract/geometry'
import { archive_sku } from '@swath/contract/products/registry'
import { Command } from 'commander'
import type { NewOrder } from '../orders.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { describeOrder } from './order-text.ts'
import { follow } from './orders-watch.ts'
import { isForPeople, type OutputFlags, print, say, withOutput } from './output.ts'
import { named_place_help, readPlace } from './place.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  within?: string
  sku: string
  name?: string
  project?: string
  level?: string
  wait?: boolean
}

export function archiveOrderCommand(): Command {
  const command = new Command('order')
    .description('Order an image of the archive, whole or a part of it')
    .argument('<item>', 'collection/item, as archive search tells them')
    .option('--within <place>', `only this part: ${named_place_help}`)
    .option('--sku <sku>', 'product', archive_sku)
    .option('--name <name>', 'name of the order; the item without it')
    .option('--project <name>', 'project of the order')
    .option('--level <level>', 'only this processing level; all of the contract without it')
    .option('--wait', 'follow the order to its end, as orders watch does')
  return withConnection(withOutput(command)).action(order)
}

async function order(name: string, flags: Flags): Promise<void> {
  const [, collection, id] = /^([^/]+)\/([^/]+)$/.exec(name) ?? []
  if (id === undefined) throw new Error(`${name} is not collection/item; swath archive search lists them`)
  const swath = await clientOf(flags)
  const item = await swath.stac.item(collection!, id)
  const outcome_id = item.properties?.['satl:outcome_id']
  if (typeof outcome_id !== 'string') throw new Error(`${name} does not say of which capture it is`)
  const geometry = flags.within
    ? (await readPlace(flags.within, swath)).geometry
    : (item.geometry as unknown as Geometry)
  const level = flags.level ? { processing_level: flags.level } : {}
  const order = {
    type: 'Feature',
    geometry,
    properties: {
      order_name: flags.name ?? id,
      sku: flags.sku,
      parameters: { outcome_id, ...level } as NonNullable<NewOrder['properties']['parameters']>,
      ...(flags.project ? { project_name: flags.project } : {}),
    },
  } satisfies NewOrder
  const placed = await swath.orders.place(order)
  if (!flags.wait) return print(flags, placed, () => describeOrder(placed))
  if (isForPeople(flags)) say(`${describeOrder(placed)}\n`)
  await follow(swath, placed.id, flags)
}
