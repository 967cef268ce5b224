import { Text } from '@mantine/core'
import type { ConsumptionForecast } from '@swath/contract/consumption'
import { formatDay, formatMoney, formatNumber } from '../../ui/format.ts'
import { Frame, type Plot, type Series, totalAt } from './chart.tsx'
import classes from './consumption.module.css'
import { endOf, endOfStep, instantOf, type Period, stepsOf } from './period.ts'

export type Forecast = ConsumptionForecast['currencies'][number] & { month_end: string }

interface SumChartProps {
  period: Period
  series: readonly Series[]
  currency: string
  /** Undefined where the period does not go on until the end of the month that is forecast. */
  forecast: Forecast | undefined
  now: number
}

/** A budget far beyond what is charged would press everything else to the ground: it is told in words then. */
const highest_budget = 4

/** The charges added up from the beginning of the period, the forecast, and the line at which the budget ends. */
export function SumChart({ period, series, currency, forecast, now }: SumChartProps) {
  const steps = stepsOf(period)
  const sums = addUp(steps, series, instantOf(period.from), Math.min(now, endOf(period)))
  const sum = sums.at(-1)!.amount
  const expected = forecast && sum + forecast.expected_minor - forecast.charged_minor
  const drawn = Math.max(...sums.map(({ amount }) => amount), expected ?? 0)
  const limit = forecast?.budget_minor == null ? undefined : sum + forecast.budget_minor
  const shown = limit !== undefined && limit <= drawn * highest_budget ? limit : undefined
  return (
    <Frame
      steps={steps}
      most={Math.max(drawn, shown ?? 0)}
      currency={currency}
      label={`What was charged since ${formatDay(period.from)}, added up, in ${currency}`}
      below={<Legend forecast={forecast} has_budget={shown !== undefined} />}
    >
      {(plot) => {
        const place = placeIn(plot, period)
        return (
          <>
            <polygon points={area(sums, place, plot)} className={classes.area} />
            <polyline points={sums.map(place).map(String).join(' ')} className={classes.sum} />
            {shown !== undefined && <BudgetLine plot={plot} amount={shown} />}
            {forecast && expected !== undefined && (
              <polyline
                points={[sums.at(-1)!, { at: endOfStep(forecast.month_end), amount: expected }]
                  .map(place)
                  .join(' ')}
                className={classes.forecast}
              />
            )}
          </>
        )
      }}
    </Frame>
  )
}

interface Point {
  at: number
  amount: number
}

function addUp(steps: readonly string[], series: readonly Series[], start: number, until: number): Point[] {
  let amount = 0
  const points = steps.map((step) => {
    amount += totalAt(series, step)
    return { at: Math.min(endOfStep(step), until), amount }
  })
  return [{ at: start, amount: 0 }, ...points]
}

const placeIn =
  ({ left, width, y }: Plot, period: Period) =>
  ({ at, amount }: Point): [number, number] => {
    const [start, end] = [instantOf(period.from), endOf(period)]
    return [left + (width * (at - start)) / (end - start), y(Math.max(amount, 0))]
  }

function area(sums: readonly Point[], place: (point: Point) => [number, number], { y }: Plot): string {
  const line = sums.map(place)
  return [...line, [line.at(-1)![0], y(0)], [line[0]![0], y(0)]].map(String).join(' ')
}

function BudgetLine({ plot: { left, width, y }, amount }: { plot: Plot; amount: number }) {
  return <line x1={left} x2={left + width} y1={y(amount)} y2={y(amount)} className={classes.budget} />
}

function Legend({ forecast, has_budget }: { forecast: Forecast | undefined; has_budget: boolean }) {
  const lines = [['sum', 'Charged']]
  if (forecast) lines.push(['forecast', `Forecast until ${formatDay(forecast.month_end)}`])
  if (has_budget) lines.push(['budget', 'Budget'])
  return (
    <figcaption className={classes.legend}>
      {lines.map(([kind, name]) => (
        <span key={kind} className={classes.entry}>
          <svg width={18} height={10} aria-hidden>
            <line x1={0} x2={18} y1={5} y2={5} className={classes[kind!]} />
          </svg>
          {name}
        </span>
      ))}
    </figcaption>
  )
}

/** The forecast in words, with how it comes about. */
export function ForecastText({ forecast }: { forecast: Forecast }) {
  const { currency, expected_minor, charged_minor, daily_minor, days_left, month_end } = forecast
  const { based_on_start, based_on_days, budget_minor, lasts_until } = forecast
  const money = (amount: number) => formatMoney(amount, currency)
  return (
    <Text size="sm" mt="sm" className={classes.words}>
      <strong>
        Forecast: {money(expected_minor)} by {formatDay(month_end)}.
      </strong>{' '}
      {money(charged_minor)} were charged this month until now, and {money(daily_minor)} a day are expected
      for the {formatNumber(days_left)} days that are left: the mean of the {formatNumber(based_on_days)} days
      since {formatDay(based_on_start)}.{' '}
      {budget_minor !== null && `${money(budget_minor)} of the budget are left`}
      {budget_minor !== null &&
        (lasts_until ? `, which last until ${formatDay(lasts_until)} at this pace.` : '.')}{' '}
      It knows nothing of what will be ordered.
    </Text>
  )
}
