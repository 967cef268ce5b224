import type { ImportKind, ImportResult } from '@swath/contract/imports'
import { inHalves } from './halves.ts'
import type { Http } from './http.ts'

export type { ImportKind, ImportResult } from '@swath/contract/imports'

export interface ImportOptions {
  contract_id: string
  /** The system that the lines come from. */
  source: string
  kind: ImportKind
  dry_run?: boolean
}

/** The history of another system, for operators. */
export class Imports {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Represents up to 1000 lines as orders; what is represented already stays as it is. More than the server takes in
   * one request goes in several.
   * @throws ApiError, ConnectionError
   * @example
   * const task = {
   *   task_id: 900_001,
   *   task_name: 'from the old system',
   *   project_name: 'history',
   *   product: 169,
   *   target: { type: 'Point', coordinates: [2.35, 48.85] },
   *   start: '2025-01-01T00:00:00Z',
   *   end: '2025-01-08T00:00:00Z',
   *   created_time: '2024-12-30T12:00:00Z',
   *   status: 'completed',
   * }
   * const result = await operator.imports.take({ contract_id, source: 'old', kind: 'tasks' }, [task])
   * console.log(result.created, result.refused) // -> 1 0
   */
  async take(options: ImportOptions, lines: readonly unknown[]): Promise<ImportResult> {
    const parts = await inHalves(lines, async (some, first) => {
      const told = await this.#send({ ...options, lines: some })
      return { ...told, results: told.results.map((line) => ({ ...line, index: first + line.index })) }
    })
    return parts.reduce(together)
  }

  #send(body: unknown): Promise<ImportResult> {
    return this.#http.json('/ops/v1/imports', { method: 'POST', is_harmless: true, contract: false, body })
  }
}

const together = (one: ImportResult, other: ImportResult): ImportResult => ({
  created: one.created + other.created,
  updated: one.updated + other.updated,
  unchanged: one.unchanged + other.unchanged,
  refused: one.refused + other.refused,
  results: [...one.results, ...other.results],
})
