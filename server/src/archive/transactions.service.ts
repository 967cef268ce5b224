import type { ArchiveItems } from '@swath/contract/archive'
import { type Problem, SwathError } from '@swath/contract/errors'
import type { Database } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import { extension_uris, type NewItem, renderItem } from './document.ts'
import type { Ingest, Judged } from './ingest.ts'
import { delivered_collection } from './rules.ts'
import { deleteItem, findStored, hasCollection, lockItem, type StoredItem, saveItems } from './store.ts'
import {
  type ItemPath,
  mergePatch,
  placeProblems,
  withOutcome,
  withoutCode,
  withoutDerived,
  withStoredHrefs,
} from './transactions.rules.ts'

type Json = Readonly<Record<string, unknown>>

/** The place at which documents are read: it gives them their addresses, and takes them back. */
interface Address {
  documents(text: string): string
  unsigned(href: string): string
}

/** Throws unless the change is wanted for an item with this document. */
type Check = (document: string) => void

/** Changes of single items by operators, as the transaction extension of STAC has them. */
export class Transactions {
  #db: Database
  #clock: Clock
  #ingest: Ingest

  constructor(db: Database, clock: Clock, ingest: Ingest) {
    this.#db = db
    this.#clock = clock
    this.#ingest = ingest
  }

  /**
   * Creates all items, or none. @returns their documents
   * @throws SwathError `not_found`, `invalid_request`, `item_exists`
   */
  async create(collection: string, body: ArchiveItems): Promise<string[]> {
    requireEditable(collection)
    if (!(await this.#db.system((tx) => hasCollection(tx, collection)))) throw noCollection(collection)
    const inputs = body.features ?? [body]
    const at = (index: number) => (body.features ? `/features/${index}` : '')
    const misplaced = inputs.flatMap((input, index) => below(at(index), placeProblems(input, { collection })))
    const judged = await this.#ingest.judge(collection, inputs, '')
    const items = accepted(judged, misplaced, at)
    await this.#db.system(async (tx) => {
      const saved = await saveItems(tx, items, this.#clock.now())
      // Those that were there have been replaced by now, which this error undoes.
      const old = items.filter(({ item_id }) => saved.get(item_id) !== true)
      if (old.length > 0) throw itemsExist(collection, old)
    })
    return items.map(renderItem)
  }

  /** @returns the new document. @throws SwathError `not_found`, `invalid_request`, and what `check` throws */
  replace(path: ItemPath, body: Json, address: Address, check: Check): Promise<string> {
    return this.#change(path, address, check, () => body)
  }

  /** As `replace`, by a merge patch. */
  patch(path: ItemPath, patch: Json, address: Address, check: Check): Promise<string> {
    return this.#change(path, address, check, (told) => {
      const merged = mergePatch(withoutCode(told), patch) as Json
      return 'stac_extensions' in patch ? merged : withoutDerived(merged, extension_uris)
    })
  }

  /** Removes an item; its deliverables stay delivered. @throws SwathError `not_found`, and what `check` throws */
  async remove({ collection, item }: ItemPath, check: Check): Promise<void> {
    requireEditable(collection)
    await this.#db.system(async (tx) => {
      const document = await lockItem(tx, collection, item)
      if (document === undefined) throw noItem({ collection, item })
      check(document)
      await deleteItem(tx, collection, item)
    })
  }

  /** Files are looked at without a transaction, so whatever changed meanwhile is looked at again. */
  async #change(path: ItemPath, address: Address, check: Check, next: (told: Json) => Json) {
    requireEditable(path.collection)
    for (;;) {
      const before = await this.#db.system((tx) => findStored(tx, path.collection, path.item))
      if (!before) throw noItem(path)
      check(before.document)
      const told = JSON.parse(address.documents(before.document)) as Json
      const stored = hrefsOf(told, before)
      const storedAt = (href: string) => stored.get(address.unsigned(href))
      const item = await this.#judgeChange(path, before.outcome_id, next(told), storedAt)
      if (await this.#saveOver(before, item)) return renderItem(item)
    }
  }

  async #judgeChange(
    path: ItemPath,
    outcome_id: string,
    input: Json,
    storedAt: (href: string) => string | undefined,
  ): Promise<NewItem> {
    const meant = withOutcome(withStoredHrefs(input, storedAt), outcome_id)
    const judged = await this.#ingest.judge(path.collection, [meant], '')
    return accepted(judged, placeProblems(input, path), () => '')[0]!
  }

  #saveOver(before: StoredItem, item: NewItem): Promise<boolean> {
    return this.#db.system(async (tx) => {
      const document = await lockItem(tx, item.collection, item.item_id)
      if (document !== before.document) return false
      await saveItems(tx, [item], this.#clock.now())
      return true
    })
  }
}

/** The stored addresses of the assets, by the addresses in the document. */
function hrefsOf(told: Json, { assets }: StoredItem): Map<unknown, string> {
  const of_document = told.assets as Record<string, { href: string }>
  return new Map(
    Object.entries(assets).map(([key, asset]) => [
      of_document[key]?.href,
      'href' in asset ? asset.href : `storage:${asset.storage_key}`,
    ]),
  )
}

/** @throws SwathError with all problems of all items, where they are in the request */
function accepted(judged: readonly Judged[], more: readonly Problem[], at: (index: number) => string) {
  const found = judged.flatMap((one, index) =>
    'item' in one
      ? []
      : one.problems.map((problem) => ({
          ...problem,
          pointer: problem.pointer.replace(`/${index}`, at(index)),
        })),
  )
  const problems = [...more, ...found]
  const [first] = problems
  if (first) {
    throw new SwathError('invalid_request', `${first.pointer}: ${first.message}`, { problems })
  }
  return judged.flatMap((one) => ('item' in one ? [one.item] : []))
}

const below = (pointer: string, problems: readonly Problem[]): Problem[] =>
  problems.map((problem) => ({ ...problem, pointer: pointer + problem.pointer }))

/** The item of a deliverable belongs to its order, and changes with nothing else. */
function requireEditable(collection: string) {
  if (collection !== delivered_collection) return
  throw new SwathError(
    'invalid_request',
    `The items in ${collection} follow from orders; they cannot be edited`,
  )
}

const noCollection = (collection: string) =>
  new SwathError('not_found', `There is no collection ${collection}`)

const noItem = ({ collection, item }: ItemPath) =>
  new SwathError('not_found', `There is no item ${item} in ${collection}`)

function itemsExist(collection: string, old: readonly NewItem[]) {
  const ids = old.map(({ item_id }) => item_id)
  return new SwathError('item_exists', `${collection} has ${ids.join(', ')} already`)
}
