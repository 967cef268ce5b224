import type { RetryPolicy } from './connection.ts'
import { ApiError, ConnectionError } from './errors.ts'
import { pause } from './pause.ts'

export const patience: RetryPolicy = {
  attempts: 4,
  pause_ms: 500,
  max_pause_ms: 20_000,
  max_retry_after_s: 90,
}

/** Works until it succeeds, fails for good, or was tried often enough. To do it twice must do no harm. */
export async function withRetries<T>(
  policy: RetryPolicy,
  signals: readonly AbortSignal[],
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      for (const signal of signals) signal.throwIfAborted()
      const wait_ms = pauseAfter(policy, attempt, error, Math.random())
      if (!isPassing(error) || attempt >= policy.attempts || wait_ms === undefined) throw error
      await pause(wait_ms, AbortSignal.any([...signals]))
    }
  }
}

/**
 * Half of the pause is left to chance, so that many clients of a server that comes back do not come all at once.
 * @returns undefined when the server says that it takes too long
 */
export function pauseAfter(
  policy: RetryPolicy,
  attempt: number,
  error: unknown,
  chance: number,
): number | undefined {
  const whole_ms = Math.min(policy.pause_ms * 2 ** (attempt - 1), policy.max_pause_ms)
  const after_s = error instanceof ApiError ? (error.retry_after_s ?? 0) : 0
  if (after_s > policy.max_retry_after_s) return undefined
  return after_s * 1000 + whole_ms * (0.5 + chance / 2)
}

/** An error of an attempt after which another may succeed. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionError) return true
  return error instanceof ApiError && (error.status === 429 || error.status >= 500)
}
