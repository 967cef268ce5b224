import { Textarea, type TextareaProps } from '@mantine/core'
import { ApiError } from '@swath/client/errors'
import type { Provider } from '@swath/client/providers'
import classes from './providers.module.css'

export const textOf = (settings: unknown): string => JSON.stringify(settings, null, 2)

/** JSON as it is; one may scroll in it with the keyboard. */
export function Settings({ label, of }: { label: string; of: unknown }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached with the keyboard
    <section className={classes.raw} aria-label={label} tabIndex={0}>
      {textOf(of)}
    </section>
  )
}

/** @throws Error in words, where the text is no object */
export function settingsIn(text: string): Provider['settings'] {
  const read = parsed(text)
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read
  throw new Error('Settings are a JSON object: names and values between { and }')
}

function parsed(text: string): Provider['settings'] {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`This is no JSON: ${(error as Error).message}`)
  }
}

interface SettingsInputProps extends Pick<TextareaProps, 'description'> {
  label: string
  text: string
  onChange: (text: string) => void
  error: unknown
}

/** The server knows the settings of each kind, and says all that is wrong with them. */
export function SettingsInput({ text, onChange, error, ...more }: SettingsInputProps) {
  return (
    <Textarea
      {...more}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={faultsIn(error)}
      className={classes.code!}
      spellCheck={false}
      autosize
      minRows={4}
      maxRows={18}
      required
    />
  )
}

function faultsIn(error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return undefined
  const faults = error.problems.filter(({ pointer }) => pointer?.startsWith('/settings'))
  return faults.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ') || undefined
}
