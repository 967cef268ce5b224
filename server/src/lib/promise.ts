import type { SkuTerms } from '@swath/contract/products/terms'

/** Until when an order is to be delivered; null where satellites and weather decide. */
export function promisedAt(
  ordered_at: Date,
  { promised_delivery_hours: hours }: Pick<SkuTerms, 'promised_delivery_hours'>,
): Date | null {
  return hours === null ? null : new Date(ordered_at.getTime() + hours * 3_600_000)
}
