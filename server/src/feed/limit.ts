/**
 * Aborts after a time, or together with one of the signals. Whoever needs it no longer aborts it: that frees
 * the timer, which would otherwise outlive a short wait by far.
 */
export function timeLimit(ms: number, ...signals: AbortSignal[]): AbortController {
  const limit = new AbortController()
  const { signal } = limit
  const abort = () => limit.abort()
  const timer = setTimeout(abort, ms)
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  for (const other of signals) {
    if (other.aborted) abort()
    other.addEventListener('abort', abort, { once: true, signal })
  }
  return limit
}
