import { SwathError } from '@swath/contract/errors'
import { type RawBuilder, sql } from 'kysely'
import { Refusal } from '../http/parameter.ts'
import { turns } from '../http/turns.ts'
import { parameterProblem } from '../http/validation.ts'
import type { Comparison, Expression, Instant } from '../lib/cql2/ast.ts'
import type { SortKey } from '../lists/filters.ts'
import type { Shapes } from '../threads/shapes.ts'
import type { Fields } from './fields.ts'
import { compile, filtersOf, type Where } from './filter.ts'
import type { SearchInput } from './parameters.ts'
import { extentOf } from './places.ts'
import { sortables } from './queryables.ts'
import { type Place, readToken } from './token.ts'

/** A search that can be asked of the database. */
export interface Search {
  limit: number
  conditions: RawBuilder<unknown>[]
  /** The same, said so that counting is fast. */
  counted: RawBuilder<unknown>[]
  sort: SortKey[]
  fields: Fields | undefined
  place: Place | undefined
}

const default_limit = 10
/** @throws SwathError `invalid_filter`, with the place in the filter */
export async function searchOf(shapes: Shapes, input: SearchInput, where: Where): Promise<Search> {
  // The worst filter takes some 40 ms to be read and compiled.
  await turns.next()
  const sort = totalOrder(input.sortby ?? [])
  const told: Partial<Record<keyof SearchInput, Expression[]>> = {
    collections: within('collection', input.collections),
    ids: within('id', input.ids),
    bbox: input.bbox ? [input.bbox] : [],
    intersects: input.intersects ? [input.intersects] : [],
    query: input.query ?? [],
  }
  const conditions = [
    ...Object.entries(told).flatMap(([name, parts]) => parts.map((part) => compile(part, where + name))),
    ...(await filtersOf(shapes, input, where)),
  ]
  const place = input.bbox ?? input.intersects
  const times = timesOf(input).map((one) => compile(one, `${where}datetime`))
  const times_at_place = place ? timesAtPlace(input) : times
  const is_small = place !== undefined && extentOf(place) < large_square_deg
  return {
    limit: input.limit ?? default_limit,
    conditions: [...conditions, ...(is_small ? times_at_place : times)],
    counted: [...conditions, ...times_at_place],
    sort,
    fields: input.fields,
    place: input.token === undefined ? undefined : placeOf(input.token, sort, where),
  }
}

/** The same in one collection, which clients may name once more. @throws SwathError where they name another one */
export function inCollection<Input extends SearchInput>(
  input: Input,
  collection: string,
  where: Where,
): Input {
  const other = input.collections?.find((name) => name !== collection)
  if (other === undefined) return { ...input, collections: [collection] }
  const message = `names ${other}, but the path asks for ${collection}: search several collections at /search`
  throw parameterProblem('collections', where, { code: 'collection_mismatch', message })
}

function within(name: string, values: readonly string[] | undefined): Expression[] {
  const list = values?.map((value) => ({ kind: 'string', value }) as const)
  return list ? [{ kind: 'in', of: { kind: 'property', name }, list }] : []
}

function timesOf({ datetime = {} }: SearchInput): Expression[] {
  const { start, end } = datetime
  const than = (op: Comparison, right: Instant): Expression => ({
    kind: 'compare',
    op,
    left: { kind: 'property', name: 'datetime' },
    right,
  })
  return [...(start ? [than('>=', start)] : []), ...(end ? [than('<=', end)] : [])]
}

/**
 * The index of places finds the times as well, said like this. Said in the form of other indexes, the database would
 * read a list of everything in those times, to find that little of it is in the place.
 */
function timesAtPlace({ datetime }: SearchInput): RawBuilder<unknown>[] {
  if (!datetime) return []
  const { start, end } = datetime
  const side = (instant: Instant | undefined) => sql`${instant?.value ?? null}::timestamptz`
  return [sql`tstzrange(datetime, datetime, '[]') && tstzrange(${side(start)}, ${side(end)}, '[]')`]
}

/** From here on, walking through the times until a page is full is likely to look at less. */
const large_square_deg = 1600

// Pages ------------------------------------------------------------------------------------------------------

/** Newest first unless said otherwise, and no two items in the same place. */
function totalOrder(sort: readonly SortKey[]): SortKey[] {
  const keys = sort.length > 0 ? [...sort] : [{ field: 'datetime', descending: true }]
  const { descending } = keys.at(-1)!
  const all = [...keys, { field: 'collection', descending }, { field: 'id', descending }]
  return all.filter(({ field }, index) => all.findIndex((key) => key.field === field) === index)
}

export const sortText = (sort: readonly SortKey[]): string =>
  sort.map(({ field, descending }) => (descending ? `-${field}` : field)).join(',')

function placeOf(token: string, sort: readonly SortKey[], where: Where): Place {
  try {
    const place = readToken(token)
    if (place.sort !== sortText(sort)) throw new Refusal('belongs to another sort; start again without it')
    for (const [index, { field }] of sort.entries())
      checkKey(sortables[field]!.type, String(place.key[index]))
    if (place.key.length !== sort.length) throw new Refusal('is not a token of this search')
    return place
  } catch (error) {
    throw tokenProblem(error, where)
  }
}

/** The database must not see a value of a changed token that it cannot read. */
function checkKey(type: 'float8' | 'text' | 'timestamptz', value: string): void {
  const forms = {
    float8: /^-?(\d{1,17}(\.\d{1,17})?(e[+-]?\d{1,2})?|Infinity)$/,
    text: /^/,
    timestamptz: /^\d{4}-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,6})?\+00$/,
  }
  if (!forms[type].test(value)) throw new Refusal('is not a token of this search')
}

export function tokenProblem(error: unknown, where: Where): unknown {
  if (!(error instanceof Refusal)) return error
  const { message } = error
  return new SwathError('invalid_filter', `token: ${message}`, {
    problems: [{ pointer: `${where}token`, code: 'invalid_token', message }],
  })
}
