import { audit_results } from './audit-results.ts'
import { audit_roles } from './permissions.ts'
import { reason_codes } from './reasons.ts'
import { service_stages } from './service-levels.ts'
import {
  capture_statuses,
  deliverable_statuses,
  delivery_statuses,
  open_order_statuses,
  order_outcomes,
  order_statuses,
  processing_levels,
  units,
} from './states.ts'

/**
 * The questions that a field answers: `text` is compared exactly or in part, `id` exactly, `integer`, `number` and `time`
 * also by range; a list of words is compared without regard to case.
 */
export type FilterKind = 'text' | 'id' | 'uuid' | 'integer' | 'number' | 'time' | readonly string[]

/** The filters and the order of a list. Parameters, their documentation and the SQL all follow from them. */
export interface ListFilters {
  /** The field that makes any sort unique. */
  id: string
  fields: Readonly<Record<string, FilterKind>>
  sortable: readonly string[]
  /** Those of them that many rows have in common: of such rows the time of creation decides, as their indexes say. */
  by_age?: readonly string[]
  /** The sort when the request names none; `-` is descending. */
  sort: string
  /** Names the columns that `query` looks into. */
  query: string
  /** Names the column that `intersects` and `bbox` are about; absent where the rows have no place on Earth. */
  geometry?: string
}

export const order_filters = {
  id: 'order_id',
  fields: {
    order_id: 'id',
    task_id: 'integer',
    client_reference: 'text',
    order_name: 'text',
    status: order_statuses,
    outcome: order_outcomes,
    /** The outcome of a closed order, the status of any other. */
    state: [...open_order_statuses, ...order_outcomes],
    reason_code: reason_codes,
    sku: 'id',
    project_id: 'id',
    project_name: 'text',
    total_minor: 'integer',
    area_km2: 'number',
    window_start: 'time',
    window_end: 'time',
    created_at: 'time',
    updated_at: 'time',
    closed_at: 'time',
  },
  sortable: [
    ...(['created_at', 'updated_at', 'closed_at', 'window_start', 'window_end'] as const),
    ...(['order_name', 'state', 'sku', 'project_name', 'total_minor', 'area_km2'] as const),
  ],
  by_age: ['state', 'sku', 'project_name'],
  sort: '-created_at',
  query: 'name, reference, ids, project name and labels of the order',
  geometry: 'the ordered geometry',
} as const satisfies ListFilters

export const capture_filters = {
  id: 'capture_id',
  fields: {
    capture_id: 'id',
    order_id: 'id',
    status: capture_statuses,
    reason_code: reason_codes,
    attempt: 'integer',
    satellite_name: 'id',
    outcome_id: 'uuid',
    acquired_at: 'time',
    created_at: 'time',
    updated_at: 'time',
  },
  sortable: ['created_at', 'updated_at', 'acquired_at'],
  sort: 'created_at',
  query: 'name, reference, ids, project name and labels of the order',
  geometry: 'the footprint, or the target as long as there is none',
} as const satisfies ListFilters

/** The same of all contracts, for operators, who plan by the time of the pass. */
export const all_capture_filters = {
  ...capture_filters,
  fields: { ...capture_filters.fields, contract_id: 'id', access_start: 'time' },
  sortable: [...capture_filters.sortable, 'access_start'],
  sort: 'access_start',
} as const satisfies ListFilters

export const deliverable_filters = {
  id: 'deliverable_id',
  fields: {
    deliverable_id: 'id',
    order_id: 'id',
    capture_id: 'id',
    status: deliverable_statuses,
    reason_code: reason_codes,
    processing_level: processing_levels,
    outcome_id: 'uuid',
    scene_id: 'id',
    order_name: 'text',
    sku: 'id',
    project_id: 'id',
    project_name: 'text',
    unit: units,
    currency: 'id',
    delivered_at: 'time',
    created_at: 'time',
    updated_at: 'time',
  },
  sortable: ['created_at', 'updated_at', 'delivered_at'],
  sort: 'created_at',
  query: 'name, reference, ids, project name and labels of the order',
  geometry: 'the footprint',
} as const satisfies ListFilters

export const delivery_filters = {
  id: 'delivery_id',
  fields: {
    delivery_id: 'id',
    order_id: 'id',
    capture_id: 'id',
    deliverable_id: 'id',
    destination_id: 'id',
    status: delivery_statuses,
    reason_code: reason_codes,
    order_name: 'text',
    sku: 'id',
    project_name: 'text',
    completed_at: 'time',
    created_at: 'time',
    updated_at: 'time',
  },
  sortable: ['created_at', 'updated_at', 'completed_at'],
  sort: 'created_at',
  query: 'name, reference, ids, project name and labels of the order',
} as const satisfies ListFilters

export const project_filters = {
  id: 'project_id',
  fields: {
    project_id: 'id',
    project_name: 'text',
    created_at: 'time',
    updated_at: 'time',
  },
  sortable: ['project_name', 'created_at', 'updated_at'],
  sort: 'project_name',
  query: 'the name of the project',
} as const satisfies ListFilters

export const area_filters = {
  id: 'area_id',
  fields: {
    area_id: 'id',
    area_name: 'text',
    project_id: 'id',
    project_name: 'text',
    created_at: 'time',
    updated_at: 'time',
  },
  sortable: ['area_name', 'created_at', 'updated_at'],
  sort: 'area_name',
  query: 'the name of the area and of its project',
  geometry: 'the area',
} as const satisfies ListFilters

export const statement_filters = {
  id: 'statement_id',
  fields: {
    statement_id: 'id',
    number: 'id',
    currency: 'id',
    period_start: 'time',
    period_end: 'time',
    closed_at: 'time',
  },
  sortable: ['period_start', 'closed_at', 'number'],
  sort: '-period_start',
  query: 'the number',
} as const satisfies ListFilters

export const service_level_filters = {
  id: 'order_id',
  fields: {
    order_id: 'id',
    sku: 'id',
    project_id: 'id',
    stage: Object.keys(service_stages),
    ended_at: 'time',
  },
  sortable: [],
  sort: 'order_id',
  query: 'nothing',
} as const satisfies ListFilters

export const audit_filters = {
  id: 'entry_id',
  fields: {
    entry_id: 'id',
    at: 'time',
    client_id: 'id',
    person_id: 'id',
    role: audit_roles,
    operation: 'id',
    subject: 'id',
    result: audit_results,
    status: 'integer',
    code: 'id',
    request_id: 'id',
  },
  sortable: ['at'],
  sort: '-at',
  query: 'operation, credential, name, ids and problem code',
} as const satisfies ListFilters

/** The same of all contracts, for operators. */
export const all_audit_filters = {
  ...audit_filters,
  fields: { ...audit_filters.fields, contract_id: 'id' },
} as const satisfies ListFilters
