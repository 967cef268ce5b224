import type { Order } from '@swath/contract/orders'
import { delivered_statuses, open_deliverable_statuses } from '@swath/contract/states'

export interface Step {
  name: string
  state: 'done' | 'now' | 'coming'
  /** A step that has several parts tells how far it is. */
  told?: string
}

type Counts = Readonly<Record<string, number>>
const sumOf = (counts: Counts, states: readonly string[]) =>
  states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)

/** The way of an order as its captures and deliverables stand: those that have failed are tried again, or are no part of it. */
export function courseOf({ properties: { status, status_report } }: Order): Step[] {
  const { captures, deliverables } = status_report.progress
  const planned = sumOf(captures, ['scheduled', 'collecting', 'acquired', 'published'])
  const collected = sumOf(captures, ['acquired', 'published'])
  const images = planned + sumOf(captures, ['queued'])
  const delivered = sumOf(deliverables, delivered_statuses)
  const products = delivered + sumOf(deliverables, open_deliverable_statuses)
  const parts: [string, number, number][] = [
    ['Accepted', status === 'received' ? 0 : 1, 1],
    ['Passes planned', planned, images],
    ['Images collected', collected, images],
    ['Delivered', delivered, products],
  ]
  const first_open = parts.findIndex(([, done, all]) => done < all || all === 0)
  const is_over = status === 'closed'
  return parts.map(([name, done, all], at) => ({
    name,
    state: done > 0 && done === all ? 'done' : at === first_open && !is_over ? 'now' : 'coming',
    ...(all > 1 ? { told: `${done} of ${all}` } : {}),
  }))
}
