import type { SwathClient } from '@swath/client/client'
import type { Order } from '@swath/contract/orders'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { inLanes } from '../../data/in-lanes.ts'
import { useSwath } from '../../data/session.ts'
import { messageOf } from '../../ui/states.tsx'

export interface Outcome {
  order: Order
  /** Missing: it is done. */
  error?: string
}

/** Does something to each order, a few at a time; one that fails holds up none of the others. */
export function useBulk(
  orders: readonly Order[],
  run: (swath: SwathClient, order: Order) => Promise<unknown>,
) {
  const swath = useSwath()
  const queries = useQueryClient()
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([])
  const [state, setState] = useState<'waiting' | 'running' | 'done'>('waiting')
  const is_stopped = useRef(false)
  async function one(order: Order) {
    if (is_stopped.current) return
    const outcome = await run(swath, order).then(
      (): Outcome => ({ order }),
      (error: unknown): Outcome => ({ order, error: messageOf(error) }),
    )
    setOutcomes((before) => [...before, outcome])
  }
  async function start() {
    setState('running')
    await inLanes(orders, one)
    setState('done')
    for (const noun of ['orders', 'deliveries']) void queries.invalidateQueries({ queryKey: [noun] })
  }
  return {
    outcomes,
    is_running: state === 'running',
    is_done: state === 'done',
    start: () => void start(),
    stop: () => {
      is_stopped.current = true
    },
  }
}
