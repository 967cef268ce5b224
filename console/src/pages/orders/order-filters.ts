import type { OrdersSearch } from '../../data/order-views.ts'
import { formatDay, formatMoney, formatNumber, formatWord } from '../../ui/format.ts'

/** A field is asked about in this way, and so its filter is typed. */
export type FilterKind = 'text' | 'words' | 'ids' | 'money' | 'number' | 'days'

export interface OrderField {
  field: string
  label: string
  kind: FilterKind
}

/** Every field by which the API filters orders, but for state and product, which have fields of their own. */
export const order_fields: readonly OrderField[] = [
  { field: 'order_name', label: 'Name', kind: 'text' },
  { field: 'project_name', label: 'Project', kind: 'text' },
  { field: 'client_reference', label: 'Your reference', kind: 'text' },
  { field: 'order_id', label: 'Number', kind: 'ids' },
  { field: 'task_id', label: 'Task', kind: 'ids' },
  { field: 'state', label: 'State is one of', kind: 'words' },
  { field: 'reason_code', label: 'Reason', kind: 'words' },
  { field: 'total_minor', label: 'Price', kind: 'money' },
  { field: 'area_km2', label: 'Size in km²', kind: 'number' },
  { field: 'created_at', label: 'Placed', kind: 'days' },
  { field: 'window_start', label: 'Window begins', kind: 'days' },
  { field: 'window_end', label: 'Window ends', kind: 'days' },
  { field: 'updated_at', label: 'Last change', kind: 'days' },
  { field: 'closed_at', label: 'Closed', kind: 'days' },
]

const day_ms = 86_400_000
const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * day_ms).toISOString().slice(0, 10)

/** The filters of a field ask for this, as its form has it. */
export type FilterValue =
  | { kind: 'text'; part: string }
  | { kind: 'words' | 'ids'; values: string[] }
  | { kind: 'money' | 'number'; from: string; to: string }
  | { kind: 'days'; from: string; to: string }

export function askedOf({ field, kind }: OrderField, search: OrdersSearch): FilterValue {
  if (kind === 'text') return { kind, part: search[`${field}__contains`] ?? '' }
  if (kind === 'words' || kind === 'ids') {
    return { kind, values: search[`${field}__in`]?.split(',').filter(Boolean) ?? [] }
  }
  const [from = '', before] = [search[`${field}__gte`], search[`${field}__lt`]]
  if (kind === 'days')
    return { kind, from: from.slice(0, 10), to: before ? dayAfter(before.slice(0, 10), -1) : '' }
  return { kind, from, to: search[`${field}__lte`] ?? '' }
}

/** The parameters of the API for it; those that are empty are to go. */
export function searchOf({ field }: OrderField, value: FilterValue): OrdersSearch {
  if (value.kind === 'text') return { [`${field}__contains`]: value.part.trim() }
  if ('values' in value) return { [`${field}__in`]: value.values.join(',') }
  const { from, to } = value
  if (value.kind !== 'days') return { [`${field}__gte`]: from, [`${field}__lte`]: to }
  return { [`${field}__gte`]: from, [`${field}__lt`]: to === '' ? '' : dayAfter(to, 1) }
}

export const isAsked = (value: FilterValue): boolean =>
  Object.entries(value).some(([name, one]) => name !== 'kind' && one.length > 0)

/** In words, as on the chip. */
export function tellValue(value: FilterValue, currency: string): string {
  if (value.kind === 'text') return `contains “${value.part}”`
  if ('values' in value)
    return value.values.map((one) => (value.kind === 'words' ? formatWord(one) : one)).join(' or ')
  const tell = {
    days: formatDay,
    number: formatPlain,
    money: (minor: string) => formatMoney(Number(minor), currency),
  }
  const [from, to] = [value.from, value.to].map((one) => one && tell[value.kind](one))
  if (from && to) return from === to ? from : `${from} to ${to}`
  return from ? `from ${from}` : `up to ${to}`
}

const formatPlain = (text: string) => formatNumber(Number(text), 2)
