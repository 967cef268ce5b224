import type { Problem } from '@swath/contract/errors'
import type { ImportKind, ImportResult } from '@swath/contract/imports'
import { ApiError } from './errors.ts'
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
  async take(options: ImportOptions, lines: readonly unknown[]): Promise<ImportResult> {
    try {
      return await this.#send({ ...options, lines })
    } catch (error) {
      const unreadable = unreadableLines(error)
      if (unreadable.size === 0) throw error
      const rest = lines.map((_, index) => index).filter((index) => !unreadable.has(index))
      const told =
        rest.length === 0
          ? nothing
          : await this.take(
              options,
              rest.map((index) => lines[index]),
            )
      return withRefusals(told, rest, unreadable)
    }
  }

  #send(body: unknown): Promise<ImportResult> {
    return this.#http.json('/ops/v1/imports', { method: 'POST', is_harmless: true, contract: false, body })
  }
}

const nothing: ImportResult = { created: 0, updated: 0, unchanged: 0, refused: 0, results: [] }

/** Lines for which the whole request was refused, with why: text that no database can hold. */
function unreadableLines(error: unknown): Map<number, Problem[]> {
  const problems = error instanceof ApiError && error.code === 'invalid_request' ? error.problems : []
  const found = problems.flatMap((problem): [number, Problem][] => {
    const [, index, pointer] = /^\/lines\/(\d+)(.*)$/.exec(problem.pointer) ?? []
    return index === undefined ? [] : [[Number(index), { ...problem, pointer: pointer! }]]
  })
  return new Map(found.map(([index, problem]) => [index, [problem]]))
}

function withRefusals(
  told: ImportResult,
  rest: readonly number[],
  unreadable: Map<number, Problem[]>,
): ImportResult {
  const results = [
    ...told.results.map((one) => ({ ...one, index: rest[one.index]! })),
    ...[...unreadable].map(([index, problems]) => ({ index, problems })),
  ]
  return {
    ...told,
    refused: told.refused + unreadable.size,
    results: results.sort((a, b) => a.index - b.index),
  }
}
