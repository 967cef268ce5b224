/**
 * The database cannot be reached, or the connection to it broke off. What was asked may be asked again; whether it
 * was done, if it was a commit, nobody knows.
 */
export class DatabaseUnavailable extends Error {
  // A field of the error itself: pg-boss passes on copies, which have nothing else.
  override readonly name = 'DatabaseUnavailable'

  constructor(cause: unknown) {
    super(`The database cannot be reached: ${reasonOf(cause)}`, { cause })
  }
}

/** Whether something failed only because the database is away. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { name, cause, errors } = error as { name?: string; cause?: unknown; errors?: unknown[] }
  if (name === 'DatabaseUnavailable') return true
  return errors?.length ? errors.every(isDatabaseUnavailable) : isDatabaseUnavailable(cause)
}

export function codeOf(error: unknown): string {
  return (error as { code?: string } | undefined)?.code ?? ''
}

/** Node says only the code, if several addresses were tried. */
function reasonOf(cause: unknown): string {
  return (cause as Error).message || codeOf(cause) || 'no answer'
}
