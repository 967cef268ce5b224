import { countOf, type ListPage } from '../lists/lists.ts'
import type { Page } from '../lists/pages.ts'

/** A part of a list, in the words of v1. */
export interface Found<T> {
  items: T[]
  count: number
  has_more: boolean
}

/** The page of a v2 list, each document translated. */
export function foundIn<Document, T>(page: ListPage, translate: (document: Document) => T): Found<T> {
  const items = page.rows.map(({ document }) => translate(JSON.parse(document)))
  return { items, count: countOf(page), has_more: page.has_more }
}

/** A list that is there as a whole. */
export function slice<T>(all: readonly T[], { limit, offset }: Page): Found<T> {
  const items = all.slice(offset, offset + limit)
  return { items, count: all.length, has_more: offset + items.length < all.length }
}

/** The answer of v1: links are absolute, and count on by `limit` and `offset`. */
export function v1Page<T>(found: Found<T>, { limit, offset }: Page, url: string, public_url: string) {
  const { origin, pathname, searchParams } = new URL(url, public_url)
  const link = (to: number) => {
    searchParams.set('limit', String(limit))
    searchParams.set('offset', String(to))
    return `${origin}${pathname}?${searchParams}`
  }
  return {
    count: found.count,
    next: found.has_more ? link(offset + limit) : null,
    previous: offset > 0 ? link(Math.max(0, offset - limit)) : null,
    results: found.items,
  }
}
