import { Button, Group } from '@mantine/core'
import type { Consumption, ConsumptionForecast } from '@swath/contract/consumption'
import { ChartColumn } from 'lucide-react'
import { Empty } from '../../ui/states.tsx'
import { Chart, type Series } from './chart.tsx'
import { useChange } from './choices.tsx'
import {
  type ChartView,
  type ConsumptionSearch,
  type Division,
  divisionOf,
  keyOf,
  nameOf,
  type Period,
  periodOf,
  presets,
  stepOf,
  stepsOf,
} from './period.ts'
import { type Forecast, ForecastText, SumChart } from './sum-chart.tsx'

interface ChartsProps {
  consumption: Consumption
  search: ConsumptionSearch
  view: ChartView
  forecast: ConsumptionForecast | undefined
  now: Date
}

/** Amounts of different currencies do not add up: each has a chart of its own. */
export function Charts({ consumption: { results, totals }, search, view, forecast, now }: ChartsProps) {
  const period = periodOf(search)
  const division = divisionOf(search)
  const currencies = [...new Set(totals.map(({ currency }) => currency))]
  if (currencies.length === 0) return <NothingDelivered search={search} />
  return currencies.map((currency) => {
    const series = seriesOf(
      results.filter((group) => group.currency === currency),
      division,
      stepOf(period),
    )
    const expected = forecastFor(period, currency, forecast, now)
    return (
      <div key={currency}>
        {view === 'sum' ? (
          <SumChart
            period={period}
            series={series}
            currency={currency}
            forecast={expected}
            now={now.getTime()}
          />
        ) : (
          <Chart steps={stepsOf(period)} series={series} currency={currency} />
        )}
        {expected && <ForecastText forecast={expected} />}
      </div>
    )
  })
}

/** The forecast, where the period has all of the month that it is about and nothing later. */
function forecastFor(
  { from, to }: Period,
  currency: string,
  forecast: ConsumptionForecast | undefined,
  now: Date,
): Forecast | undefined {
  const month_start = now.toISOString().slice(0, 8).concat('01')
  if (!forecast || from > month_start || to !== forecast.month_end) return undefined
  const found = forecast.currencies.find((one) => one.currency === currency)
  return found && { ...found, month_end: forecast.month_end }
}

function NothingDelivered({ search }: { search: ConsumptionSearch }) {
  const change = useChange(search)
  const others = presets.filter(({ name }) => name === 'This month' || name === '12 months')
  const action = (
    <Group gap="xs" justify="center">
      {others.map(({ name, at }) => (
        <Button key={name} variant="default" size="xs" onClick={() => change(at(new Date()))}>
          {name}
        </Button>
      ))}
    </Group>
  )
  return (
    <Empty icon={ChartColumn} title="Nothing was delivered in this time" action={action}>
      What is delivered is charged, and shown here at once.
    </Empty>
  )
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
