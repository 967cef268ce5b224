import type { Balance } from '@swath/contract/ledger'
import { money } from './output.ts'

/** The budget of a contract and its quotas, for people. */
export function balanceFacts(balance: Balance) {
  const { currency, is_limited, granted_minor, available_minor, at_limit, quotas } = balance
  const named = quotas.map(({ measure, period, sku, limit, used }, at): [string, string] => [
    `quota ${at + 1}`,
    `${used} of ${limit} (${measure}) ${period === 'month' ? 'a month' : 'in all'}, ${sku ?? 'all SKUs'}`,
  ])
  return {
    budget: is_limited ? money(granted_minor, currency) : 'none',
    available: is_limited ? money(available_minor, currency) : null,
    'held for open orders': money(balance.held_minor, currency),
    consumed: money(balance.consumed_minor, currency),
    'beyond it': at_limit === 'refuse' ? 'refused' : 'waits for approval',
    ...Object.fromEntries(named),
  }
}
