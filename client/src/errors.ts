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
  /** The server asks to be left alone for so long. */
  readonly retry_after_s: number | undefined
  /** The whole answer, with what a code has beside the message. */
  readonly document: Readonly<Partial<ProblemDocument>>

  constructor(status: number, problem: Partial<ProblemDocument>, retry_after_s?: number) {
    super(problem.message ?? `The server answered with the status ${status}`)
    this.status = status
    this.code = problem.code ?? `http_${status}`
    this.problems = problem.errors ?? []
    this.request_id = problem.request_id
    this.retry_after_s = retry_after_s
    this.document = problem
  }

  static async from(response: Response): Promise<ApiError> {
    return new ApiError(
      response.status,
      await readProblem(response),
      readRetryAfter(response.headers.get('retry-after')),
    )
  }
}

/** A refusal of a token is plain JSON, as OAuth 2.0 has it; plain JSON without a code is somebody else's. */
async function readProblem(response: Response): Promise<Partial<ProblemDocument>> {
  const type = response.headers.get('content-type') ?? ''
  if (!/^application\/(problem\+)?json/.test(type)) {
    await response.body?.cancel()
    return {}
  }
  // A body that breaks off changes nothing about what the status says.
  const body = (await response.json().catch(() => ({}))) as Partial<ProblemDocument> | null
  return typeof body?.code === 'string' ? body : {}
}

/** Seconds, or a date, as HTTP has it. */
function readRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
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
