import type { SwathClient } from '@swath/client/client'
import type { Listing } from '@swath/client/lists'
import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { keepLast } from './queries.ts'
import { useSwath } from './session.ts'

/** A list of the SDK, page by page; what PagedTable shows. */
export function useListing<T>(
  [noun, ...name]: QueryKey,
  list: (swath: SwathClient, options: { signal: AbortSignal }) => Listing<T>,
  settings: { refetchInterval?: number } = {},
) {
  const swath = useSwath()
  return useInfiniteQuery({
    // Pages are kept in another form than an answer, which a query of the same name would take for its own.
    queryKey: [noun, 'pages', ...name],
    queryFn: ({ pageParam, signal }) => list(swath, { signal }).page(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    ...keepLast,
    ...settings,
  })
}
