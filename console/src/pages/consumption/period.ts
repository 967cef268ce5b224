import type { ConsumptionGroup, ConsumptionGrouping } from '@swath/contract/consumption'
import { units } from '@swath/contract/states'
import { formatDate, formatWord } from '../../ui/format.ts'

/** The chart shows each step by itself, or what they come to together. */
export type ChartView = 'each' | 'sum'

/** The state of the page; the address keeps it. */
export interface ConsumptionSearch {
  by?: string
  /** Days of UTC, such as 2026-11-30; both are part of the period. */
  from?: string
  to?: string
  as?: ChartView
  /** The sum whose deliverables are listed, as `sumKeyOf` writes it. */
  only?: string
}

export const divisions = ['sku', 'project', 'order', 'processing_level'] as const
export type Division = (typeof divisions)[number]
export const division_names: Record<Division, string> = {
  sku: 'SKU',
  project: 'Project',
  order: 'Order',
  processing_level: 'Level',
}

export const divisionOf = ({ by }: ConsumptionSearch): Division =>
  divisions.find((one) => one === by) ?? 'sku'

// Periods ------------------------------------------------------------------------------------------------

/** Days of UTC; the last one is part of it. */
export interface Period {
  from: string
  to: string
}

const day_ms = 86_400_000
const dayText = (time: number) => new Date(time).toISOString().slice(0, 10)
export const instantOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)
/** The first instant that it does not have any more. */
export const endOf = ({ to }: Period): number => instantOf(to) + day_ms

/** Whole months of UTC, from so many before this one to so many before it. */
function monthsAgo(first: number, last: number, now: Date): Period {
  const month = (ago: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago)
  return { from: dayText(month(first)), to: dayText(month(last - 1) - day_ms) }
}

/** The periods that people ask for, the most usual first: a month is looked at when it is over. */
export const presets = [
  { name: 'Last month', at: (now: Date) => monthsAgo(1, 1, now) },
  { name: 'This month', at: (now: Date) => monthsAgo(0, 0, now) },
  { name: '6 months', at: (now: Date) => monthsAgo(5, 0, now) },
  { name: '12 months', at: (now: Date) => monthsAgo(11, 0, now) },
] as const

/** An end that is not given is that of the last month, or as far as the other one asks for. */
export function periodOf({ from, to }: ConsumptionSearch, now = new Date()): Period {
  const usual = presets[0].at(now)
  const start = from ?? (to !== undefined && to < usual.from ? to : usual.from)
  const end = to ?? usual.to
  return { from: start, to: end < start ? start : end }
}

export const presetOf = ({ from, to }: Period, now = new Date()): string | undefined =>
  presets.find(({ at }) => at(now).from === from && at(now).to === to)?.name

export const periodText = (period: Period): string =>
  formatDate(new Date(instantOf(period.from)), new Date(instantOf(period.to)))

/** The filter of deliverables that are of a period. */
export const filterOfPeriod = (period: Period) => ({
  delivered_at__gte: new Date(instantOf(period.from)),
  delivered_at__lt: new Date(endOf(period)),
})

const most_days_shown = 62

/** Days where they can be told apart, otherwise months. */
export const stepOf = (period: Period): 'day' | 'month' =>
  endOf(period) - instantOf(period.from) <= most_days_shown * day_ms ? 'day' : 'month'

/** Every step of a period, also those in which nothing was delivered. */
export function stepsOf(period: Period): string[] {
  const step = stepOf(period)
  const length = step === 'day' ? 10 : 7
  const steps: string[] = []
  const at = new Date(instantOf(period.from.slice(0, length) + '-01'.slice(0, 10 - length)))
  while (at.getTime() < endOf(period)) {
    steps.push(at.toISOString().slice(0, length))
    if (step === 'day') at.setUTCDate(at.getUTCDate() + 1)
    else at.setUTCMonth(at.getUTCMonth() + 1)
  }
  return steps
}

/** The first instant after a step, such as 2026-11 or 2026-11-30. */
export function endOfStep(step: string): number {
  const [year = 0, month = 1, day] = step.split('-').map(Number)
  return day === undefined ? Date.UTC(year, month) : Date.UTC(year, month - 1, day + 1)
}

// Groups -------------------------------------------------------------------------------------------------

/** The members of a group have this in common, as a filter of deliverables has it. */
export function keyOf(group: ConsumptionGroup, division: Division): string {
  const { sku, project_id, order_id, processing_level } = group
  return { sku, project: project_id, order: order_id, processing_level }[division] ?? ''
}

export const nameOf = (group: ConsumptionGroup, division: Division): string =>
  division === 'project'
    ? (group.project_name ?? 'Without a project')
    : formatName(keyOf(group, division), division)

const formatName = (key: string, division: Division): string =>
  division === 'processing_level' ? key.replace('_', ' ') : division === 'order' ? `Order ${key}` : key

/** By what a sum is found again: what is of another unit or currency adds up to another one. */
export const sumKeyOf = (group: ConsumptionGroup, division: Division): string =>
  [keyOf(group, division), group.unit, group.currency].join(' ')

const filter_names: Record<Division, string> = {
  sku: 'sku',
  project: 'project_id',
  order: 'order_id',
  processing_level: 'processing_level',
}

/** The filter of deliverables that a sum adds up. */
export function filterOfSum(sum_key: string, division: Division) {
  const [key, unit, currency] = sum_key.split(' ')
  return { [filter_names[division]]: key, unit: units.find((one) => one === unit), currency }
}

/** 2026-03 as Mar 26, 2026-03-09 as 9 Mar. */
export function stepLabel(step: string): string {
  const [year, month, day] = step.split('-')
  const name = month_names[Number(month) - 1]!
  return day === undefined ? `${name} ${year!.slice(2)}` : `${Number(day)} ${name}`
}

const month_names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const groupingsOf = (period: Period, division: Division): ConsumptionGrouping[] => [
  stepOf(period),
  division,
]

export const formatUnit = (unit: string): string => (unit === 'km2' ? 'km²' : formatWord(unit).toLowerCase())
