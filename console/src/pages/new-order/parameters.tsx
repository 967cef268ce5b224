import { Group, NumberInput } from '@mantine/core'
import { DatePickerInput } from '@mantine/dates'
import type { Product } from '@swath/contract/products'
import type { Price } from '@swath/contract/quotes'
import { type Draft, takes } from './draft.ts'
import { Levels } from './levels.tsx'
import { Step } from './step.tsx'
import type { ChangeDraft } from './use-draft.ts'

interface ParameterProps {
  product: Product
  draft: Draft
  change: ChangeDraft
  /** The price of the order as it is now. */
  price: Price | null | undefined
}

/** Only what the product takes, and only what somebody would want to change. */
export function ParameterFields(props: ParameterProps) {
  const { product } = props
  return (
    <Step title={takes(product, 'start') ? 'When and how' : 'Which images'}>
      <Days {...props} />
      {takes(product, 'max_ona') && <Angles {...props} />}
      {takes(product, 'max_captures') && <Images {...props} />}
      <Levels {...props} />
    </Step>
  )
}

function Days({ product, draft, change }: ParameterProps) {
  const is_collected = takes(product, 'start')
  const today = new Date().toISOString().slice(0, 10)
  return (
    <DatePickerInput
      type="range"
      label={is_collected ? 'Window (UTC days)' : 'Taken between (UTC days)'}
      placeholder={is_collected ? `From now, ${product.limits.default_window_days} days` : 'Any time'}
      value={draft.days}
      onChange={(days) => change({ days })}
      {...(is_collected ? { minDate: today } : { maxDate: today })}
      allowSingleDateInRange
      clearable
      valueFormat="D MMM YYYY"
    />
  )
}

function Angles({ product: { limits }, draft, change }: ParameterProps) {
  return (
    <Group gap="sm" grow align="flex-start">
      <NumberInput
        label="Off nadir, at most"
        suffix="°"
        min={0}
        max={45}
        clampBehavior="strict"
        placeholder={`${limits.default_max_off_nadir_deg}°`}
        value={draft.max_ona}
        onChange={(value) => change({ max_ona: asNumber(value) })}
      />
      <NumberInput
        label="Sun elevation, at least"
        suffix="°"
        min={-90}
        max={90}
        clampBehavior="blur"
        placeholder={`${limits.default_min_sun_elevation_deg}°`}
        value={draft.min_sun_elevation}
        onChange={(value) => change({ min_sun_elevation: asNumber(value) })}
      />
    </Group>
  )
}

function Images({ product, draft, change }: ParameterProps) {
  return (
    <NumberInput
      label="Images"
      min={1}
      max={product.limits.captures ?? 366}
      clampBehavior="strict"
      allowDecimal={false}
      placeholder={String(product.limits.captures ?? 1)}
      value={draft.max_captures}
      onChange={(value) => change({ max_captures: asNumber(value) })}
    />
  )
}

/** Half a number, such as a minus sign, is none yet. */
const asNumber = (value: string | number): number | '' => (typeof value === 'number' ? value : '')
