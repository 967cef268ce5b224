import { Autocomplete, MultiSelect, NumberInput, Select, Stack, Switch } from '@mantine/core'
import { class_meanings, priority_classes } from '@swath/contract/priority-classes'
import { type ProcessingLevel, processing_levels } from '@swath/contract/states'
import type { ReactNode } from 'react'
import { Form, type FormFrame, problemAt } from '../../ui/form.tsx'
import { formatWord } from '../../ui/format.ts'
import { InstantInput } from '../../ui/instant-input.tsx'
import { MoneyInput } from '../../ui/money-input.tsx'
import { Section } from '../../ui/page.tsx'
import { hint_below } from '../destinations/field-input.tsx'
import classes from './contract.module.css'
import { offered_skus } from './offered-skus.ts'
import { StepsInput } from './steps-input.tsx'
import type { Draft } from './terms-draft.ts'
import {
  counting_fields,
  footprint_fields,
  limit_fields,
  type TermField,
  window_fields,
} from './terms-fields.ts'

interface TermsFormProps extends FormFrame {
  draft: Draft
  change: (changed: Partial<Draft>) => void
  currency: string
  /** A SKU that is there keeps its name. */
  is_new: boolean
  onSubmit: () => void
  /** The children stand above the buttons. */
  children: ReactNode
}

/** All terms of a SKU, and from when on they hold. */
export function TermsForm({ draft, change, currency, is_new, children, ...form }: TermsFormProps) {
  const part = { draft, change, currency, error: form.sending.error }
  return (
    <Form {...form}>
      {is_new && <SkuSection {...part} />}
      <PriceSection {...part} />
      <LevelsSection {...part} />
      <Section title="What may be ordered">
        <Numbers fields={footprint_fields} {...part} />
        <Numbers fields={limit_fields} {...part} />
      </Section>
      <Section title="When">
        <Stack gap="md">
          <ClassSelect {...part} />
          <Numbers fields={window_fields} {...part} />
        </Stack>
      </Section>
      <FeesSection {...part} />
      <ValiditySection {...part} />
      {children}
    </Form>
  )
}

interface PartProps {
  draft: Draft
  change: (changed: Partial<Draft>) => void
  currency: string
  error: unknown
}

function SkuSection({ draft, change }: PartProps) {
  return (
    <Section title="SKU">
      <Autocomplete
        label="SKU"
        description="From the catalogue. Two slots can say days and captures, such as TSKRSH-M.15.01."
        {...hint_below}
        data={offered_skus.map(({ sku }) => sku)}
        renderOption={({ option }) => (
          <span>
            <span className="code">{option.value}</span>{' '}
            {offered_skus.find(({ sku }) => sku === option.value)?.name}
          </span>
        )}
        value={draft.sku}
        onChange={(sku) => change({ sku })}
        maxLength={40}
        required
      />
    </Section>
  )
}

function PriceSection({ draft, change, currency, error }: PartProps) {
  return (
    <Section title="Price">
      <Stack gap="md">
        <div className={classes.fields}>
          <MoneyInput
            label="Price"
            currency={currency}
            value_minor={draft.amount_minor}
            onChange={(amount_minor) => change({ amount_minor })}
            error={problemAt(error, '/amount_minor')}
            required
          />
          <Select
            label="Per"
            data={[
              { value: 'km2', label: 'Square kilometre' },
              { value: 'capture', label: 'Image' },
            ]}
            value={draft.unit}
            onChange={(unit) => change({ unit: unit as Draft['unit'] })}
            allowDeselect={false}
          />
          <Select
            label="Ground that strips share"
            data={[
              { value: 'once', label: 'Counts once' },
              { value: 'each', label: 'Counts for each strip' },
            ]}
            value={draft.overlap}
            onChange={(overlap) => change({ overlap: overlap as Draft['overlap'] })}
            allowDeselect={false}
          />
          <Select
            label="Levels of a capture"
            data={[
              { value: 'each', label: 'Each is billed' },
              { value: 'once', label: 'The first is billed' },
            ]}
            value={draft.levels}
            onChange={(levels) => change({ levels: levels as Draft['levels'] })}
            allowDeselect={false}
          />
        </div>
        <Numbers fields={counting_fields} {...{ draft, change, currency, error }} />
        <StepsInput
          title="Uplifts"
          about="An order may ask for them, and costs so much more."
          add="Add an uplift"
          columns={[
            { name: 'uplift', label: 'Uplift', as: 'text' },
            { name: 'pct', label: 'More', suffix: ' %' },
          ]}
          rows={draft.uplifts}
          onChange={(uplifts) => change({ uplifts })}
          empty={{ uplift: '', pct: 0 }}
          error={problemAt(error, '/uplifts')}
        />
      </Stack>
    </Section>
  )
}

