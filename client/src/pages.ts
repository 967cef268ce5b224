import type { Page } from './lists.ts'

/** A page as it is sent. */
export interface SentPage<T> extends Omit<Page<T>, 'items'> {
  features?: T[]
  results?: T[]
}

export function pageFrom<T>({ features, results, ...page }: SentPage<T>): Page<T> {
  return { ...page, items: features ?? results ?? [] }
}
