import { OddsPeriod, OddsReliability } from '@swath/contract/odds'
import type { Routes } from '../http/route.ts'
import type { Reliability } from './reliability.ts'

export function skyRoutes(routes: Routes, reliability: Reliability) {
  routes.add({
    method: 'GET',
    path: '/ops/v1/odds/reliability',
    operation: 'getOddsReliability',
    scope: 'ops:read',
    summary: 'Whether as many skies were clear as the climate foretells, of all contracts together',
    tag: 'Operators',
    access: 'operator',
    query: OddsPeriod,
    answers: { 200: OddsReliability },
    errors: ['period_inverted'],
    handle: ({ query }) => reliability.of(query),
  })
}
