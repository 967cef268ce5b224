import { Group, SegmentedControl, Select } from '@mantine/core'
import { DatePickerInput } from '@mantine/dates'
import { useNavigate } from '@tanstack/react-router'
import { formatDay } from '../../ui/format.ts'
import classes from './consumption.module.css'
import {
  type ChartView,
  type ConsumptionSearch,
  division_names,
  divisionOf,
  divisions,
  type Period,
  periodOf,
  presetOf,
  presets,
} from './period.ts'

type Change = (changed: ConsumptionSearch) => void

/** Changes the search; another question is about no single group any more. */
export function useChange(search: ConsumptionSearch): Change {
  const navigate = useNavigate()
  return (changed) => {
    const { only: _, ...kept } = search
    void navigate({ to: '/consumption', search: { ...kept, ...changed }, replace: true })
  }
}

/** The period of the page: one that people ask for often, or any days. */
export function PeriodChoice({ search }: { search: ConsumptionSearch }) {
  const change = useChange(search)
  const period = periodOf(search)
  const preset = presetOf(period)
  return (
    <div className={classes.dates}>
      <SegmentedControl
        size="xs"
        aria-label="Period"
        data={presets.map(({ name }) => name)}
        value={preset ?? ''}
        onChange={(chosen) => change(presets.find(({ name }) => name === chosen)!.at(new Date()))}
      />
      <DayInput label="From" value={period.from} onChange={(from) => change(startingAt(period, from))} />
      <DayInput label="To" value={period.to} onChange={(to) => change(endingAt(period, to))} />
    </div>
  )
}

const startingAt = ({ to }: Period, from: string): Period => ({ from, to: to < from ? from : to })
const endingAt = ({ from }: Period, to: string): Period => ({ from: from > to ? to : from, to })

function DayInput(props: { label: string; value: string; onChange: (day: string) => void }) {
  const { label, value, onChange } = props
  return (
    <DatePickerInput
      size="xs"
      aria-label={`${label} ${formatDay(value)}`}
      value={value}
      onChange={(day) => day && onChange(day)}
      minDate="2000-01-01"
      maxDate="2100-12-31"
      valueFormat="D MMM YYYY"
      w={124}
    />
  )
}

/** The division of the charges, and whether they are added up. */
export function ChartChoices({ search, view }: { search: ConsumptionSearch; view: ChartView }) {
  const change = useChange(search)
  return (
    <Group gap="xs">
      <Select
        size="xs"
        aria-label="Divided by"
        data={divisions.map((value) => ({ value, label: `By ${division_names[value]}` }))}
        value={divisionOf(search)}
        allowDeselect={false}
        onChange={(by) => change({ by: by! })}
        w={130}
      />
      <SegmentedControl
        size="xs"
        aria-label="Chart"
        data={[
          { value: 'each', label: 'Each by itself' },
          { value: 'sum', label: 'Added up' },
        ]}
        value={view}
        onChange={(as) => change({ as: as as ChartView })}
      />
    </Group>
  )
}
