import type { Provider } from '@swath/contract/providers'
import { timestamp, timestampOrNull } from '../platform/clock.ts'
import type { HealthRow } from './health.store.ts'
import type { RuleRow } from './rules.store.ts'
import type { ProviderRow } from './store.ts'

/** It is made of chosen fields, so that no secret can slip in. */
export function providerDocument(row: ProviderRow, rules: readonly RuleRow[], health?: HealthRow): Provider {
  const { name, kind, title, is_enabled, rank, is_shown, reroute_after_s } = row
  const away_since = health?.away_since ?? null
  return {
    name,
    kind,
    title,
    settings: row.settings as Provider['settings'],
    is_enabled,
    rank,
    is_shown,
    reroute_after_s,
    has_secret: row.secret !== null,
    capabilities: (row.capabilities ?? null) as Provider['capabilities'],
    health: {
      state: !is_enabled ? 'disabled' : away_since ? 'away' : 'answering',
      away_since: timestampOrNull(away_since),
      calls: health?.calls ?? 0,
      failures: health?.failures ?? 0,
      last_success_at: timestampOrNull(health?.last_success_at ?? null),
      last_failure_at: timestampOrNull(health?.last_failure_at ?? null),
      last_error: health?.last_error ?? null,
    },
    skus: rules.map(ruleDocument),
    created_at: timestamp(row.created_at),
    updated_at: timestamp(row.updated_at),
  }
}

function ruleDocument({
  sku,
  rank,
  region,
  priority_classes,
  share_pct,
  ...price
}: RuleRow): Provider['skus'][number] {
  const { highest_price_minor: amount_minor, highest_price_currency: currency } = price
  const highest_price = amount_minor === null || currency === null ? null : { amount_minor, currency }
  return {
    sku,
    rank,
    region: region as Provider['skus'][number]['region'],
    priority_classes: priority_classes as Provider['skus'][number]['priority_classes'],
    share_pct,
    highest_price,
  }
}
