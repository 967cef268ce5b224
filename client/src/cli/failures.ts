import { ApiError, ConnectionError } from '../errors.ts'

/** How a command ends; documented in docs/guides/cli.md. */
export const exit_codes = {
  done: 0,
  /** Done in part, or with another end than hoped for: an order that was not fulfilled, say. */
  partly: 1,
  /** Wrongly typed, a file that cannot be read, not signed in: nothing was done. */
  wrong: 2,
  /** The server refused, and would again. */
  refused: 3,
  /** The server is away or busy: try later. */
  away: 4,
} as const

export function exitCodeOf(error: unknown): number {
  if (error instanceof ConnectionError) return exit_codes.away
  if (!(error instanceof ApiError)) return exit_codes.wrong
  if (error.status === 401 || error.status === 403) return exit_codes.wrong
  return error.status === 429 || error.status >= 500 ? exit_codes.away : exit_codes.refused
}

/** What happened, where, and what to do about it. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error)
  const { code, message, problems, request_id, status } = error
  const lines = [message]
  if (problems.length > 1) lines.push(...problems.map((one) => `  ${one.pointer || '/'}  ${one.message}`))
  const hint = hints[code]
  if (hint) lines.push(`  ${hint}`)
  if (status >= 500 && request_id) lines.push(`  In the log of the server this is request ${request_id}`)
  return lines.join('\n')
}

const hints: Record<string, string> = {
  invalid_client: 'Sign in again with: swath login',
  unauthorized: 'Sign in again with: swath login',
  contract_forbidden: 'Name another contract with --contract; swath login shows those of the credential',
  sku_not_in_contract: 'Those of your contract: swath products',
  geometry_not_for_sku: 'What each SKU takes: swath products',
  quote_not_usable: 'Ask again with: swath orders quote',
  spend_cap_exceeded: 'An operator can raise the cap of the credential',
}
