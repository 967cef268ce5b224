import type { SwathClient } from '@swath/client/client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useSwath } from './session.ts'

/** An image that needs the token, as an address that `<img>` takes; undefined while it is on its way. */
export function useImage(
  key: readonly string[],
  open: (swath: SwathClient, options: { signal: AbortSignal }) => Promise<Response>,
) {
  const swath = useSwath()
  const { data: blob, isError } = useQuery({
    queryKey: ['image', ...key],
    queryFn: async ({ signal }) => (await open(swath, { signal })).blob(),
    // A stored image never changes under its name.
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (!blob) return
    const made = URL.createObjectURL(blob)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return { url, is_missing: isError }
}
