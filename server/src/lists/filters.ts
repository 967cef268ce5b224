import type { FilterKind, ListFilters } from '@swath/contract/filters'
import { onGlobe, withoutRounding } from '@swath/contract/longitudes'
import { isDay, readTime } from '@swath/contract/times'
import type { z } from 'zod'
import { onceSound } from '../http/areas.ts'
import { parameter, Refusal } from '../http/parameter.ts'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import type { Geometry } from '../lib/geo/geometry.ts'

/** A condition on the rows: `values` are checked, and there is at least one. */
export interface Condition {
  on: string
  operator: Operator | 'query' | 'intersects' | 'bbox'
  kind: FilterKind
  values: string[]
  /** The texts that came in quotes, with them, since a name may have quotes of its own. */
  quoted?: string[]
}

const isCondition = (value: unknown): value is Condition =>
  typeof value === 'object' && value !== null && 'operator' in value

/** The conditions of a query, besides its paging. */
export function conditionsOf(query: object): Condition[] {
  return Object.values(query).filter(isCondition)
}

export type Operator = 'in' | 'contains' | 'gte' | 'gt' | 'lte' | 'lt'

export interface SortKey {
  field: string
  descending: boolean
}

const ranges = ['gte', 'gt', 'lte', 'lt'] as const

function operatorsOf(kind: FilterKind): readonly Operator[] {
  if (kind === 'text') return ['in', 'contains']
  return kind === 'integer' || kind === 'number' || kind === 'time' ? ['in', ...ranges] : ['in']
}

/** The parameters by which a list is filtered and sorted, each read into a `Condition` or sort keys. */
export function filterParameters(filters: ListFilters): Record<string, z.ZodType> {
  const of_fields = Object.entries(filters.fields).flatMap(([field, kind]) => [
    [field, parameter(jsonOf(kind), (raw) => condition(field, 'in', kind, raw, kind !== 'text'))],
    ...operatorsOf(kind).map((operator) => [
      `${field}__${operator}`,
      parameter(operator === 'in' ? listJson(jsonOf(kind)) : jsonOf(kind), (raw) =>
        condition(field, operator, kind, raw, operator === 'in'),
      ),
    ]),
  ])
  return {
    ...Object.fromEntries(of_fields),
    ...(filters.geometry === undefined ? {} : placeParameters(filters.geometry)),
    query: parameter({ type: 'string', description: `Every word is in: ${filters.query}` }, readWords),
    sort: parameter(sortJson(filters), (raw) => readSort(filters, raw)),
  }
}

/** @returns the keys of a sort such as `-created_at,order_id`, ended by the id, so that no two rows are equal */
export function readSort({ id, sortable, by_age = [] }: ListFilters, raw: unknown): SortKey[] {
  const valid = [...sortable, id]
  const keys = readItems(raw, 'id', true).map((item) => {
    const descending = item.startsWith('-')
    const field = item.replace(/^[-+ ]/, '')
    if (!valid.includes(field))
      throw new Refusal(`cannot sort by ${field}; valid: ${valid.join(', ')}`, 'unknown_field')
    return { field, descending }
  })
  const unique = keys.filter(({ field }, index) => keys.findIndex((key) => key.field === field) === index)
  const at_id = unique.findIndex(({ field }) => field === id)
  // A sort key behind the id decides nothing.
  if (at_id >= 0) return unique.slice(0, at_id + 1)
  const { field: last, descending } = unique.at(-1)!
  const age = by_age.includes(last) && !unique.some(({ field }) => field === 'created_at')
  return [...unique, ...(age ? [{ field: 'created_at', descending }] : []), { field: id, descending }]
}

/** For what the path of a request says about a field. */
export function equal(on: string, value: string): Condition {
  return oneOf(on, [value])
}

export function oneOf(on: string, values: string[]): Condition {
  return { on, operator: 'in', kind: 'id', values }
}

// Values -------------------------------------------------------------------------------------------------

function condition(
  on: string,
  operator: Operator,
  kind: FilterKind,
  raw: unknown,
  is_list: boolean,
): Condition {
  const written = readItems(raw, kind, is_list)
  if (operator !== 'in' && written.length > 1) throw new Refusal('takes one value')
  const values = written.map((item) => readValue(kind, unquote(item)))
  const quoted = kind === 'text' ? written.filter((item) => item !== unquote(item)) : []
  return { on, operator, kind, values, ...(quoted.length > 0 ? { quoted } : {}) }
}

/** Values come once or repeatedly, in quotes or not, and in a list separated by commas. @returns them as they came */
function readItems(raw: unknown, kind: FilterKind, is_list: boolean): string[] {
  const texts = [raw].flat() as string[]
  const items = is_list ? texts.flatMap(kind === 'text' ? splitQuoted : splitPlain) : texts
  if (items.length === 0 || items.some((item) => unquote(item) === '')) throw new Refusal('needs a value')
  return items
}

/** Words, numbers and times contain neither quotes nor commas. */
function splitPlain(text: string): string[] {
  return text
    .replaceAll('"', '')
    .split(',')
    .map((item) => item.trim())
}

/** A text with a comma in it stands in quotes. */
function splitQuoted(text: string): string[] {
  return text.match(/"[^"]*"(?=,|$)|[^,]+/g) ?? []
}

