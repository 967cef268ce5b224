import type { SwathClient } from '@swath/client/client'
import { ApiError } from '@swath/client/errors'
import { newKey } from '@swath/client/http'
import type { NewOrder } from '@swath/client/orders'
import type { Order } from '@swath/contract/orders'
import type { Price } from '@swath/contract/quotes'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { inLanes } from '../../data/in-lanes.ts'
import { useSwath } from '../../data/session.ts'
import { formatMoney } from '../../ui/format.ts'

interface Placing {
  orders: readonly NewOrder[]
  /** The price on the button. */
  price: Price
}

/** The request: after an answer that was lost the same is sent again, so that nothing is ordered twice. */
interface Attempt {
  of: string
  idempotency_key: string
  orders: readonly NewOrder[]
}

/** Nobody pays another price than the one that they saw: it is locked before the orders are placed, all or none. */
export function usePlacing(onPlaced: (orders: Order[]) => void) {
  const swath = useSwath()
  const queries = useQueryClient()
  const last = useRef<Attempt>(undefined)
  return useMutation({
    mutationFn: async ({ orders, price }: Placing) => {
      const of = JSON.stringify([orders, price.total_minor])
      if (last.current?.of !== of)
        last.current = { of, idempotency_key: newKey(), orders: await quoted(swath, orders, price) }
      return place(swath, last.current)
    },
    onError: (error) => {
      // A refusal is final; of everything else nobody knows whether the orders are there.
      if (error instanceof ApiError && error.status < 500) last.current = undefined
      if (error instanceof PriceChanged) void queries.invalidateQueries({ queryKey: ['price'] })
    },
    onSuccess: (placed) => {
      for (const order of placed) queries.setQueryData(['orders', 'one', order.id], order)
      onPlaced(placed)
    },
  })
}

class PriceChanged extends Error {}

/** @throws PriceChanged */
async function quoted(swath: SwathClient, orders: readonly NewOrder[], price: Price): Promise<NewOrder[]> {
  const quotes = await inLanes(orders, (order) => swath.orders.quote(order))
  const total_minor = quotes.reduce((sum, quote) => sum + quote.total_minor, 0)
  if (total_minor !== price.total_minor)
    throw new PriceChanged(
      `It costs ${formatMoney(total_minor, price.currency)} by now. Nothing was ordered.`,
    )
  return orders.map((order, at) => ({
    ...order,
    properties: { ...order.properties, quote_id: quotes[at]!.quote_id },
  }))
}

async function place(swath: SwathClient, { orders, idempotency_key }: Attempt): Promise<Order[]> {
  const [first, ...more] = orders
  if (first && more.length === 0) return [await swath.orders.place(first, { idempotency_key })]
  const { results } = await swath.orders.placeAll(orders, { all_or_nothing: true, idempotency_key })
  return results.flatMap(({ order }) => order ?? [])
}
