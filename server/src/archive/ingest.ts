import { createHash } from 'node:crypto'
import { setImmediate as othersTurn } from 'node:timers/promises'
import { type ArchiveBatch, ArchiveItemInput, type ArchiveReceipt } from '@swath/contract/archive'
import { type Problem, SwathError } from '@swath/contract/errors'
import { dateOf } from '@swath/contract/times'
import { type Database, requireNoTransaction } from '../database/db.ts'
import { readBody } from '../http/validation.ts'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import type { Geometry } from '../lib/geo/geometry.ts'
import type { Clock } from '../platform/clock.ts'
import type { Shapes } from '../threads/shapes.ts'
import type { NewAsset, NewItem } from './document.ts'
import type { AssetImports } from './imports.ts'
import { hasCollection, saveItems } from './store.ts'

type Verdict = ArchiveReceipt['results'][number]
export type Judged = { item: NewItem } | { id: string | null; problems: Problem[] }
type Saved = Awaited<ReturnType<typeof saveItems>>

/** Takes items that operators bring. */
export class Ingest {
  #db: Database
  #clock: Clock
  #imports: AssetImports
  #shapes: Shapes

  constructor(db: Database, clock: Clock, imports: AssetImports, shapes: Shapes) {
    this.#db = db
    this.#clock = clock
    this.#imports = imports
    this.#shapes = shapes
  }

  /** Stores the good items of a batch, and tells of each what became of it. @throws SwathError `invalid_request` */
  async put({ collection, items, dry_run }: ArchiveBatch): Promise<ArchiveReceipt> {
    if (!(await this.#db.system((tx) => hasCollection(tx, collection)))) throw noCollection(collection)
    const judged = await this.judge(collection, items, '/items', dry_run)
    const good = judged.flatMap((one) => ('item' in one ? [one.item] : []))
    const saved = await (dry_run ? this.#trySaving(good) : this.#save(good))
    return { collection, results: judged.map((one) => verdictOn(one, saved)) }
  }

  /**
   * Says of each item what it would become, or everything that is wrong with it; takes its files.
   * @param pointer of the list in the request
   */
  async judge(
    collection: string,
    items: readonly unknown[],
    pointer: string,
    is_dry = false,
  ): Promise<Judged[]> {
    requireNoTransaction('Files of items')
    const seen = new Set<string>()
    const judged: Judged[] = []
    for (const [index, item] of items.entries()) {
      judged.push(await this.#judge(collection, item, `${pointer}/${index}`, seen, is_dry))
      await othersTurn()
    }
    return judged
  }

  #save(items: readonly NewItem[]): Promise<Saved> {
    return this.#db.system((tx) => saveItems(tx, items, this.#clock.now()))
  }

  /** Saves and then undoes it, to learn what saving would do. */
  async #trySaving(items: readonly NewItem[]): Promise<Saved> {
    const undo = new Error('a dry run')
    let saved: Saved = new Map()
    try {
      await this.#db.system(async (tx) => {
        saved = await saveItems(tx, items, this.#clock.now())
        throw undo
      })
    } catch (error) {
      if (error !== undo) throw error
    }
    return saved
  }

  async #judge(
    collection: string,
    input: unknown,
    pointer: string,
    seen: Set<string>,
    is_dry: boolean,
  ): Promise<Judged> {
    const id = idOf(input)
    const read = readItem(input, pointer)
    if (Array.isArray(read)) return { id, problems: read }
    const found = await this.#shapes.problemsOf(read.geometry)
    const problems = [
      ...geometryProblems(found, pointer),
      ...codeProblems(read.properties, pointer),
      ...repeatProblems(read.id, pointer, seen),
    ]
    if (problems.length > 0) return { id, problems }
    const assets: Record<string, NewAsset> = {}
    for (const [key, asset] of Object.entries(read.assets)) {
      const found = await this.#imports.take(asset, is_dry)
      if ('stored' in found) assets[key] = { stored: found.stored, fields: asset }
      else problems.push({ pointer: `${pointer}/assets/${key}/href`, ...found.problem })
    }
    if (problems.length > 0) return { id, problems }
    return { item: newItem(collection, read, assets) }
  }
}

function noCollection(collection: string) {
  const message = `There is no collection ${collection}`
  return new SwathError('invalid_request', `/collection: ${message}`, {
    problems: [{ pointer: '/collection', code: 'unknown_collection', message }],
  })
}

/** The item, or everything that its schema has against it. */
function readItem(input: unknown, pointer: string): ArchiveItemInput | Problem[] {
  try {
    return readBody(ArchiveItemInput, input)
  } catch (error) {
    if (!(error instanceof SwathError)) throw error
    return error.problems.map((problem) => ({ ...problem, pointer: pointer + problem.pointer }))
  }
}

function idOf(input: unknown): string | null {
  const { id } = Object(input) as { id?: unknown }
  return typeof id === 'string' ? id : null
}

const geometryProblems = (found: readonly Problem[], pointer: string): Problem[] =>
  found.map((problem) => ({ ...problem, pointer: `${pointer}/geometry${problem.pointer}` }))

function codeProblems(properties: ArchiveItemInput['properties'], pointer: string): Problem[] {
  const { 'proj:epsg': epsg, 'proj:code': code } = properties
  if (typeof epsg !== 'number' || code === undefined || code === `EPSG:${epsg}`) return []
  const message = `It says another projection than proj:epsg, which is EPSG:${epsg}`
  return [{ pointer: `${pointer}/properties/proj:code`, code: 'invalid_value', message }]
}

function repeatProblems(id: string, pointer: string, seen: Set<string>): Problem[] {
  const is_repeated = seen.has(id)
  seen.add(id)
  const message = 'Another item of the batch has this id'
  return is_repeated ? [{ pointer: `${pointer}/id`, code: 'repeated_id', message }] : []
}

function newItem(collection: string, input: ArchiveItemInput, assets: NewItem['assets']): NewItem {
  const outcome_id = input.properties['satl:outcome_id'] ?? outcomeOf(collection, input.id)
  return {
    collection,
    item_id: input.id,
    outcome_id,
    order_contract_id: null,
    geometry: splitAtAntimeridian(input.geometry as Geometry),
    datetime: dateOf(input.properties.datetime),
    properties: { ...input.properties, 'satl:outcome_id': outcome_id },
    stac_extensions: input.stac_extensions,
    assets,
  }
}

/** An item that names no capture is a capture of its own, and the same one whenever it comes. */
function outcomeOf(collection: string, id: string): string {
  const hex = createHash('sha256').update(`${collection}/${id}`).digest('hex')
  // RFC 9562: version 8, of our own making.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function verdictOn(judged: Judged, saved: ReadonlyMap<string, boolean>): Verdict {
  if ('problems' in judged) return { id: judged.id, result: 'refused', problems: judged.problems }
  const { item_id } = judged.item
  const is_new = saved.get(item_id)
  const changed = is_new ? 'created' : 'updated'
  return { id: item_id, result: is_new === undefined ? 'unchanged' : changed, problems: [] }
}
