import { z } from 'zod'
import { parameter, Refusal } from '../http/parameter.ts'
import type { Expression } from '../lib/cql2/ast.ts'
import type { SortKey } from '../lists/filters.ts'
import { type Fields, readFields } from './fields.ts'
import { readTimeRange, type TimeRange } from './instants.ts'
import { readBbox, readIntersects } from './places.ts'
import { readQuery } from './query.ts'
import { sortables } from './queryables.ts'

/** A search, as its parameters say it. Those that are missing ask for everything. */
export interface SearchInput {
  limit?: number | undefined
  bbox?: Expression | undefined
  datetime?: TimeRange | undefined
  intersects?: Expression | undefined
  ids?: string[] | undefined
  collections?: string[] | undefined
  query?: Expression[] | undefined
  filter?: unknown
  'filter-lang'?: 'cql2-text' | 'cql2-json' | undefined
  filter_lang?: 'cql2-text' | 'cql2-json' | undefined
  'filter-crs'?: string | undefined
  sortby?: SortKey[] | undefined
  fields?: Fields | undefined
  token?: string | undefined
}

const max_limit = 1000
/** A statement takes 65,535 values. */
const max_names = 10_000
const crs84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'

const string = { type: 'string' }
const strings = { type: 'array', items: string }
const numbers = { type: 'array', items: { type: 'number' }, minItems: 4, maxItems: 6 }
const limit = {
  type: 'integer',
  minimum: 1,
  default: 10,
  description: `Above ${max_limit} it is ${max_limit}`,
}
const bbox = {
  ...numbers,
  description: 'west,south,east,north, or with heights; west > east crosses the antimeridian',
}
const datetime = { ...string, description: 'RFC 3339: an instant, or start/end, one of which may be ..' }
const lang = { ...string, enum: ['cql2-text', 'cql2-json'] }
const crs = { ...string, enum: [crs84] }
const token = { ...string, description: 'Of the link to the next page' }
const sorts = Object.keys(sortables).flatMap((name) => [name, `-${name}`, `+${name}`])

/** Those of a GET. Lists are separated by commas. */
const of_get = {
  limit: parameter(limit, (raw) =>
    readLimit(typeof raw === 'string' && /^[+-]?\d+$/.test(raw) ? Number(raw) : raw),
  ),
  bbox: parameter(bbox, readBbox),
  datetime: parameter(datetime, readTimeRange),
  query: parameter({ ...string, description: 'JSON of the query extension' }, readQuery),
  filter: parameter({ ...string, description: 'CQL2' }, readText),
  'filter-lang': parameter({ ...lang, default: 'cql2-text' }, readLang),
  'filter-crs': parameter(crs, readCrs),
  sortby: parameter({ type: 'array', items: { ...string, enum: sorts } }, readSortText),
  fields: parameter({ ...strings, description: 'Those with - in front are left out' }, readFields),
  token: parameter(token, readText),
  ids: parameter(strings, readNames),
  collections: parameter(strings, readNames),
}
const of_get_search = {
  ...of_get,
  intersects: parameter({ ...string, description: 'A GeoJSON geometry' }, readIntersects),
}

/** The same in JSON, where null is as good as missing. */
const of_post = {
  limit: nullable(limit, readLimit),
  bbox: nullable(numbers, (raw) => readBbox(Array.isArray(raw) ? raw : Number.NaN)),
  datetime: nullable(datetime, readTimeRange),
  query: nullable({ type: 'object', description: 'Of the query extension' }, readQuery),
  filter: nullable({ type: ['object', 'string', 'boolean'], description: 'CQL2' }, (raw) => raw),
  'filter-lang': nullable({ ...lang, default: 'cql2-json' }, readLang),
  filter_lang: nullable(
    // Besides filter-lang, generators need another name for it.
    { ...string, description: 'As older clients write filter-lang', 'x-go-name': 'FilterLanguage' },
    readLang,
  ),
  'filter-crs': nullable(crs, readCrs),
  sortby: nullable({ type: 'array', items: { type: 'object' } }, readSortJson),
  // Null means nothing here, and clients that send it want to be told.
  fields: parameter({ type: 'object', properties: { include: strings, exclude: strings } }, readFields),
  token: nullable(token, readText),
  intersects: nullable({ type: 'object', description: 'A GeoJSON geometry' }, readIntersects),
  ids: nullable({ type: ['array', 'string'], items: string }, readNames),
  collections: nullable({ type: ['array', 'string'], items: string }, readNames),
  conf: nullable({ type: 'object', description: 'Of other servers; says nothing here' }, () => undefined),
}

