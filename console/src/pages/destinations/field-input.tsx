import {
  type InputWrapperProps,
  NumberInput,
  PasswordInput,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core'
import type { Field } from './fields.ts'

interface FieldInputProps {
  field: Field
  value: string | boolean | undefined
  error: string | undefined
  onChange: (value: string | boolean) => void
}

/** Browsers do not offer to keep what is typed here: it is no password of this site. */
const unkept = { autoComplete: 'off', spellCheck: false } as const
/** Inputs beside each other stand on one line, whatever is said about them. */
export const hint_below: Pick<InputWrapperProps, 'inputWrapperOrder'> = {
  inputWrapperOrder: ['label', 'input', 'description', 'error'],
}

export function FieldInput({ field, value, error, onChange }: FieldInputProps) {
  const { label, hint, example, as, optional, initially = '' } = field
  const shared = {
    label,
    description: hint,
    error,
    placeholder: example,
    required: !optional,
    ...unkept,
    ...hint_below,
  }
  const text = typeof value === 'string' ? value : initially
  switch (as) {
    case 'switch':
      return (
        <Switch
          label={label}
          description={hint}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'number':
      return (
        <NumberInput {...shared} value={text} onChange={(given) => onChange(String(given))} hideControls />
      )
    case 'secret':
      return (
        <PasswordInput
          {...shared}
          autoComplete="new-password"
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'key':
    case 'headers':
      return (
        <Textarea
          {...shared}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          rows={as === 'key' ? 5 : 3}
          classNames={{ input: 'code' }}
        />
      )
    default:
      return <TextInput {...shared} value={text} onChange={(event) => onChange(event.currentTarget.value)} />
  }
}
