import { getSystemErrorMessage } from 'node:util'
import type { DestinationReason } from '@swath/contract/destination-kinds'
import { DestinationError } from './destination.ts'

/** The reasons behind the codes of Node's and libuv's errors. */
const codes: Readonly<Record<string, DestinationReason>> = {
  ADDRESS_REFUSED: 'ADDRESS_REFUSED',
  ECONNREFUSED: 'UNREACHABLE',
  ENOTFOUND: 'UNREACHABLE',
  EAI_AGAIN: 'UNREACHABLE',
  EHOSTUNREACH: 'UNREACHABLE',
  ENETUNREACH: 'UNREACHABLE',
  ETIMEDOUT: 'TIMEOUT',
  ECONNRESET: 'INTERRUPTED',
  EPIPE: 'INTERRUPTED',
  ABORT_ERR: 'INTERRUPTED',
  EACCES: 'ACCESS_DENIED',
  EPERM: 'ACCESS_DENIED',
  EROFS: 'ACCESS_DENIED',
  ENOENT: 'NOT_FOUND',
  ENOSPC: 'NO_SPACE',
  EDQUOT: 'NO_SPACE',
  ENOTDIR: 'INVALID_SETTINGS',
  EISDIR: 'INVALID_SETTINGS',
  ENAMETOOLONG: 'INVALID_SETTINGS',
  ELOOP: 'INVALID_SETTINGS',
}

/**
 * The error of a library as one of ours. Libraries wrap errors in errors, so the causes are asked too.
 * @param known what the library's own words come to, if it knows
 */
export function toDestinationError(
  error: unknown,
  what: string,
  known: (error: Error) => DestinationReason | undefined = () => undefined,
): DestinationError {
  if (error instanceof DestinationError) return error
  const causes = [...causesOf(error)]
  const first = causes[0] ? messageOf(causes[0]) : String(error)
  const own = causes.find((cause) => cause instanceof DestinationError)
  if (own) return own
  const reason = firstOf(causes, known) ?? firstOf(causes, reasonOfCode) ?? 'INTERRUPTED'
  return new DestinationError(reason, `${what}: ${first}`, { cause: error })
}

export function reasonOfStatus(status: number): DestinationReason {
  if (status === 401 || status === 403 || status === 407) return 'ACCESS_DENIED'
  if (status === 404 || status === 410) return 'NOT_FOUND'
  if (status === 408 || status === 504) return 'TIMEOUT'
  if (status === 429 || status === 503) return 'THROTTLED'
  if (status === 507 || status === 413) return 'NO_SPACE'
  if (status >= 500) return 'INTERRUPTED'
  return 'INVALID_SETTINGS'
}

/** The system's errors about files tell where they are on this server, which is nobody else's business. */
function messageOf(error: NodeJS.ErrnoException): string {
  const { path, code, errno } = error
  return path === undefined || errno === undefined
    ? error.message
    : `${code}: ${getSystemErrorMessage(errno)}`
}

function reasonOfCode(error: Error): DestinationReason | undefined {
  return codes[(error as NodeJS.ErrnoException).code ?? '']
}

function firstOf(
  causes: Error[],
  ask: (error: Error) => DestinationReason | undefined,
): DestinationReason | undefined {
  for (const cause of causes) {
    const reason = ask(cause)
    if (reason !== undefined) return reason
  }
  return undefined
}

function* causesOf(error: unknown): Generator<Error> {
  for (let depth = 0, next = error; next instanceof Error && depth < 5; depth++, next = next.cause) {
    yield next
    // Connecting to a host with several addresses fails with all their errors at once.
    if (next instanceof AggregateError) yield* next.errors.filter((one) => one instanceof Error)
  }
}
