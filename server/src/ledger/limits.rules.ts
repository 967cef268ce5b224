import { SwathError } from '@swath/contract/errors'
import type { QuotaUse } from '@swath/contract/ledger'
import type { ReasonCode } from '@swath/contract/reasons'
import { amountProblem } from '../lib/money.ts'
import type { BalanceRow, Booking, ContractLimits, OrderAccount } from './rules.ts'

/** A limit that an order goes beyond. */
export interface Overrun {
  reason_code: Extract<ReasonCode, 'BUDGET_EXCEEDED' | 'QUOTA_EXCEEDED'>
  at_limit: 'refuse' | 'approval'
  message: string
  extra: Record<string, unknown>
}

type Need = Pick<OrderAccount, 'price_minor' | 'area_km2' | 'sku'>

export function budgetOverrun(
  { price_minor: needed_minor }: Pick<Need, 'price_minor'>,
  { is_limited, available_minor, currency }: BalanceRow,
  { at_limit }: Pick<ContractLimits, 'at_limit'>,
): Overrun | undefined {
  if (!is_limited || needed_minor <= Math.max(0, available_minor)) return undefined
  return {
    reason_code: 'BUDGET_EXCEEDED',
    at_limit,
    message: `It may cost ${needed_minor} minor units of ${currency}; the budget of the contract has ${available_minor} available`,
    extra: { available_minor, needed_minor, currency },
  }
}

/** The first quota that the order goes beyond; one that refuses before one that asks. */
export function quotaOverrun(need: Need, quotas: readonly QuotaUse[]): Overrun | undefined {
  const strictest = quotas.toSorted((one, other) => other.at_limit.localeCompare(one.at_limit))
  const found = strictest
    .filter(({ sku }) => sku === null || sku === need.sku)
    .find((quota) => quota.used + needOf(need, quota) > quota.limit)
  if (!found) return undefined
  const { quota_id, measure, period, sku, limit, used, at_limit } = found
  const needed = needOf(need, found)
  const scope = `${sku ?? 'all SKUs'} ${period === 'month' ? 'this month' : 'in the contract'}`
  return {
    reason_code: 'QUOTA_EXCEEDED',
    at_limit,
    message: `The quota for ${scope} is ${limit} (${measure}); ${used} are used, and this needs ${needed}`,
    extra: { quota_id, measure, limit, used, needed },
  }
}

function needOf({ price_minor, area_km2 }: Need, { measure }: QuotaUse): number {
  if (measure === 'orders') return 1
  return measure === 'km2' ? area_km2 : price_minor
}

export function overrunError({ reason_code, message, extra }: Overrun): SwathError {
  const code = reason_code === 'BUDGET_EXCEEDED' ? 'budget_exceeded' : 'quota_exceeded'
  return new SwathError(code, message, { extra })
}

/** @throws SwathError `amount_out_of_range` where what is booked would make a balance larger than amounts may be */
export function requireReckonable(balance: BalanceRow, bookings: readonly Pick<Booking, 'legs'>[]) {
  const legs = bookings.flatMap((booking) => booking.legs)
  for (const account of ['granted', 'available', 'held', 'consumed'] as const) {
    const change = legs.reduce((sum, leg) => sum + (leg.account === account ? leg.amount_minor : 0), 0)
    // The entries of what is granted have the opposite sign.
    const after = balance[`${account}_minor`] + (account === 'granted' ? -change : change)
    const problem = amountProblem(Math.abs(after), `The contract would have ${account}`)
    if (problem) throw new SwathError(problem.code, problem.message)
  }
}