type Shape = { [name in keyof SearchInput]-?: z.ZodType<SearchInput[name]> }
const objectOf = (shape: object) => z.strictObject(shape as Shape)

/** The parameters of a search, besides how it is shown. */
function searched(shape: Record<string, unknown>): Shape {
  const { limit: _, sortby: __, fields: ___, token: ____, ...rest } = shape
  return rest as Shape
}
export const searched_by_get = searched(of_get_search)
export const searched_by_post = searched(of_post)

const only_one = {
  path: ['intersects'],
  message: 'cannot be combined with bbox: send one of the two',
  params: { code: 'parameters_conflict' },
}
const hasOne = ({ bbox, intersects }: SearchInput) => !(bbox && intersects)
export const withOnePlace = <S extends z.ZodObject<Shape>>(schema: S): S => schema.refine(hasOne, only_one)

export const items_query = objectOf(of_get)
export const search_query = withOnePlace(objectOf(of_get_search))
export const search_body = withOnePlace(objectOf(of_post)).optional().meta({ id: 'StacSearch' })

/** The query of a POST that goes on with a search that it does not repeat. */
export const next_query = z.strictObject({
  token: parameter(token, readText) as z.ZodType<string | undefined>,
})

function nullable(schema: Record<string, unknown>, read: (raw: unknown) => unknown) {
  return parameter(schema, (raw) => (raw === null ? undefined : read(raw)))
}

function readLimit(raw: unknown): number {
  if (typeof raw !== 'number' || !Number.isInteger(raw)) throw new Refusal('is no whole number')
  if (raw < 1) throw new Refusal('is at least 1')
  return Math.min(raw, max_limit)
}

function readText(raw: unknown): string {
  if (typeof raw !== 'string') throw new Refusal('takes one text')
  return raw
}

/** A list, or one name; an empty list asks for nothing in particular. */
export function readNames(raw: unknown): string[] | undefined {
  const names = typeof raw === 'string' ? raw.split(',') : raw
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
    throw new Refusal('takes a list of texts')
  }
  const told = names.map((name) => name.trim()).filter(Boolean)
  if (told.length > max_names) throw new Refusal(`takes at most ${max_names} texts, not ${told.length}`)
  return told.length > 0 ? told : undefined
}

function readLang(raw: unknown) {
  if (raw === 'cql2-text' || raw === 'cql2-json') return raw
  throw new Refusal('is cql2-text or cql2-json')
}

function readCrs(raw: unknown): string {
  if (raw === crs84) return raw
  throw new Refusal(`is ${crs84}, which is what it is without it`)
}

function readSortText(raw: unknown): SortKey[] {
  const names = readNames(raw) ?? []
  return names.map((name) => keyOf(name.replace(/^[-+]/, ''), name.startsWith('-')))
}

function readSortJson(raw: unknown): SortKey[] {
  if (typeof raw === 'string') return readSortText(raw)
  if (!Array.isArray(raw)) throw new Refusal('takes a list of objects with field and direction')
  return raw.map((one) => {
    const { field, direction = 'asc' } = Object(one) as { field?: unknown; direction?: unknown }
    if (typeof field !== 'string') throw new Refusal('needs a field in each object')
    if (direction !== 'asc' && direction !== 'desc') throw new Refusal('has the direction asc or desc')
    return keyOf(field, direction === 'desc')
  })
}

function keyOf(named: string, descending: boolean): SortKey {
  const field = named.replace(/^properties\./, '')
  if (Object.hasOwn(sortables, field)) return { field, descending }
  throw new Refusal(
    `cannot sort by ${named}; see /sortables: ${Object.keys(sortables).join(', ')}`,
    'unknown_field',
  )
}
