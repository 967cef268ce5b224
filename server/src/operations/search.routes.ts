import { SearchQuery, SearchResults } from '@swath/contract/search'
import type { Routes } from '../http/route.ts'
import type { Search } from './search.ts'

export function searchRoutes(routes: Routes, search: Search) {
  routes.add({
    method: 'GET',
    path: '/ops/v1/search',
    operation: 'searchEverything',
    scope: 'ops:read',
    summary: 'Find an order, capture, deliverable, delivery or webhook message by its id, name or customer',
    tag: 'Operators',
    access: 'operator',
    query: SearchQuery,
    answers: { 200: SearchResults },
    handle: ({ query }) => search.find(query.q),
  })
}
