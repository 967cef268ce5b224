import type { SwathClient } from '@swath/client/client'
import type { Listing } from '@swath/client/lists'
import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { keepLast } from './queries.ts'
import { useSwath } from './session.ts'

/** A list of the SDK, page by page; what PagedTable shows. */
export function useListing<T>(
  queryKey: QueryKey,
  list: (swath: SwathClient, options: { signal: AbortSignal }) => Listing<T>,
  settings: { refetchInterval?: number } = {},
) {
  const swath = useSwath()
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => list(swath, { signal }).page(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    ...keepLast,
    ...settings,
  })
}
