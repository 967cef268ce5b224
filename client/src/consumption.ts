import type {
  Consumption as ConsumptionAnswer,
  ConsumptionForecast,
  ConsumptionGrouping,
  consumption_filters,
} from '@swath/contract/consumption'
import type { ServiceLevel } from '@swath/contract/service-levels'
import type { CallOptions } from './connection.ts'
import type { Filter } from './filters.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'
import { search } from './query.ts'

/** Selects deliverables; the same as of their list. */
export type ConsumptionFilter = Omit<Filter<typeof consumption_filters>, 'sort' | 'limit'>

export interface ServiceLevelFilter {
  sku?: string
  stage?: ServiceLevel['stage']
  ended_at__gte?: string | Date
  ended_at__lt?: string | Date
}

/**
 * The quantities that were delivered, and the time that it took. Every method may throw ApiError or ConnectionError.
 */
export class Consumption {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Sums the consumption of a period in groups; `totals` are over all of them.
   * @example
   * const { totals } = await swath.consumption.read(['month', 'sku'], { delivered_at__gte: '2020-01-01' })
   * console.log(totals[0]?.unit) // -> km2
   */
  read(
    group_by: readonly ConsumptionGrouping[] = [],
    filter: ConsumptionFilter = {},
    options: CallOptions = {},
  ): Promise<ConsumptionAnswer> {
    const grouping = group_by.length === 0 ? {} : { group_by: group_by.join(',') }
    return this.#http.json(`/v2/consumption/${search({ ...filter, ...grouping })}`, options)
  }

  /**
   * The sums of `read` as a file, with the same filters.
   * @example
   * const response = await swath.consumption.open('csv', ['sku'], { delivered_at__gte: '2020-01-01' })
   * console.log((await response.text()).split(',')[0]) // -> sku
   */
  open(
    format: 'csv' | 'parquet',
    group_by: readonly ConsumptionGrouping[] = [],
    filter: ConsumptionFilter = {},
    options: CallOptions = {},
  ): Promise<Response> {
    const grouping = group_by.length === 0 ? {} : { group_by: group_by.join(',') }
    return this.#http.open(`/v2/consumption/${search({ ...filter, ...grouping, format })}`, options)
  }

  /**
   * What this month comes to if deliveries go on as they did, how that is computed, and how long the budget lasts.
   * @example
   * const { currencies } = await swath.consumption.forecast()
   * console.log(currencies[0]?.currency) // -> USD
   */
  forecast(options: CallOptions = {}): Promise<ConsumptionForecast> {
    return this.#http.json('/v2/consumption/forecast', options)
  }

  /**
   * Every deliverable of a period with its charge, as a stream of any length.
   * @example
   * const response = await swath.consumption.openLines('csv', { delivered_at__gte: '2020-01-01' })
   * console.log((await response.text()).split(',')[0]) // -> deliverable_id
   */
  openLines(
    format: 'json' | 'csv' | 'parquet',
    filter: ConsumptionFilter = {},
    options: CallOptions = {},
  ): Promise<Response> {
    return this.#http.open(`/v2/consumption/lines${search({ ...filter, format })}`, options)
  }

  /**
   * Lists the time that each stage of orders took, by month and SKU.
   * @example
   * const [decision] = await swath.consumption.serviceLevels({ stage: 'decision' }).all()
   * console.log(decision?.stage) // -> decision
   */
  serviceLevels(filter: ServiceLevelFilter = {}, options: CallOptions = {}): Listing<ServiceLevel> {
    return this.#http.list('/v2/service-levels/', { limit: 1000, ...filter }, options)
  }
}
