import { z } from 'zod'

/** Beyond any list, and what a place in one may be wherever SQL counts in `integer`. */
const max_offset = 2_000_000_000

/** The paging parameters of every list. */
export const page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(25),
  offset: z.coerce.number().int().min(0).max(max_offset).default(0),
})
export type Page = z.infer<typeof page>

interface Links {
  count: number
  next: string | null
  previous: string | null
}

/** A short list, paged by offset. */
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
