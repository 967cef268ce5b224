import type { FilterKind, ListFilters } from '@swath/contract/filters'
import type { Geometry } from '@swath/contract/geometry'

type Ranges = 'gte' | 'gt' | 'lte' | 'lt'
type OperatorsOf<K extends FilterKind> = K extends 'text'
  ? 'in' | 'contains'
  : K extends 'integer' | 'number' | 'time'
    ? 'in' | Ranges
    : 'in'

type ValueOf<K extends FilterKind> = K extends readonly (infer Word)[]
  ? Word
  : K extends 'integer' | 'number'
    ? number
    : K extends 'time'
      ? string | Date
      : string

type FieldsOf<F extends ListFilters> = F['fields']
type Fields<F extends ListFilters> = {
  [Name in keyof FieldsOf<F>]?: ValueOf<FieldsOf<F>[Name]> | undefined
}
type WithOperators<F extends ListFilters> = {
  [Name in keyof FieldsOf<F> & string as `${Name}__${OperatorsOf<FieldsOf<F>[Name]>}`]?:
    | ValueOf<FieldsOf<F>[Name]>
    | readonly ValueOf<FieldsOf<F>[Name]>[]
    | undefined
}
type Sort<F extends ListFilters> = `${'' | '-'}${F['sortable'][number] | F['id']}`

/**
 * The questions that a list answers: `status: 'closed'`, `status__in: [...]`, `created_at__gte: new Date(...)`,
 * `order_name__contains`, `sort: '-created_at'`, `query`, `bbox`, `intersects`. `limit` is the size of a page.
 */
export type Filter<F extends ListFilters> = Fields<F> &
  WithOperators<F> & {
    sort?: Sort<F> | readonly Sort<F>[] | undefined
    query?: string | undefined
    limit?: number | undefined
  } & (F extends { geometry: string }
    ? { bbox?: readonly number[] | undefined; intersects?: Geometry | undefined }
    : object)
