import type { Account, EntryKind } from '@swath/contract/ledger'

/** One side of a booking. */
export interface Leg {
  account: Account
  amount_minor: number
}

/** An amount that leaves the one account enters the other; nothing is booked of nothing. */
export function move(from: Account, to: Account, amount_minor: number): Leg[] {
  if (amount_minor === 0) return []
  return [
    { account: from, amount_minor: -amount_minor },
    { account: to, amount_minor },
  ]
}

/**
 * The amount of a charge comes out of what the order holds first, and out of the available for the rest. A delivery
 * that costs nothing is booked as well: every delivery has its charge.
 */
export function spend(amount_minor: number, held_minor: number): Leg[] {
  const from_hold = Math.min(amount_minor, Math.max(0, held_minor))
  const from_available = amount_minor - from_hold
  const legs: Leg[] = [{ account: 'consumed', amount_minor }]
  if (from_hold > 0) legs.unshift({ account: 'held', amount_minor: -from_hold })
  if (from_available > 0 || from_hold === 0)
    legs.unshift({ account: 'available', amount_minor: 0 - from_available })
  return legs
}

/** A transaction: its legs add up to zero. */
export interface Booking {
  kind: EntryKind
  contract_id: string
  currency: string
  order_id: string | null
  deliverable_id: string | null
  event_id: string | null
  message: string | null
  booked_at: Date
  legs: Leg[]
}

/** A deliverable whose charge is not booked yet. */
export interface Chargeable {
  contract_id: string
  currency: string
  order_id: string
  deliverable_id: string
  event_id: string | null
  amount_minor: number
  delivered_at: Date
}

/** The charges of deliverables, the holds of whose orders are used up one after the other. */
export function chargesOf(chargeables: readonly Chargeable[], held: ReadonlyMap<string, number>): Booking[] {
  const left = new Map(held)
  return chargeables.map(({ amount_minor, delivered_at, ...of }) => {
    const held_minor = left.get(of.order_id) ?? 0
    left.set(of.order_id, Math.max(0, held_minor - amount_minor))
    const legs = spend(amount_minor, held_minor)
    return { kind: 'charge', ...of, message: null, booked_at: delivered_at, legs }
  })
}

/** An order, as far as its hold is concerned. */
export interface OrderAccount {
  order_id: string
  contract_id: string
  currency: string
  sku: string
  status: string
  price_minor: number
  /** In all periods. */
  area_km2: number
  created_at: Date
  canceled_at: Date | null
  cancellation_fee_minor: number
  /** The most that a cancellation can still cost, as a share of the price. */
  fee_pct: number
}

export interface BalanceRow {
  contract_id: string
  currency: string
  granted_minor: number
  available_minor: number
  held_minor: number
  consumed_minor: number
  is_limited: boolean
}

export interface ContractLimits {
  contract_id: string
  currency: string
  at_limit: 'refuse' | 'approval'
}
