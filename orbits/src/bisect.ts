/** Exact answers on a clock of whole milliseconds: no tolerances, and a boundary is a boundary. */

export interface Span {
  start_ms: number
  /** Last millisecond that belongs to the span. */
  end_ms: number
}

/**
 * The first millisecond in (low, high] for which `holds`, given that it turns from false to true once in
 * between. It is `high` if it never does, and `low + 1` if it always held.
 */
export function firstWhere(low: number, high: number, holds: (time_ms: number) => boolean): number {
  let no = Math.floor(low)
  let yes = Math.ceil(high)
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2)
    if (holds(middle)) yes = middle
    else no = middle
  }
  return yes
}

/** The parts of a span where a condition holds that changes at most once per `step_ms`. */
export function spansWhere(within: Span, step_ms: number, holds: (time_ms: number) => boolean): Span[] {
  const spans: Span[] = []
  let opened_ms = holds(within.start_ms) ? within.start_ms : undefined
  for (let left = within.start_ms; left < within.end_ms; left += step_ms) {
    const right = Math.min(left + step_ms, within.end_ms)
    const held = opened_ms !== undefined
    if (holds(right) === held) continue
    const changed_ms = firstWhere(left, right, (time_ms) => holds(time_ms) !== held)
    if (opened_ms !== undefined) spans.push({ start_ms: opened_ms, end_ms: changed_ms - 1 })
    opened_ms = held ? undefined : changed_ms
  }
  if (opened_ms !== undefined) spans.push({ start_ms: opened_ms, end_ms: within.end_ms })
  return spans
}
