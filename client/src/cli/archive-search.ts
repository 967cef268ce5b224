import { Command, InvalidArgumentError } from 'commander'
import type { SwathClient } from '../client.ts'
import type { Item, ItemSearch } from '../stac.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { wholeNumber } from './numbers.ts'
import { minutes, type OutputFlags, print, withOutput } from './output.ts'
import { named_place_help, readPlace } from './place.ts'
import { repeated } from './repeated.ts'
import { table } from './table.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  collection?: string[]
  bbox?: number[]
  datetime?: string
  cloud?: number
  filter?: string
  limit: number
}

export function archiveSearchCommand(): Command {
  const command = new Command('search')
    .description('Images that are there already, newest first')
    .argument('[place]', `images that show any of it: ${named_place_help}`)
    .option('--collection <id>', 'only of this collection; may be repeated', repeated)
    .option('--bbox <west,south,east,north>', 'instead of a place', readBbox)
    .option('--datetime <interval>', 'such as 2026-05-01T00:00:00Z/..')
    .option('--cloud <percent>', 'clouds at most', wholeNumber(0, 100))
    .option('--filter <cql2>', 'any other condition, as CQL2 text')
    .option('--limit <count>', 'at most so many', wholeNumber(1, 10_000), 20)
  return withConnection(withOutput(command)).action(search)
}

function readBbox(text: string): number[] {
  const numbers = text.split(',').map(Number)
  if (numbers.length === 4 && !numbers.some(Number.isNaN)) return numbers
  throw new InvalidArgumentError('Four numbers: west,south,east,north.')
}

async function search(place: string | undefined, flags: Flags): Promise<void> {
  const swath = await clientOf(flags)
  const items = await swath.stac.search(await searchOf(swath, place, flags)).all(flags.limit)
  print(flags, { type: 'FeatureCollection', features: items }, () =>
    table(['UTC', 'item', 'clouds', 'capture'], items.map(rowOf)),
  )
}

async function searchOf(swath: SwathClient, place: string | undefined, flags: Flags): Promise<ItemSearch> {
  const clouds = flags.cloud === undefined ? [] : [`eo:cloud_cover <= ${flags.cloud}`]
  const conditions = [...clouds, ...(flags.filter ? [`(${flags.filter})`] : [])]
  return {
    sortby: [{ field: 'datetime', direction: 'desc' }],
    limit: Math.min(flags.limit, 1000),
    ...(place
      ? { intersects: (await readPlace(place, swath)).geometry as ItemSearch['intersects'] & {} }
      : {}),
    ...(flags.bbox ? { bbox: flags.bbox } : {}),
    ...(flags.datetime ? { datetime: flags.datetime } : {}),
    ...(flags.collection ? { collections: flags.collection } : {}),
    ...(conditions.length > 0 ? { filter: conditions.join(' and ') } : {}),
  }
}

function rowOf({ id, collection, properties = {} }: Item) {
  const clouds = properties['eo:cloud_cover']
  return [
    minutes(String(properties.datetime)),
    `${collection}/${id}`,
    typeof clouds === 'number' ? `${Math.round(clouds)} %` : '',
    String(properties['satl:outcome_id'] ?? ''),
  ]
}
