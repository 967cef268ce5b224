import { ApiError, ConnectionError, DownloadError } from '../errors.ts'

/** The exit codes of commands; documented in docs/guides/cli.md. */
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
  /** Broken off with Ctrl-C, as shells have it. */
  broken_off: 130,
} as const

export function exitCodeOf(error: unknown): number {
  if ((error as Error).name === 'AbortError') return exit_codes.broken_off
  // A damaged file is not kept: the next time it is fetched anew.
  if (error instanceof ConnectionError || error instanceof DownloadError) return exit_codes.away
  if ((error as { code?: unknown }).code === 'ENOSPC') return exit_codes.partly
  if (!(error instanceof ApiError)) return exit_codes.wrong
  if (error.status === 401 || error.status === 403) return exit_codes.wrong
  return error.status === 429 || error.status >= 500 ? exit_codes.away : exit_codes.refused
}

/**
 * Says what happened, where, and what to do about it.
 * @param hints by the code of the error
 */
export function explain(error: unknown, hints: Record<string, string> = command_hints): string {
  if (!(error instanceof Error)) return String(error)
  const lines = [error.message]
  const { code, problems = [], request_id, status = 0 } = error as Error & Partial<ApiError>
  if (problems.length > 1) lines.push(...problems.map((one) => `  ${one.pointer || '/'}  ${one.message}`))
  const hint = hints[code ?? ''] ?? hintOfConnection(error)
  if (hint) lines.push(`  ${hint}`)
  if (/^http_4/.test(code ?? ''))
    lines.push('  That is not how Swath answers: is the address that of the server?')
  if (status >= 500 && request_id) lines.push(`  In the log of the server this is request ${request_id}`)
  return lines.join('\n')
}

/** The reason why there is no connection lies below the error of `fetch`; some are the user's to mend. */
function hintOfConnection(error: Error): string | undefined {
  const cause = (error.cause as Error | undefined)?.cause as (Error & { code?: string }) | undefined
  if (!(error instanceof ConnectionError) || !cause) return undefined
  if (cause.message === 'unexpected redirect') return redirect_hint
  return connection_hints[cause.code ?? '']
}

const redirect_hint =
  'It sends on to another address, to which no secret is sent: write the address itself, such as https:// for http://'
const private_hint =
  'Its certificate is signed by nobody whom this machine knows. Is it your own? Then set NODE_EXTRA_CA_CERTS to the file (PEM) of whoever signed it'
const connection_hints: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: private_hint,
  SELF_SIGNED_CERT_IN_CHAIN: private_hint,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: private_hint,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'Its certificate comes without the ones between it and whoever signed it: the server has to send the whole chain, or set NODE_EXTRA_CA_CERTS to a file with them',
  CERT_HAS_EXPIRED: 'Its certificate has expired: only whoever runs the server can renew it',
  CERT_NOT_YET_VALID: 'Its certificate is not valid yet: is the clock of this machine right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another name: write the address that stands in it',
  ENOTFOUND: 'No machine has that name: is the address written rightly?',
}

const command_hints: Record<string, string> = {
  ENOSPC: 'What has arrived is kept: make room, and run the same command again',
  EISDIR: 'That is a folder, and a file is needed',
  invalid_client: 'Sign in again with: swath login',
  unauthorized: 'Sign in again with: swath login',
  contract_forbidden: 'Name another contract with --contract; swath login shows those of the credential',
  sku_not_in_contract: 'Those of your contract: swath products',
  geometry_not_for_sku: 'What each SKU takes: swath products',
  quote_not_usable: 'Ask again with: swath orders quote',
  insufficient_scope:
    'Whoever manages the credentials of the contract can give it: swath credentials update --scopes',
  spend_cap_exceeded: 'Whoever manages the credentials of the contract can raise the cap; so can an operator',
}
