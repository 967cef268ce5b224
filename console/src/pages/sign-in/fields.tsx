import { PasswordInput, TextInput } from '@mantine/core'
import { password_length } from '@swath/contract/password-length'

export function EmailField({ value }: { value?: string }) {
  return (
    <TextInput
      name="email"
      type="email"
      label="E-mail address"
      autoComplete="username"
      required
      spellCheck={false}
      {...(value === undefined ? { autoFocus: true } : { defaultValue: value, readOnly: true })}
    />
  )
}

export function NameField() {
  return <TextInput name="name" label="Your name" autoComplete="name" required maxLength={120} />
}

/** For a password that is there. */
export function PasswordField({ label = 'Password', name = 'password' }: { label?: string; name?: string }) {
  return <PasswordInput name={name} label={label} required autoComplete="current-password" />
}

interface NewPasswordProps {
  label?: string
  /** The value, if the form does not read its fields itself. */
  value?: string
  onChange?: (password: string) => void
}

export function NewPasswordField({ label = 'Password', value, onChange }: NewPasswordProps) {
  const { min, max } = password_length
  return (
    <PasswordInput
      name="password"
      label={label}
      description={`At least ${min} characters, whichever. Long ones are safe ones.`}
      required
      minLength={min}
      maxLength={max}
      autoComplete="new-password"
      {...(value !== undefined && { value })}
      onChange={(event) => onChange?.(event.currentTarget.value)}
    />
  )
}
