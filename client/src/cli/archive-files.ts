// Finds STAC items in files, folders and static catalogs.
import { readdirSync, realpathSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { formatOf, openFile, readLines } from './lines.ts'
import { readUtf8 } from './text.ts'

/** One item of a file, or why there is none. */
export interface FoundItem {
  file: string
  /** In the file, from 0: the place in a collection, or the line. */
  index: number
  value?: unknown
  problem?: string
}

const has_lines = /\.(ndjson|jsonl)(\.gz)?$/i
const is_read = /\.(json|geojson|ndjson|jsonl|ndjson\.gz|jsonl\.gz)$/i

type Json = Readonly<Record<string, unknown>>

/** The files that may have items, in an order that is always the same; a folder with all that is below it. */
export function filesOf(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap((one) => (statSync(one).isDirectory() ? filesBelow(one) : [one])))]
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && is_read.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted()
}

/** Reads items one after the other; a catalog or collection leads to those that it links to. */
export class ItemFiles {
  /** Files that are JSON, but nothing of STAC. */
  readonly other_files: string[] = []
  #seen = new Set<string>()
  #onBytes: (count: number) => void

  constructor(onBytes: (count: number) => void) {
    this.#onBytes = onBytes
  }

  async *read(files: readonly string[]): AsyncGenerator<FoundItem> {
    for (const file of files) yield* this.#read(file)
  }

  async *#read(file: string): AsyncGenerator<FoundItem> {
    const real = realpathSync(file)
    if (this.#seen.has(real)) return
    this.#seen.add(real)
    if (has_lines.test(file)) yield* this.#readLines(file)
    else yield* this.#readJson(file)
  }

  async *#readLines(file: string): AsyncGenerator<FoundItem> {
    for await (const { number, value, problem } of readLines(openFile(file, this.#onBytes), formatOf(file))) {
      const found = { file, index: number - 1 }
      if (problem !== undefined) yield { ...found, problem }
      else for (const item of itemsIn(value)) yield { ...item, ...found }
    }
  }

  async *#readJson(file: string): AsyncGenerator<FoundItem> {
    const bytes = await readFile(file)
    this.#onBytes(bytes.length)
    let value: unknown
    try {
      value = JSON.parse(readUtf8(bytes))
    } catch (error) {
      yield { file, index: 0, problem: `Not JSON: ${(error as Error).message}` }
      return
    }
    if (isCatalog(value)) yield* this.#follow(file, value)
    else if (isOfStac(value)) for (const item of itemsIn(value)) yield { file, ...item }
    else this.other_files.push(file)
  }

  /** Links to other machines are left alone. */
  async *#follow(file: string, { links }: Json): AsyncGenerator<FoundItem> {
    const children = (Array.isArray(links) ? links : []).filter(
      (link) => ['item', 'items', 'child'].includes(link?.rel) && typeof link.href === 'string',
    )
    for (const [index, { href }] of children.entries()) {
      if (/^[a-z][a-z0-9+.-]*:/i.test(href)) continue
      const target = path.resolve(path.dirname(file), unescaped(href))
      if (statSync(target, { throwIfNoEntry: false })?.isFile()) yield* this.#read(target)
      else yield { file, index, problem: `Links to ${href}, which is not there` }
    }
  }
}

/** Catalogs that were written by hand name files as they are, with a percent sign that escapes nothing. */
function unescaped(href: string): string {
  try {
    return decodeURIComponent(href)
  } catch {
    return href
  }
}

/** The items of an item collection or a list; everything else is one item. */
function* itemsIn(value: unknown): Generator<{ index: number; value?: unknown; problem?: string }> {
  const listed: unknown[] = Array.isArray(value) ? value : isCollection(value) ? value.features : [value]
  for (const [index, item] of listed.entries()) {
    const is_object = typeof item === 'object' && item !== null && !Array.isArray(item)
    yield is_object ? { index, value: item } : { index, problem: 'Not a STAC item' }
  }
}

const typeOf = (value: unknown) => (value as { type?: unknown } | null)?.type

function isCollection(value: unknown): value is { features: unknown[] } {
  return typeOf(value) === 'FeatureCollection' && Array.isArray((value as { features?: unknown }).features)
}

function isCatalog(value: unknown): value is Json {
  return typeOf(value) === 'Catalog' || typeOf(value) === 'Collection'
}

function isOfStac(value: unknown): boolean {
  return Array.isArray(value) || ['Feature', 'FeatureCollection'].includes(String(typeOf(value)))
}
