import { NumberInput } from '@mantine/core'
import type { SpendCap } from '@swath/contract/accounts'
import { minorDigits } from '@swath/contract/money'
import { useQuery } from '@tanstack/react-query'
import { productsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'

interface CapInputProps {
  value: SpendCap | null
  onChange: (cap: SpendCap | null) => void
}

/** In the currency of the prices of the contract; a cap that there is keeps its own. */
export function CapInput({ value, onChange }: CapInputProps) {
  const [product] = useQuery(productsQuery(useSwath())).data ?? []
  const currency = value?.currency ?? product?.price.currency ?? 'USD'
  const unit = 10 ** minorDigits(currency)
  return (
    <NumberInput
      label={`Spend cap a month (${currency})`}
      description="What it may order at most in a calendar month. Empty: no cap. One with a cap manages no credentials."
      placeholder="None"
      min={0}
      max={1e12}
      decimalScale={minorDigits(currency)}
      thousandSeparator=" "
      value={value === null ? '' : value.amount_minor / unit}
      onChange={(given) =>
        onChange(given === '' ? null : { amount_minor: Math.round(Number(given) * unit), currency })
      }
      hideControls
    />
  )
}
