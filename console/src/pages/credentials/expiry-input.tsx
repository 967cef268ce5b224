import { DateTimePicker } from '@mantine/dates'

interface ExpiryInputProps {
  /** An instant; null: never. */
  value: string | null
  onChange: (expires_at: string | null) => void
  error?: string | undefined
}

/** When a credential ends. */
export function ExpiryInput({ value, onChange, error }: ExpiryInputProps) {
  return (
    <DateTimePicker
      label="Ends (UTC)"
      description="With all that it has made. Empty: never."
      placeholder="Never"
      value={value?.slice(0, 19).replace('T', ' ') ?? null}
      onChange={(picked) => onChange(picked && `${picked.replace(' ', 'T')}Z`)}
      error={error}
      submitButtonProps={{ 'aria-label': 'Take this time' }}
      clearable
    />
  )
}
