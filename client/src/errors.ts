import type { Problem } from '@swath/contract/errors'
import type { ProblemDocument } from '@swath/contract/problem'

/** An answer of Swath that is not a success. Programs compare `code`; `message` is for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** One of the codes of the contract, or `http_<status>` where something else than Swath answered. */
  readonly code: string
  readonly status: number
  /** Everything that is wrong with the request, each with where it is. */
  readonly problems: readonly Problem[]
  /** Names this very request in the log of the server. */
  readonly request_id: string | undefined

  constructor(status: number, problem: Partial<ProblemDocument>) {
    super(problem.message ?? `The server answered with the status ${status}`)
    this.status = status
    this.code = problem.code ?? `http_${status}`
    this.problems = problem.errors ?? []
    this.request_id = problem.request_id
  }

  static async from(response: Response): Promise<ApiError> {
    const is_problem = response.headers.get('content-type')?.startsWith('application/problem+json')
    const problem = is_problem ? ((await response.json()) as ProblemDocument) : {}
    if (!is_problem) await response.body?.cancel()
    return new ApiError(response.status, problem)
  }
}

/** Swath cannot be reached; `cause` says why. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  constructor(url: string, cause: unknown) {
    const reason = (cause as { cause?: { code?: string } }).cause?.code
    super(`Swath does not answer at ${url}${reason ? ` (${reason})` : ''}`, { cause })
  }
}

/** A file did not arrive as it was announced; nothing of it was kept. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError'
}
