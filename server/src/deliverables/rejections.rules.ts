import type { RejectionPolicy } from '@swath/contract/deliverables'
import { shareOf } from '../lib/money.ts'

export interface RejectionFacts {
  delivered_at: Date
  refund_minor: number
  /** The amount that was refunded this month without the order desk. */
  refunded_minor: number
  /** The amount that was charged for the deliveries of this month. */
  delivered_minor: number
}

const day_ms = 86_400_000

/** Whether the policy of the contract accepts a rejection, or the order desk has to look at it. */
export function isAutomatic(policy: RejectionPolicy, facts: RejectionFacts, now: Date): boolean {
  const { automatic, within_days, max_minor, max_pct } = policy
  const refunds_minor = facts.refunded_minor + facts.refund_minor
  return (
    automatic &&
    now.getTime() - facts.delivered_at.getTime() <= within_days * day_ms &&
    (max_minor === null || refunds_minor <= max_minor) &&
    (max_pct === null || refunds_minor <= shareOf(facts.delivered_minor, max_pct))
  )
}
