import { z } from 'zod'

/** What clients repeat when they add parameters to a link that has them counts once. */
const once = (raw: unknown) => (Array.isArray(raw) && new Set(raw).size === 1 ? raw[0] : raw)

/** The paging parameters of every list. */
export const page = z.strictObject({
  limit: z.preprocess(once, z.coerce.number().int().min(1).max(1000)).default(25),
  offset: z.preprocess(once, z.coerce.number().int().min(0)).default(0),
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
