import type { AnalyseOrder, Analysis, AnalysisBatch } from '@swath/contract/feasibility'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import { pause } from './pause.ts'

/** As for placing an order; the name may be left out. */
export type Question = (typeof AnalyseOrder)['_zod']['input']

/** The longest that a server has anybody wait for an answer. */
const wait_s = 10

/** The longest pause between two looks at an analysis. */
const max_pause_ms = 2000

/** When an order could be collected. Every method may throw ApiError or ConnectionError. */
export class Feasibility {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Begins an analysis, which is free; `limit` is the number of opportunities at most. With `wait_s`, one that is small
   * is answered at once, if that takes no longer.
   * @example
   * const { analysis_id, status } = await swath.feasibility.start(point, { limit: 10 })
   * console.log(analysis_id, status)
   */
  start(
    order: Question,
    { limit = 100, wait_s, ...options }: CallOptions & { limit?: number; wait_s?: number } = {},
  ): Promise<Analysis> {
    const path = `/v2/analysis/opportunities?limit=${limit}`
    const headers = preferring(wait_s)
    return this.#http.json(path, { ...options, method: 'POST', body: order, headers })
  }

  /**
   * An analysis, for 24 hours.
   * @example
   * const { analysis_id } = await swath.feasibility.start(point)
   * const { status } = await swath.feasibility.get(analysis_id)
   * console.log(status)
   */
  get(analysis_id: string, options: CallOptions = {}): Promise<Analysis> {
    return this.#http.json(`/v2/analysis/opportunities/${encodeURIComponent(analysis_id)}`, options)
  }

  /**
   * The analysis when it is finished: SUCCESS, or FAILED when the provider could not be asked. Where nothing fits,
   * `relaxations` are changes that would do.
   * @example
   * const { feasible, opportunities, relaxations } = await swath.feasibility.analyse(point)
   * console.log(feasible) // -> true
   * console.log(opportunities[0]?.satellite_name, opportunities[0]?.start, opportunities[0]?.off_nadir_deg)
   * for (const { message, parameters } of relaxations ?? []) console.log(message, parameters)
   */
  async analyse(order: Question, options: CallOptions & { limit?: number } = {}): Promise<Analysis> {
    const { idempotency_key: _, limit: __, ...rest } = options
    const started = await this.start(order, { ...options, wait_s })
    return whenDone(
      started,
      ({ status }) => status === 'PENDING',
      () => this.get(started.analysis_id, rest),
      options,
    )
  }

  /**
   * Begins analyses of up to 100 targets; each has its own, with `limit` opportunities at most. What is wrong with one is
   * told in its line, and the others go on. With `wait_s`, few of them are answered at once, if that takes no longer.
   * @example
   * const equator = { ...point, geometry: { type: 'Point' as const, coordinates: [12, 1] } }
   * const { batch_id, pending } = await swath.feasibility.startAll([point, equator], { limit: 3 })
   * console.log(batch_id, pending)
   */
  startAll(
    orders: readonly Question[],
    { limit = 5, wait_s, ...options }: CallOptions & { limit?: number; wait_s?: number } = {},
  ): Promise<AnalysisBatch> {
    const path = `/v2/analysis/batches?limit=${limit}`
    const headers = preferring(wait_s)
    return this.#http.json(path, { ...options, method: 'POST', body: { targets: orders }, headers })
  }

  /**
   * Analyses of several targets, for 24 hours.
   * @example
   * const { batch_id } = await swath.feasibility.startAll([point])
   * const { results } = await swath.feasibility.getAll(batch_id)
   * console.log(results[0]?.analysis?.status)
   */
  getAll(batch_id: string, options: CallOptions = {}): Promise<AnalysisBatch> {
    return this.#http.json(`/v2/analysis/batches/${encodeURIComponent(batch_id)}`, options)
  }

  /**
   * Analyses of several targets when all are finished, a line for each.
   * @example
   * const equator = { ...point, geometry: { type: 'Point' as const, coordinates: [12, 1] } }
   * const { feasible, results } = await swath.feasibility.analyseAll([point, equator])
   * console.log(feasible, results.map(({ analysis }) => analysis?.message))
   */
  async analyseAll(
    orders: readonly Question[],
    options: CallOptions & { limit?: number } = {},
  ): Promise<AnalysisBatch> {
    const { idempotency_key: _, limit: __, ...rest } = options
    const started = await this.startAll(orders, { ...options, wait_s })
    return whenDone(
      started,
      ({ pending }) => pending > 0,
      () => this.getAll(started.batch_id, rest),
      options,
    )
  }
}

const preferring = (wait_s: number | undefined): Record<string, string> =>
  wait_s === undefined ? {} : { prefer: `wait=${wait_s}` }

/** Looks again, after pauses that grow, as long as something is pending. */
async function whenDone<Told>(
  first: Told,
  isPending: (told: Told) => boolean,
  look: () => Promise<Told>,
  { signal }: CallOptions,
): Promise<Told> {
  let told = first
  for (let pause_ms = 100; isPending(told); pause_ms = Math.min(pause_ms * 1.5, max_pause_ms)) {
    await pause(pause_ms, signal)
    told = await look()
  }
  return told
}
