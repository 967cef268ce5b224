import type { InputWrapperProps } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'

interface InstantInputProps extends Pick<InputWrapperProps, 'label' | 'description' | 'inputWrapperOrder'> {
  placeholder: string
  error?: string | undefined
  /** In UTC; null while the field is empty. */
  value: string | null
  onChange: (instant: string | null) => void
}

/** Asks for a time in UTC. */
export function InstantInput({ value, onChange, ...more }: InstantInputProps) {
  return (
    <DateTimePicker
      value={value?.slice(0, 19).replace('T', ' ') ?? null}
      onChange={(picked) => onChange(picked && `${picked.replace(' ', 'T')}Z`)}
      submitButtonProps={{ 'aria-label': 'Take this time' }}
      clearable
      {...more}
    />
  )
}
