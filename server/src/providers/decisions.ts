import type { ReasonCode } from '@swath/contract/reasons'

/** Which provider got an order or a capture, or did not, and why. Operators see it, customers do not. */
export interface Decision {
  contract_id: string
  order_id: string
  /** Null: the order as a whole. */
  capture_id: string | null
  provider: string
  decision: 'passed_over' | 'chosen' | 'rerouted'
  reason_code: ReasonCode | null
  message: string
  actor: string
}

/** Keeps the decisions. In a transaction it joins it. */
export interface Decisions {
  keep(decisions: readonly Decision[], now: Date): Promise<void>
  /** The provider that was chosen for an order; undefined where nobody chose. */
  chosenFor(order_id: string): Promise<string | undefined>
}