function unquote(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1) : text
}

/** @returns the value as SQL reads it. @throws Refusal */
export function readValue(kind: FilterKind, text: string): string {
  switch (kind) {
    case 'text':
    case 'id':
      return text
    case 'integer':
      if (/^[+-]?\d{1,15}$/.test(text)) return text
      throw new Refusal(`${text} is not a whole number`)
    case 'number':
      if (/^[+-]?\d{1,15}(\.\d{1,20})?(e[+-]?\d{1,2})?$/i.test(text)) return text
      throw new Refusal(`${text} is not a number such as 12.5`)
    case 'uuid':
      if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text
      throw new Refusal(`${text} is not a UUID`)
    case 'time':
      return readDayOrTime(text)
    default:
      return readWord(kind, text)
  }
}

function readWord(words: readonly string[], text: string): string {
  const word = words.find((one) => one.toLowerCase() === text.toLowerCase())
  if (word === undefined) throw new Refusal(`${text} is not one of ${words.join(', ')}`)
  return word
}

/** A day, or a time. */
function readDayOrTime(text: string): string {
  // An unescaped + of an offset arrives as a space.
  const written = text.replace(/(?<=:\d\d\S*) {1,2}(?=\d\d(?::?\d\d)?$)/, '+')
  const time = isDay(written) ? `${written}T00:00:00Z` : readTime(written)
  if (time === undefined)
    throw new Refusal(`${text} is not a time such as 2026-01-31T12:00:00Z or 2026-01-31`)
  return time
}

function readWords(raw: unknown): Condition {
  const words = readItems(raw, 'text', false)
    .flatMap((text) => text.split(/[\s"]+/))
    .filter(Boolean)
  if (words.length === 0) throw new Refusal('needs a value')
  if (words.length > 10) throw new Refusal('takes at most 10 words')
  return { on: 'search_text', operator: 'query', kind: 'text', values: words }
}

// Places -------------------------------------------------------------------------------------------------

function placeParameters(geometry: string): Record<string, z.ZodType> {
  const intersects = `GeoJSON Point, Polygon or MultiPolygon; compared with ${geometry}`
  const bbox = 'west,south,east,north in degrees, or with heights; crosses the antimeridian if west > east'
  return {
    intersects: parameter({ type: 'string', description: intersects }, readIntersects),
    bbox: parameter(
      { type: 'array', items: { type: 'number' }, minItems: 4, maxItems: 6, description: bbox },
      readBbox,
    ),
  }
}

function readIntersects(raw: unknown): Condition {
  if (typeof raw !== 'string') throw new Refusal('takes one value')
  const told = Object(parseJson(raw))
  const shape = { ...told, coordinates: onGlobe(told.coordinates) }
  return onceSound([shape], 'globe', () => {
    const planar = splitAtAntimeridian(shape as Geometry)
    return { on: 'geometry', operator: 'intersects', kind: 'text', values: [JSON.stringify(planar)] }
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('is not GeoJSON')
  }
}

/** @returns one value per box, as the numbers west, south, east and north; two where it crosses the antimeridian */
function readBbox(raw: unknown): Condition {
  const numbers = readItems(raw, 'id', true).map(Number)
  const four = numbers.length === 6 ? [0, 1, 3, 4].map((index) => numbers[index]!) : numbers
  const flat = [four.slice(0, 2), four.slice(2)].flatMap((corner) => withoutRounding(corner) as number[])
  const [west, south, east, north] = flat as [number, number, number, number]
  const in_range = (value: number, limit: number) => Math.abs(value) <= limit
  if (flat.length !== 4 || numbers.some(Number.isNaN)) throw new Refusal('takes 4 or 6 numbers')
  if (
    ![west, east].every((value) => in_range(value, 180)) ||
    ![south, north].every((value) => in_range(value, 90))
  )
    throw new Refusal('has longitudes outside -180 to 180 or latitudes outside -90 to 90')
  if (south > north) throw new Refusal('has its south above its north')
  const boxes =
    west > east
      ? [
          [west, south, 180, north],
          [-180, south, east, north],
        ]
      : [flat]
  return { on: 'geometry', operator: 'bbox', kind: 'text', values: boxes.map((box) => JSON.stringify(box)) }
}

// Schemas, for the OpenAPI document ----------------------------------------------------------------------

function jsonOf(kind: FilterKind): Record<string, unknown> {
  switch (kind) {
    case 'text':
    case 'id':
      return { type: 'string', minLength: 1 }
    case 'uuid':
      return { type: 'string', format: 'uuid' }
    case 'integer':
      return { type: 'integer' }
    case 'number':
      return { type: 'number' }
    case 'time':
      return { type: 'string', format: 'date-time' }
    default:
      return { type: 'string', enum: kind }
  }
}

function listJson(items: Record<string, unknown>) {
  return { type: 'array', items, minItems: 1 }
}

function sortJson({ id, sortable, sort }: ListFilters) {
  const fields = [...sortable, id]
  const items = { type: 'string', enum: [...fields, ...fields.map((field) => `-${field}`)] }
  return { ...listJson(items), description: `Fields, with - in front descending; ${sort} when absent` }
}
