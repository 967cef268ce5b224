import { ActionIcon, Button, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { Plus, Trash2 } from 'lucide-react'
import classes from './contract.module.css'

interface StepsInputProps<Row extends object> {
  title: string
  about: string
  /** On the button that adds one. */
  add: string
  columns: readonly { name: keyof Row & string; label: string; suffix?: string; as?: 'text' }[]
  rows: readonly Row[]
  onChange: (rows: Row[]) => void
  empty: Row
  error: string | undefined
}

/** A short list of rows, each of which has the same few fields. */
export function StepsInput<Row extends object>(props: StepsInputProps<Row>) {
  const { title, about, add, columns, rows, onChange, empty, error } = props
  const change = (at: number, changed: Partial<Row>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...changed } : row)))
  return (
    <Stack gap="xs">
      <Text fw={560} size="sm">
        {title}
      </Text>
      <Text size="sm" c="dimmed">
        {about}
      </Text>
      {rows.map((row, at) => (
        // The order is all that tells rows from each other.
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name
        <fieldset key={at} className={classes.row} aria-label={`${title} ${at + 1}`}>
          {columns.map(({ name, label, suffix, as }) =>
            as === 'text' ? (
              <TextInput
                key={name}
                label={label}
                value={String(row[name])}
                onChange={(event) => change(at, { [name]: event.currentTarget.value } as Partial<Row>)}
                required
              />
            ) : (
              <NumberInput
                key={name}
                label={label}
                suffix={suffix ?? ''}
                min={0}
                value={Number(row[name])}
                onChange={(given) => change(at, { [name]: Number(given) } as Partial<Row>)}
                required
                hideControls
              />
            ),
          )}
          <ActionIcon
            variant="default"
            size={36}
            aria-label={`Remove ${title} ${at + 1}`}
            onClick={() => onChange(rows.filter((_, index) => index !== at))}
          >
            <Trash2 size={16} aria-hidden />
          </ActionIcon>
        </fieldset>
      ))}
      {error && (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      )}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<Plus size={14} aria-hidden />}
        onClick={() => onChange([...rows, empty])}
        style={{ alignSelf: 'flex-start' }}
      >
        {add}
      </Button>
    </Stack>
  )
}
