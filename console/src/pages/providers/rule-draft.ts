import type { Provider, ProviderSkuInput } from '@swath/client/providers'
import type { Geometry } from '@swath/contract/geometry'
import { minorDigits } from '@swath/contract/money'
import { type PriorityClass, priority_classes } from '@swath/contract/priority-classes'

export type Rule = Provider['skus'][number]

/** A rule as it is being written. */
export interface RuleDraft {
  sku: string
  rank: number
  /** None: all of them. */
  classes: PriorityClass[]
  share_pct: number | null
  highest_minor: number | null
  currency: string
}

export const fresh: RuleDraft = {
  ...{ sku: '', rank: 100, classes: [], share_pct: null },
  ...{ highest_minor: null, currency: 'USD' },
}

export const draftOf = ({ sku, rank, priority_classes, share_pct, highest_price }: Rule): RuleDraft => ({
  sku,
  rank,
  classes: priority_classes ?? [],
  share_pct,
  highest_minor: highest_price?.amount_minor ?? null,
  currency: highest_price?.currency ?? fresh.currency,
})

export function ruleOf(draft: RuleDraft, region: Geometry | undefined): ProviderSkuInput {
  const { rank, classes, share_pct, highest_minor: amount_minor, currency } = draft
  return {
    rank,
    share_pct,
    region: region ?? null,
    priority_classes: classes.length > 0 ? priority_classes.filter((one) => classes.includes(one)) : null,
    highest_price: amount_minor === null ? null : { amount_minor, currency },
  }
}

/** The same amount of another currency, whose units may be divided otherwise. */
export function inCurrency({ highest_minor, currency: before }: RuleDraft, typed: string) {
  const currency = typed.toUpperCase()
  if (highest_minor === null) return { currency }
  return {
    currency,
    highest_minor: Math.round(highest_minor * 10 ** (minorDigits(currency) - minorDigits(before))),
  }
}
