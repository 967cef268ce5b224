import { z } from 'zod'
import { parameter } from '../http/parameter.ts'
import type { Expression } from '../lib/cql2/ast.ts'
import { matches, renderCollection } from './collections.ts'
import { readTimeRange, type TimeRange } from './instants.ts'
import { type Address, json, type Link } from './links.ts'
import { readNames } from './parameters.ts'
import { readBbox } from './places.ts'
import type { CollectionRow } from './store.ts'

const numbers = { type: 'array', items: { type: 'number' }, minItems: 4, maxItems: 6 }

export const collections_query = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .transform((value) => Math.min(value, 1000))
    .default(100),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  bbox: parameter(numbers, readBbox) as z.ZodType<Expression | undefined>,
  datetime: parameter({ type: 'string', description: 'RFC 3339' }, readTimeRange) as z.ZodType<
    TimeRange | undefined
  >,
  q: parameter(
    { type: 'array', items: { type: 'string' }, description: 'Texts of which one has to be in it' },
    readNames,
  ) as z.ZodType<string[] | undefined>,
})

export function answerCollections(
  address: Address,
  rows: readonly CollectionRow[],
  query: z.infer<typeof collections_query>,
  url: string,
): object {
  const found = rows.filter((row) => matches(row, query))
  const page = found.slice(query.offset, query.offset + query.limit)
  const end = query.offset + page.length
  const { search, searchParams } = new URL(url, 'http://localhost')
  const here = address.to('/collections')
  const links: Link[] = [{ rel: 'self', type: json, href: here + search }, address.rootLink()]
  if (end < found.length) {
    searchParams.set('offset', String(end))
    links.push({ rel: 'next', type: json, href: `${here}?${searchParams}` })
  }
  return {
    collections: page.map((row) => renderCollection(address, row)),
    links,
    numberMatched: found.length,
    numberReturned: page.length,
  }
}
