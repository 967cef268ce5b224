import type { Page } from './lists.ts'

/** A page as it is sent. */
export interface SentPage<T> extends Omit<Page<T>, 'items'> {
  features?: T[]
  results?: T[]
}

/** @returns undefined of what is none */
export function pageFrom<T>({ features, results, ...page }: SentPage<T>): Page<T> | undefined {
  const items = features ?? results
  return Array.isArray(items) ? { ...page, items } : undefined
}
