import type { Order } from '@swath/contract/orders'
import type { CallOptions } from './connection.ts'
import { pause } from './pause.ts'

export interface WaitOptions {
  /** Called with the order as it is found, and again after each change; the next look waits for it. */
  onChange?: (order: Order) => unknown
  signal?: AbortSignal
  /** The longest pause between two looks. */
  max_pause_ms?: number
}

interface OrdersToLookAt {
  get(order_id: string, options: CallOptions): Promise<Order>
}

const min_pause_ms = 250

/** Looks at the order until it is closed: often while something happens, ever more seldom while nothing does. */
export async function waitForOrder(
  orders: OrdersToLookAt,
  order_id: string,
  { onChange, signal, max_pause_ms = 10_000 }: WaitOptions,
): Promise<Order> {
  let latest_event: string | undefined
  for (let pause_ms = min_pause_ms; ; pause_ms = Math.min(pause_ms * 1.5, max_pause_ms)) {
    signal?.throwIfAborted()
    const order = await orders.get(order_id, signal ? { signal } : {})
    if (order.properties.latest_event.id !== latest_event) {
      latest_event = order.properties.latest_event.id
      pause_ms = min_pause_ms
      await onChange?.(order)
    }
    if (order.properties.status === 'closed') return order
    await pause(pause_ms, signal)
  }
}
