import { type AuditResult, audit_results } from '@swath/contract/audit-results'
import type { order_filters } from '@swath/contract/filters'
import { type DeliveryStatus, delivery_statuses, order_outcomes } from '@swath/contract/states'
import { readBounds, readViewpoint } from './map/viewpoint.ts'
import { type CalendarSearch, isDay } from './pages/calendar/period.ts'
import type { ConsumptionSearch } from './pages/consumption/period.ts'
import type { ImageSearch } from './pages/image/search.ts'
import { layersIn, writeLayers } from './pages/map/shown.ts'

/** The query in the address of a page. A name that is not known is left out. */
type Raw = Record<string, unknown>

/** The router has made numbers of what looks like them. */
const text = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) && value !== '' ? String(value) : undefined

function only<Name extends string>(given: Record<Name, string | undefined>): { [name in Name]?: string } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [name in Name]?: string
  }
}

/** All of it, also what is not there, so that the router keeps nothing that was taken out of the address. */
const all = <Name extends string>(given: { [name in Name]: string | undefined }) =>
  given as { [name in Name]?: string | undefined }

/** As the next address has it: what was emptied is not there. */
export const withoutEmpty = <Search extends { [name: string]: string | undefined }>(search: Search) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value)) as Search

/** Told here once more, because every page loads this, and would load all that filters are made of. */
const order_fields: readonly string[] = [
  ...([
    'order_id',
    'task_id',
    'client_reference',
    'order_name',
    'status',
    'outcome',
    'state',
    'reason_code',
  ] as const),
  ...(['sku', 'project_id', 'project_name', 'total_minor', 'area_km2'] as const),
  ...(['window_start', 'window_end', 'created_at', 'updated_at', 'closed_at'] as const),
] satisfies (keyof (typeof order_filters)['fields'])[]

/** Any filter of the API may stand in the address of the list, by its name there. */
export function readOrdersSearch(raw: Raw): {
  query?: string
  state?: string | undefined
  sku?: string
  sort?: string
  [filter: string]: string | undefined
} {
  const is_filter = (name: string) => order_fields.includes(name.replace(/__[a-z]+$/, ''))
  const known = Object.entries(raw).filter(([name]) => is_filter(name) || name === 'query' || name === 'sort')
  const states = ['open', 'closed', ...order_outcomes]
  const state = states.find((one) => one === raw.state)
  const told = only(Object.fromEntries(known.map(([name, value]) => [name, text(value)])))
  return 'state' in told ? { ...told, state } : told
}

/** The same on the map, of orders that were placed in a period, and how the map is looked at. */
export const readMapSearch = (raw: Raw) => ({
  ...all(Object.fromEntries(Object.keys(raw).map((name) => [name, undefined]))),
  ...readOrdersSearch(raw),
  ...all({
    project: text(raw.project),
    from: day(raw.from),
    until: day(raw.until),
    at: viewpoint(raw.at),
    layers: writeLayers(layersIn(text(raw.layers))),
    basemap: text(raw.basemap),
  }),
})

const day = (value: unknown) => (isDay(value) ? value : undefined)
/** The text of the address, where it says a view. */
const viewpoint = (at: unknown) => (readViewpoint(text(at)) ? text(at) : undefined)

const percent = (value: unknown) => (/^(\d\d?|100)$/.test(text(value) ?? '') ? text(value) : undefined)

export const readNewOrderSearch = ({ sku, item, collection, again, part, area }: Raw) =>
  only({
    sku: text(sku),
    item: text(item),
    collection: text(collection),
    again: text(again),
    part: text(part),
    area: text(area),
  })

export type NewOrderSearch = ReturnType<typeof readNewOrderSearch>

export const readArchiveSearch = ({ from, until, clouds, collection, bbox, at }: Raw) =>
  all({
    from: day(from),
    until: day(until),
    clouds: percent(clouds),
    collection: text(collection),
    bbox: readBounds(text(bbox)) ? text(bbox) : undefined,
    at: viewpoint(at),
  })

export const readImageSearch = ({ file, look, stretch, clouds, with: other, mode }: Raw): ImageSearch =>
  all({
    file: text(file),
    look: text(look),
    stretch: text(stretch),
    clouds: text(clouds),
    with: text(other),
    mode: text(mode),
  })

export const readDeliveriesSearch = ({ state, destination }: Raw) =>
  only({
    state: delivery_statuses.find((status) => status === state),
    destination: text(destination),
  }) as DeliveriesSearch

export interface DeliveriesSearch {
  state?: DeliveryStatus
  destination?: string
}

export const readAuditSearch = ({ result, words }: Raw) =>
  only({ result: audit_results.find((one) => one === result), words: text(words) }) as AuditSearch

export interface AuditSearch {
  result?: AuditResult
  words?: string
}

/** Numbers keep the zeros with which those of orders begin. */
export const readFindSearch = ({ q }: Raw): { q?: string } => only({ q: text(q) })

export const readConsumptionSearch = ({ by, from, to, as, only: group }: Raw) =>
  only({
    by: text(by),
    from: isDay(from) ? from : undefined,
    to: isDay(to) ? to : undefined,
    as: as === 'each' || as === 'sum' ? as : undefined,
    only: text(group),
  }) as ConsumptionSearch

/** All of it, also what is not there: the router keeps of the address whatever is not named here. */
export const readCalendarSearch = ({ date, view, as, satellite, contract_id, capture }: Raw) =>
  ({
    date: isDay(date) ? date : undefined,
    view: view === 'week' ? view : undefined,
    as: as === 'table' ? as : undefined,
    satellite: text(satellite),
    contract_id: text(contract_id),
    capture: text(capture),
  }) as CalendarSearch
