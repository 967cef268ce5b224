import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { Transaction } from './db.ts'

/** The paging parameters of every list. */
export const page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(25),
  offset: z.coerce.number().int().min(0).default(0),
})
export type Page = z.infer<typeof page>

/** One page of the stored public documents that `matching` (from ... where ...) finds, and how many there are. */
export async function pageOfDocuments(
  tx: Transaction,
  matching: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  { limit, offset }: Page,
) {
  const { count } = await tx.one(sql<{ count: number }>`select count(*) ${matching}`)
  const rows = await tx.rows(sql<{ document: string }>`
    select document ${matching} order by ${order} limit ${limit} offset ${offset}`)
  return { count, documents: rows.map((row) => row.document) }
}

interface Links {
  count: number
  next: string | null
  previous: string | null
}

/** A list of stored public documents: they are joined as they are, never parsed and written again. */
export function documentList(
  member: 'features' | 'results',
  documents: readonly string[],
  count: number,
  at: Page,
  url: string,
): string {
  const head = JSON.stringify(links(count, at, url)).slice(1, -1)
  const type = member === 'features' ? '"type":"FeatureCollection",' : ''
  return `{${type}${head},"${member}":[${documents.join(',')}]}`
}

export function results<T>(items: T[], count: number, at: Page, url: string): Links & { results: T[] } {
  return { ...links(count, at, url), results: items }
}

function links(count: number, { limit, offset }: Page, url: string): Links {
  return {
    count,
    next: offset + limit < count ? pageUrl(url, limit, offset + limit) : null,
    previous: offset > 0 ? pageUrl(url, limit, Math.max(0, offset - limit)) : null,
  }
}

/** Relative, with the filters of the request. */
function pageUrl(url: string, limit: number, offset: number): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  searchParams.set('limit', String(limit))
  searchParams.set('offset', String(offset))
  return `${pathname}?${searchParams}`
}
