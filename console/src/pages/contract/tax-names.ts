import type { TaxCategory } from '@swath/contract/statements'

/** Told here once more, for the page would load every schema of statements for it. */
export const tax_names: Record<TaxCategory, string> = {
  S: 'Taxed at a percentage',
  Z: 'Zero rated',
  E: 'Exempt',
  AE: 'Reverse charge: the customer pays it',
  G: 'Export outside the EU',
  O: 'Not subject to VAT',
}

export const taxText = ({
  category,
  percent,
  reason,
}: {
  category: TaxCategory
  percent: number
  reason: string | null
}) => (category === 'S' ? `${percent} %` : [tax_names[category], reason].filter((part) => part).join(': '))
