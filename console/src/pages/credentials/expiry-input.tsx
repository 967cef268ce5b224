import { InstantInput } from '../../ui/instant-input.tsx'

interface ExpiryInputProps {
  /** An instant; null: never. */
  value: string | null
  onChange: (expires_at: string | null) => void
  error?: string | undefined
}

/** When a credential ends. */
export function ExpiryInput(props: ExpiryInputProps) {
  return (
    <InstantInput
      label="Ends (UTC)"
      description="With all that it has made. Empty: never."
      placeholder="Never"
      {...props}
    />
  )
}
