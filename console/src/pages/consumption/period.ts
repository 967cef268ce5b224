import type { ConsumptionGroup, ConsumptionGrouping } from '@swath/contract/consumption'
import { formatWord } from '../../ui/format.ts'

/** The state of the page; the address keeps it. */
export interface ConsumptionSearch {
  by?: string
  months?: string
  /** The group of the division whose deliverables are listed. */
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
export const monthsOf = ({ months }: ConsumptionSearch): number => Number(months ?? 6) || 6

/** The first instant of the month so many months ago, this one counted; months are those of UTC. */
export function beginningOf(months: number, now = new Date()): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months + 1))
}

/** Within a month days are shown, otherwise months. */
export const stepOf = (months: number): 'day' | 'month' => (months === 1 ? 'day' : 'month')

/** Every step from the beginning to now, also those in which nothing was delivered. */
export function stepsOf(months: number, now = new Date()): string[] {
  const step = stepOf(months)
  const steps: string[] = []
  const at = beginningOf(months, now)
  while (at <= now) {
    steps.push(at.toISOString().slice(0, step === 'day' ? 10 : 7))
    if (step === 'day') at.setUTCDate(at.getUTCDate() + 1)
    else at.setUTCMonth(at.getUTCMonth() + 1)
  }
  return steps
}

/** By what a group is found again, as a filter of deliverables has it. */
export function keyOf(group: ConsumptionGroup, division: Division): string {
  const { sku, project_id, order_id, processing_level } = group
  return { sku, project: project_id, order: order_id, processing_level }[division] ?? ''
}

export const nameOf = (group: ConsumptionGroup, division: Division): string =>
  division === 'project'
    ? (group.project_name ?? 'Without a project')
    : formatName(keyOf(group, division), division)

const formatName = (key: string, division: Division) =>
  division === 'processing_level' ? key.replace('_', ' ') : division === 'order' ? `Order ${key}` : key

export const filterOfGroup = (division: Division, key: string) => ({
  [{ sku: 'sku', project: 'project_id', order: 'order_id', processing_level: 'processing_level' }[division]]:
    key,
})

/** 2026-03 as Mar 26, 2026-03-09 as 9 Mar. */
export function stepLabel(step: string): string {
  const [year, month, day] = step.split('-')
  const name = month_names[Number(month) - 1]!
  return day === undefined ? `${name} ${year!.slice(2)}` : `${Number(day)} ${name}`
}

const month_names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const groupingsOf = (months: number, division: Division): ConsumptionGrouping[] => [
  stepOf(months),
  division,
]

export const formatUnit = (unit: string): string => (unit === 'km2' ? 'km²' : formatWord(unit).toLowerCase())
