import { Button, Group, MultiSelect, NumberInput, TagsInput, TextInput } from '@mantine/core'
import { DatePickerInput } from '@mantine/dates'
import { minorDigits } from '@swath/contract/money'
import { reasons } from '@swath/contract/reasons'
import { open_order_statuses, order_outcomes } from '@swath/contract/states'
import { useState } from 'react'
import { formatWord } from '../../ui/format.ts'
import type { FilterValue, OrderField } from './order-filters.ts'

interface FilterFormProps {
  field: OrderField
  value: FilterValue
  currency: string
  apply: (value: FilterValue) => void
}

/** The form asks for what a filter needs. */
export default function FilterForm({ field, value, currency, apply }: FilterFormProps) {
  const unit = value.kind === 'money' ? 10 ** minorDigits(currency) : 1
  const [draft, setDraft] = useState(() => scaled(value, 1 / unit))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        apply(scaled(draft, unit))
      }}
    >
      <Field field={field} draft={draft} setDraft={setDraft} currency={currency} />
      <Group justify="flex-end" mt="sm">
        <Button type="submit" size="compact-sm">
          Apply
        </Button>
      </Group>
    </form>
  )
}

/** People type money as they write it, the API counts its smallest unit. */
function scaled(value: FilterValue, factor: number): FilterValue {
  if (value.kind !== 'money' && value.kind !== 'number') return value
  const scale = (text: string) =>
    text === '' || Number.isNaN(Number(text)) ? '' : String(+(Number(text) * factor).toFixed(6))
  return { ...value, from: scale(value.from), to: scale(value.to) }
}

interface FieldProps {
  field: OrderField
  draft: FilterValue
  setDraft: (draft: FilterValue) => void
  currency: string
}

/** The words of a field, as the API and as people have them. */
const wordsOf = (field: string) =>
  field === 'state'
    ? [...open_order_statuses, ...order_outcomes].map((value) => ({ value, label: formatWord(value) }))
    : Object.entries(reasons).map(([value, { meaning }]) => ({ value, label: meaning }))

/** Lists that open stay inside the form, which a press beside them would close. */
const inside = { comboboxProps: { withinPortal: false } }

function Field({ field: { field, label }, draft, setDraft, currency }: FieldProps) {
  switch (draft.kind) {
    case 'text':
      return (
        <TextInput
          label={`${label} contains`}
          data-autofocus
          value={draft.part}
          onChange={({ currentTarget }) => setDraft({ ...draft, part: currentTarget.value })}
        />
      )
    case 'words':
      return (
        <MultiSelect
          label={label}
          data={wordsOf(field)}
          value={draft.values}
          onChange={(values) => setDraft({ ...draft, values })}
          searchable
          w={280}
          {...inside}
        />
      )
    case 'ids':
      return (
        <TagsInput
          label={`${label} is one of`}
          value={draft.values}
          onChange={(values) => setDraft({ ...draft, values })}
          splitChars={[',', ' ', ';']}
          acceptValueOnBlur
          w={280}
          {...inside}
        />
      )
    case 'days':
      return <Days label={label} draft={draft} setDraft={setDraft} />
    default:
      return <Range label={label} draft={draft} setDraft={setDraft} currency={currency} />
  }
}

type RangeValue<K> = Extract<FilterValue, { from: string }> & { kind: K }

function Days(props: { label: string; draft: RangeValue<'days'>; setDraft: (draft: FilterValue) => void }) {
  const { label, draft, setDraft } = props
  return (
    <Group gap="sm">
      {(['from', 'to'] as const).map((end) => (
        <DatePickerInput
          key={end}
          label={end === 'from' ? `${label} from` : 'until (UTC days)'}
          value={draft[end] || null}
          onChange={(day) => setDraft({ ...draft, [end]: day ?? '' })}
          clearable
          w={150}
          valueFormat="D MMM YYYY"
          popoverProps={{ withinPortal: false }}
        />
      ))}
    </Group>
  )
}

interface RangeProps {
  label: string
  draft: RangeValue<'money' | 'number'>
  setDraft: (draft: FilterValue) => void
  currency: string
}

function Range({ label, draft, setDraft, currency }: RangeProps) {
  const told = draft.kind === 'money' ? `${label} in ${currency}` : label
  return (
    <Group gap="sm">
      {(['from', 'to'] as const).map((end) => (
        <NumberInput
          key={end}
          label={end === 'from' ? `${told}, from` : 'up to'}
          min={0}
          value={draft[end]}
          onChange={(value) => setDraft({ ...draft, [end]: String(value) })}
          w={130}
          hideControls
        />
      ))}
    </Group>
  )
}
