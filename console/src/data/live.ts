import type { Event } from '@swath/contract/events'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useSession, useSwath } from './session.ts'

/** Events that come together, as those of one order do, are answered by one reload. */
const gather_ms = 250

/**
 * Follows the feed of the contract and has whatever an event is about loaded again. Once, in the shell.
 * @returns whether news can come
 */
export function useLiveUpdates(): boolean {
  const swath = useSwath()
  const { contract_id } = useSession()
  const queries = useQueryClient()
  const [is_live, setLive] = useState(false)
  useEffect(() => {
    if (contract_id === null) return
    const end = new AbortController()
    const waiting = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const reload = () => {
      timer = undefined
      for (const noun of waiting) {
        // A request that is under way may finish: where events never cease, a slow answer never would.
        if (queries.isFetching({ queryKey: [noun] }) > 0) continue
        waiting.delete(noun)
        void queries.invalidateQueries({ queryKey: [noun] })
      }
      if (waiting.size > 0) timer = setTimeout(reload, gather_ms)
    }
    async function follow() {
      const options = { cursor: 'latest', signal: end.signal, onConnection: setLive }
      for await (const { event } of swath.events.follow({}, options)) {
        waiting.add('orders')
        for (const noun of madeOld[event.data.entity]) waiting.add(noun)
        timer ??= setTimeout(reload, gather_ms)
      }
    }
    follow().catch(() => setLive(false))
    return () => {
      end.abort()
      clearTimeout(timer)
    }
  }, [swath, contract_id, queries])
  return is_live
}

/** The lists that an event of each entity makes old, besides its order. */
const madeOld: Record<Event['data']['entity'], readonly string[]> = {
  order: ['ledger'],
  capture: ['captures'],
  deliverable: ['deliverables', 'ledger', 'consumption'],
  delivery: ['deliveries'],
}
