import type { statement_filters } from '@swath/contract/filters'
import type { Statement, StatementLine } from '@swath/contract/statements'
import type { CallOptions } from './connection.ts'
import type { Filter } from './filters.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

export type StatementFilter = Filter<typeof statement_filters>

/** The closed months of the contract. Every method may throw ApiError or ConnectionError. */
export class Statements {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Newest first, if `sort` says nothing else.
   * @example
   * for await (const { number, total_minor, currency } of swath.statements.list()) {
   *   console.log(number, total_minor, currency)
   * }
   */
  list(filter: StatementFilter = {}, options: CallOptions = {}): Listing<Statement> {
    return this.#http.list('/v2/statements/', filter, options)
  }

  /**
   * One statement.
   * @example
   * for (const { statement_id } of await swath.statements.list().all(1)) {
   *   console.log((await swath.statements.get(statement_id)).number)
   * }
   */
  get(statement_id: string, options: CallOptions = {}): Promise<Statement> {
    return this.#http.json(path(statement_id), options)
  }

  /**
   * Its lines, each with its deliverable and its event.
   * @example
   * for (const { statement_id } of await swath.statements.list().all(1)) {
   *   for await (const line of swath.statements.lines(statement_id)) console.log(line.position, line.amount_minor)
   * }
   */
  lines(statement_id: string, options: CallOptions = {}): Listing<StatementLine> {
    return this.#http.list(`${path(statement_id)}/lines`, { limit: 1000 }, options)
  }

  /**
   * The statement as a file; `ubl` is an electronic invoice (UBL 2.1, Peppol BIS Billing 3).
   * @example
   * for (const { statement_id } of await swath.statements.list().all(1)) {
   *   const response = await swath.statements.open(statement_id, 'pdf')
   *   console.log(response.headers.get('content-type'))
   * }
   */
  open(
    statement_id: string,
    format: 'pdf' | 'csv' | 'parquet' | 'ubl',
    options: CallOptions = {},
  ): Promise<Response> {
    return this.#http.open(`${path(statement_id)}?format=${format}`, options)
  }
}

const path = (statement_id: string) => `/v2/statements/${encodeURIComponent(statement_id)}`
