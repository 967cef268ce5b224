import { Button, Group, SegmentedControl, Select } from '@mantine/core'
import type { Consumption } from '@swath/contract/consumption'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ChartColumn, Download } from 'lucide-react'
import { useAction } from '../data/actions.ts'
import { save } from '../data/download.ts'
import { keepLast } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { Page, Section } from '../ui/page.tsx'
import { Answered, Empty } from '../ui/states.tsx'
import { Balance } from './consumption/balance.tsx'
import { Chart, type Series } from './consumption/chart.tsx'
import { Drilled } from './consumption/drilled.tsx'
import { Groups } from './consumption/groups.tsx'
import {
  beginningOf,
  type ConsumptionSearch,
  type Division,
  division_names,
  divisionOf,
  divisions,
  groupingsOf,
  keyOf,
  monthsOf,
  nameOf,
  stepOf,
  stepsOf,
} from './consumption/period.ts'

const periods = [
  { value: '1', label: 'This month' },
  { value: '6', label: '6 months' },
  { value: '12', label: '12 months' },
]

export default function ConsumptionPage() {
  const search = useSearch({ from: '/signed-in/consumption' })
  const division = divisionOf(search)
  const months = monthsOf(search)
  const swath = useSwath()
  const consumption = useQuery({
    queryKey: ['consumption', division, months],
    queryFn: ({ signal }) =>
      swath.consumption.read(
        groupingsOf(months, division),
        { delivered_at__gte: beginningOf(months) },
        { signal },
      ),
    ...keepLast,
  })
  return (
    <Page
      title="Consumption"
      about="What was delivered and charged. Months and days are those of UTC."
      actions={<CsvButton months={months} />}
    >
      <Balance />
      <Section title="Charged" actions={<Choices search={search} />}>
        <Answered query={consumption}>
          {(found) => <Charts consumption={found} division={division} months={months} />}
        </Answered>
      </Section>
      {consumption.data && consumption.data.results.length > 0 && (
        <Groups consumption={consumption.data} division={division} search={search} />
      )}
      {search.only && <Drilled division={division} only={search.only} since={beginningOf(months)} />}
    </Page>
  )
}

function Choices({ search }: { search: ConsumptionSearch }) {
  const navigate = useNavigate()
  const change = (changed: ConsumptionSearch) => {
    const { only: _, ...kept } = search
    void navigate({ to: '/consumption', search: { ...kept, ...changed }, replace: true })
  }
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
        aria-label="Period"
        data={periods}
        value={String(monthsOf(search))}
        onChange={(chosen) => change({ months: chosen })}
      />
    </Group>
  )
}

interface ChartsProps {
  consumption: Consumption
  division: Division
  months: number
}

/** Amounts of different currencies do not add up: each has a chart of its own. */
function Charts({ consumption: { results, totals }, division, months }: ChartsProps) {
  const currencies = [...new Set(totals.map(({ currency }) => currency))]
  if (currencies.length === 0) {
    return (
      <Empty icon={ChartColumn} title="Nothing was delivered in this time">
        What is delivered is charged, and shown here at once.
      </Empty>
    )
  }
  return currencies.map((currency) => (
    <Chart
      key={currency}
      currency={currency}
      steps={stepsOf(months)}
      series={seriesOf(
        results.filter((group) => group.currency === currency),
        division,
        stepOf(months),
      )}
    />
  ))
}

const max_series = 5

/** The largest groups, and the rest as one. */
function seriesOf(groups: Consumption['results'], division: Division, step: 'day' | 'month'): Series[] {
  const found = Map.groupBy(groups, (group) => keyOf(group, division))
  const sorted = [...found].sort(([, a], [, b]) => sumOf(b) - sumOf(a))
  const shown = sorted.slice(0, max_series)
  const rest = sorted.slice(max_series).flatMap(([, members]) => members)
  return [
    ...shown.map(([key, members]) => ({
      key,
      name: nameOf(members[0]!, division),
      amounts: amountsOf(members, step),
    })),
    ...(rest.length > 0 ? [{ key: 'rest', name: 'Others', amounts: amountsOf(rest, step) }] : []),
  ]
}

const sumOf = (groups: Consumption['results']) => groups.reduce((sum, { net_minor }) => sum + net_minor, 0)

function amountsOf(groups: Consumption['results'], step: 'day' | 'month'): Map<string, number> {
  const amounts = new Map<string, number>()
  for (const group of groups) {
    const at = group[step]!
    amounts.set(at, (amounts.get(at) ?? 0) + group.net_minor)
  }
  return amounts
}

function CsvButton({ months }: { months: number }) {
  const downloading = useAction(
    async (swath) => {
      const response = await swath.consumption.openLines('csv', { delivered_at__gte: beginningOf(months) })
      save(await response.blob(), 'consumption.csv')
    },
    { changes: [], fails: 'Not downloaded' },
  )
  return (
    <Button
      variant="default"
      leftSection={<Download size={16} aria-hidden />}
      loading={downloading.isPending}
      onClick={() => downloading.mutate()}
    >
      Every deliverable as CSV
    </Button>
  )
}
