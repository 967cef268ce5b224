import type { SpendCap } from '@swath/contract/accounts'
import { useQuery } from '@tanstack/react-query'
import { productsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { MoneyInput } from '../../ui/money-input.tsx'

interface CapInputProps {
  value: SpendCap | null
  onChange: (cap: SpendCap | null) => void
}

/** In the currency of the prices of the contract; a cap that there is keeps its own. */
export function CapInput({ value, onChange }: CapInputProps) {
  const [product] = useQuery(productsQuery(useSwath())).data ?? []
  const currency = value?.currency ?? product?.price.currency ?? 'USD'
  return (
    <MoneyInput
      label="Spend cap a month"
      description="What it may order at most in a calendar month. Empty: no cap. One with a cap manages no credentials."
      placeholder="None"
      currency={currency}
      value_minor={value?.amount_minor ?? null}
      onChange={(amount_minor) => onChange(amount_minor === null ? null : { amount_minor, currency })}
    />
  )
}
