const poll_ms = 60_000
const longest_wait_ms = 15 * 60_000

/** When to ask another system again: soon after a success, ever later after failures. */
export function nextPollAt(now: Date, failures: number): Date {
  return new Date(now.getTime() + Math.min(poll_ms * 2 ** failures, longest_wait_ms))
}
