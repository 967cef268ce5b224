import type { ImportKind, ImportResult } from '@swath/contract/imports'
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
   * Represents up to 1000 lines as orders; what is represented already stays as it is.
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
  take(options: ImportOptions, lines: readonly unknown[]): Promise<ImportResult> {
    const body = { ...options, lines }
    return this.#http.json('/ops/v1/imports', { method: 'POST', is_harmless: true, contract: false, body })
  }
}