function LevelsSection({ draft, change, error }: PartProps) {
  return (
    <Section title="Processing levels">
      <div className={classes.fields}>
        <MultiSelect
          label="Processing levels"
          data={[...processing_levels]}
          value={draft.processing_levels}
          onChange={(levels) => change({ processing_levels: levels as ProcessingLevel[] })}
          error={problemAt(error, '/processing_levels')}
          searchable
          required
        />
        <MultiSelect
          label="Levels, if an order names none"
          placeholder={draft.default_processing_levels.length === 0 ? 'All of them' : ''}
          data={draft.processing_levels}
          value={draft.default_processing_levels}
          onChange={(levels) => change({ default_processing_levels: levels as ProcessingLevel[] })}
          error={problemAt(error, '/default_processing_levels')}
          searchable
        />
      </div>
    </Section>
  )
}

function ClassSelect({ draft, change }: PartProps) {
  return (
    <Select
      label="Priority class"
      description={class_meanings[draft.priority_class]}
      {...hint_below}
      data={priority_classes.map((value) => ({ value, label: formatWord(value) }))}
      value={draft.priority_class}
      onChange={(one) => change({ priority_class: one as Draft['priority_class'] })}
      allowDeselect={false}
    />
  )
}

function FeesSection({ draft, change, error }: PartProps) {
  return (
    <Section title="Cancellation">
      <StepsInput
        title="Fees"
        about="From so many hours before the first collection on. Free before that."
        add="Add a fee"
        columns={[
          { name: 'hours_before', label: 'Hours before', suffix: ' h' },
          { name: 'fee_pct', label: 'Of the price', suffix: ' %' },
        ]}
        rows={draft.cancellation_fees}
        onChange={(cancellation_fees) => change({ cancellation_fees })}
        empty={{ hours_before: 24, fee_pct: 50 }}
        error={problemAt(error, '/cancellation_fees')}
      />
    </Section>
  )
}

function ValiditySection({ draft, change, error }: PartProps) {
  return (
    <Section title="Validity">
      <div className={classes.fields}>
        <InstantInput
          label="From (UTC)"
          description="What was ordered or quoted before keeps its terms and its price."
          {...hint_below}
          placeholder="Now"
          value={draft.valid_from}
          onChange={(valid_from) => change({ valid_from })}
          error={problemAt(error, '/valid_from')}
        />
        <NumberInput
          label="Product of v1"
          description="The number of the v1 API that means this SKU, at once."
          {...hint_below}
          placeholder="None"
          min={1}
          max={1e6}
          value={draft.v1_product ?? ''}
          onChange={(given) => change({ v1_product: given === '' ? null : Number(given) })}
          error={problemAt(error, '/v1_product')}
          hideControls
        />
        <Switch
          mt={22}
          label="Offered"
          description="If not, nothing new can be ordered by it."
          checked={draft.is_offered}
          onChange={(event) => change({ is_offered: event.currentTarget.checked })}
        />
      </div>
    </Section>
  )
}

function Numbers({ fields, draft, change, error }: PartProps & { fields: readonly TermField[] }) {
  return (
    <div className={classes.fields}>
      {fields.map(({ name, label, hint, may_be_none, ...field }) => (
        <NumberInput
          key={name}
          label={label}
          description={hint}
          {...hint_below}
          placeholder={may_be_none && 'None'}
          thousandSeparator=" "
          value={draft[name] ?? ''}
          onChange={(given) => change({ [name]: given === '' ? null : Number(given) })}
          error={problemAt(error, `/${name}`)}
          required={!may_be_none}
          hideControls
          {...field}
        />
      ))}
    </div>
  )
}
