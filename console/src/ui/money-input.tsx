import { NumberInput, type NumberInputProps } from '@mantine/core'
import { minorDigits } from '@swath/contract/money'

interface MoneyInputProps extends Omit<NumberInputProps, 'value' | 'onChange'> {
  currency: string
  value_minor: number | null
  onChange: (value_minor: number | null) => void
}

/** An amount as people write it; null while the field is empty. */
export function MoneyInput({ currency, value_minor, onChange, label, ...more }: MoneyInputProps) {
  const digits = minorDigits(currency)
  const unit = 10 ** digits
  return (
    <NumberInput
      label={label && `${String(label)} (${currency})`}
      min={0}
      max={1e12}
      decimalScale={digits}
      thousandSeparator=" "
      value={value_minor === null ? '' : value_minor / unit}
      onChange={(given) => onChange(given === '' ? null : Math.round(Number(given) * unit))}
      hideControls
      {...more}
    />
  )
}
