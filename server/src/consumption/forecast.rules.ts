import type { ConsumptionForecast } from '@swath/contract/consumption'

const day_ms = 86_400_000
const most_days = 28
/** Fewer say little: one large order would be the pace of a month. */
const least_days = 7
const horizon_days = 3650

export const forecast_method =
  'The net charges of the days before today (up to 28, counted from the first with a delivery, and at least 7), divided by ' +
  'their number, for each day of the month that comes after today; and what this month was charged until now.'

/** The net charges of a day of UTC. */
export interface DayCharge {
  day: Date
  currency: string
  net_minor: number
}

/** The money that can still be charged: what is available, and what is held for open orders. */
export interface Budget {
  currency: string
  is_limited: boolean
  available_minor: number
  held_minor: number
}

/** The first day whose charges a forecast looks at. */
export function forecastStart(now: Date): Date {
  return new Date(Math.min(monthStart(now).getTime(), today(now) - most_days * day_ms))
}

/** @param charges of the days since `forecastStart`, in any order */
export function forecastOf(
  now: Date,
  charges: readonly DayCharge[],
  budget: Budget,
): Pick<ConsumptionForecast, 'month_end' | 'currencies'> {
  const by_currency = Map.groupBy(charges, ({ currency }) => currency)
  const currencies = [...new Set([budget.currency, ...by_currency.keys()])].sort()
  return {
    month_end: dateText(monthEnd(now)),
    currencies: currencies.map((currency) =>
      inCurrency(now, currency, by_currency.get(currency) ?? [], budget),
    ),
  }
}

function inCurrency(now: Date, currency: string, charges: readonly DayCharge[], budget: Budget) {
  const { based_on_days, ...pace } = paceOf(now, charges)
  const charged_minor = netOf(charges.filter(({ day }) => day >= monthStart(now)))
  const days_left = Math.round((monthEnd(now) - today(now)) / day_ms)
  const { based_on_minor } = pace
  const budget_minor =
    budget.is_limited && budget.currency === currency ? budget.available_minor + budget.held_minor : null
  return {
    currency,
    ...pace,
    based_on_days,
    daily_minor: Math.round(based_on_minor / based_on_days),
    charged_minor,
    days_left,
    expected_minor: charged_minor + Math.round((based_on_minor * days_left) / based_on_days),
    budget_minor,
    lasts_until: budget_minor === null ? null : lastDay(now, budget_minor, based_on_minor / based_on_days),
  }
}

/** Whole days before today: from the first one with a delivery, for a contract that has just begun is no slow one. */
function paceOf(now: Date, charges: readonly DayCharge[]) {
  const end = today(now)
  const counted = charges.filter(
    ({ day }) => day.getTime() < end && day.getTime() >= end - most_days * day_ms,
  )
  const first = Math.min(...counted.map(({ day }) => day.getTime()), end - least_days * day_ms)
  return {
    based_on_start: dateText(first),
    based_on_days: Math.round((end - first) / day_ms),
    based_on_minor: netOf(counted),
  }
}

function lastDay(now: Date, budget_minor: number, daily_minor: number): string | null {
  const days = Math.max(budget_minor, 0) / daily_minor
  return daily_minor > 0 && days <= horizon_days ? dateText(today(now) + Math.floor(days) * day_ms) : null
}

const netOf = (charges: readonly DayCharge[]) => charges.reduce((sum, { net_minor }) => sum + net_minor, 0)
const today = (now: Date) => Math.floor(now.getTime() / day_ms) * day_ms
const monthStart = (now: Date) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))
const monthEnd = (now: Date) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 0)
const dateText = (time: number) => new Date(time).toISOString().slice(0, 10)
