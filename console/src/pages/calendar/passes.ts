import type { SwathClient } from '@swath/client/client'
import { queryOptions } from '@tanstack/react-query'
import type { Pass } from './lanes.ts'
import type { Period } from './period.ts'

/** More than a week of a busy constellation; whoever has more looks at a day or at a satellite. */
export const most_passes = 10_000
const page_size = 1000
/** Nobody tells an operator's page what has happened: it asks. What has not changed is not sent again. */
const look_again_ms = 30_000

/** The passes of the period in their order, as far as they are shown. */
export interface Passes {
  passes: Pass[]
  has_more: boolean
}

/** Always of all contracts: a conflict is one also with what is not looked at. */
export const passesQuery = (swath: SwathClient, { start, end }: Period, satellite?: string) =>
  queryOptions({
    queryKey: ['captures', 'calendar', start.getTime(), end.getTime(), satellite],
    queryFn: async ({ signal }): Promise<Passes> => {
      const filter = {
        access_start__gte: start,
        access_start__lt: end,
        ...(satellite ? { satellite_name: satellite } : {}),
      }
      const passes: Pass[] = []
      for await (const page of swath.desk.captures({ ...filter, limit: page_size }, { signal }).pages()) {
        passes.push(...(page.items as Pass[]))
        if (passes.length >= most_passes) return { passes, has_more: page.next !== null }
      }
      return { passes, has_more: false }
    },
    refetchInterval: look_again_ms,
  })

export const contractsQuery = (swath: SwathClient) =>
  queryOptions({
    queryKey: ['contracts', 'all'],
    queryFn: ({ signal }) => swath.desk.contracts({ signal }).all(),
    staleTime: 300_000,
  })

export type ContractNames = ReadonlyMap<string, string>
