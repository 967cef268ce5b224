import { Autocomplete, MultiSelect, NumberInput, Stack, TextInput } from '@mantine/core'
import { type PriorityClass, priority_classes } from '@swath/contract/priority-classes'
import { problemAt } from '../../ui/form.tsx'
import { formatWord } from '../../ui/format.ts'
import { MoneyInput } from '../../ui/money-input.tsx'
import classes from '../contract/contract.module.css'
import { offered_skus } from '../contract/offered-skus.ts'
import { inCurrency, type RuleDraft } from './rule-draft.ts'

interface RuleFieldsProps {
  draft: RuleDraft
  change: (changed: Partial<RuleDraft>) => void
  error: unknown
}

export function SkuField({ draft: { sku }, change }: Omit<RuleFieldsProps, 'error'>) {
  return (
    <Autocomplete
      label="SKU"
      description="From now on only providers with a rule for it get its orders."
      data={offered_skus.map((one) => one.sku)}
      value={sku}
      onChange={(given) => change({ sku: given })}
      maxLength={100}
      required
    />
  )
}

/** Which orders of the SKU go to the provider. */
export function RuleFields({ draft, change, error }: RuleFieldsProps) {
  return (
    <Stack gap="md">
      <NumberInput
        label="Rank"
        description="The lowest is asked first; the others are the fall-back, in order."
        min={0}
        max={10_000}
        allowDecimal={false}
        value={draft.rank}
        onChange={(rank) => change({ rank: Number(rank) })}
        error={problemAt(error, '/rank')}
        required
      />
      <MultiSelect
        label="Only orders of these classes"
        placeholder={draft.classes.length === 0 ? 'All' : ''}
        data={priority_classes.map((value) => ({ value, label: formatWord(value) }))}
        value={draft.classes}
        onChange={(chosen) => change({ classes: chosen as PriorityClass[] })}
        error={problemAt(error, '/priority_classes')}
      />
      <NumberInput
        label="Share"
        description="It is asked first for so many percent of these orders, and last for the others."
        placeholder="All"
        suffix=" %"
        min={1}
        max={100}
        allowDecimal={false}
        value={draft.share_pct ?? ''}
        onChange={(pct) => change({ share_pct: pct === '' ? null : Number(pct) })}
        error={problemAt(error, '/share_pct')}
      />
      <HighestPrice {...{ draft, change, error }} />
    </Stack>
  )
}

function HighestPrice({ draft, change, error }: RuleFieldsProps) {
  return (
    <div className={classes.fields}>
      <MoneyInput
        label="Orders up to"
        placeholder="Any price"
        currency={draft.currency}
        value_minor={draft.highest_minor}
        onChange={(highest_minor) => change({ highest_minor })}
        error={problemAt(error, '/highest_price/amount_minor')}
      />
      <TextInput
        label="Currency"
        value={draft.currency}
        onChange={(event) => change(inCurrency(draft, event.currentTarget.value))}
        error={problemAt(error, '/highest_price/currency')}
        disabled={draft.highest_minor === null}
        pattern="[A-Z]{3}"
        title="Three letters, such as USD"
        maxLength={3}
        required={draft.highest_minor !== null}
      />
    </div>
  )
}
