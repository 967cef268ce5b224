import { OddsPeriod, OddsReliability } from '@swath/contract/odds'
import { long_reads } from '../http/long-reads.ts'
import type { Routes } from '../http/route.ts'
import type { Reliability } from './reliability.ts'

export function skyRoutes(routes: Routes, reliability: Reliability) {
  routes.add({
    method: 'GET',
    path: '/ops/v1/odds/reliability',
    operation: 'getOddsReliability',
    scope: 'ops:read',
    summary:
      'Whether as many skies were clear as the climate foretells, and as customers were told before they ordered, of all contracts together',
    tag: 'Operators',
    access: 'operator',
    query: OddsPeriod,
    answers: { 200: OddsReliability },
    errors: ['period_inverted'],
    handle: (asked) => long_reads.run(asked, () => reliability.of(asked.query)),
  })
}
