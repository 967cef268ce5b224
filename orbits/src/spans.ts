/** Finds the times at which a smooth function is not negative, from a few samples of it. */

/** Epoch milliseconds, both ends included. */
export interface Span {
  start_ms: number
  end_ms: number
}

export type Smooth = (time_ms: number) => number

/** Roots and extremes are known to this. */
const PRECISION_MS = 0.02

/**
 * The spans in which `g` is at least 0, from the first to the last of `times_ms`. Between three neighbouring times the
 * function must not turn more than once. A hump that lies wholly between two of them is found by its slopes.
 */
export function spansAbove(g: Smooth, times_ms: readonly number[]): Span[] {
  const edges = edgesOf(g, times_ms)
  const spans: Span[] = []
  let open_ms = g(times_ms[0]!) >= 0 ? times_ms[0] : undefined
  for (const edge_ms of edges) {
    if (open_ms === undefined) open_ms = edge_ms
    else {
      spans.push({ start_ms: open_ms, end_ms: edge_ms })
      open_ms = undefined
    }
  }
  if (open_ms !== undefined) spans.push({ start_ms: open_ms, end_ms: times_ms.at(-1)! })
  return spans
}

/** The times at which `g` changes its sign, in order. */
function edgesOf(g: Smooth, times_ms: readonly number[]): number[] {
  const edges: number[] = []
  let [left_ms, left] = [times_ms[0]!, g(times_ms[0]!)]
  for (let index = 1; index < times_ms.length; index++) {
    const [right_ms, right] = [times_ms[index]!, g(times_ms[index]!)]
    if (left < 0 !== right < 0) edges.push(rootBetween(g, left_ms, left, right_ms, right))
    else {
      const turn_ms = turnBetween(g, left_ms, left, right_ms, right)
      if (turn_ms !== undefined) {
        const turn = g(turn_ms)
        edges.push(
          rootBetween(g, left_ms, left, turn_ms, turn),
          rootBetween(g, turn_ms, turn, right_ms, right),
        )
      }
    }
    ;[left_ms, left] = [right_ms, right]
  }
  return edges
}

/** A step for slopes: small beside whatever moves in the sky, large beside rounding. */
const SLOPE_MS = 50

/** A place between two values of the same sign at which `g` has the other sign. */
function turnBetween(
  g: Smooth,
  left_ms: number,
  left: number,
  right_ms: number,
  right: number,
): number | undefined {
  const sign = left < 0 ? 1 : -1
  const step_ms = Math.min(SLOPE_MS, (right_ms - left_ms) / 4)
  if (sign * (g(left_ms + step_ms) - left) <= 0 || sign * (g(right_ms - step_ms) - right) <= 0)
    return undefined
  const turn_ms = highest((time_ms) => sign * g(time_ms), left_ms, right_ms, 0)
  return sign * g(turn_ms) > 0 ? turn_ms : undefined
}

const GOLDEN = (3 - Math.sqrt(5)) / 2

/**
 * Where a function with one hump is highest (Brent's method: parabolas, and golden sections where they fail). The
 * search ends at the first value above `enough`.
 */
export function highest(
  g: Smooth,
  from_ms: number,
  to_ms: number,
  enough = Number.POSITIVE_INFINITY,
): number {
  let [low, high] = [from_ms, to_ms]
  let best = low + GOLDEN * (high - low)
  let [second, third] = [best, best]
  let value = g(best)
  let [secondValue, thirdValue] = [value, value]
  let [step, before] = [0, 0]
  for (let round = 0; round < 60 && value <= enough; round++) {
    const middle = (low + high) / 2
    if (high - low < 4 * PRECISION_MS) break
    const parabola = parabolaStep(best, value, second, secondValue, third, thirdValue)
    const golden = !(
      Math.abs(parabola) < Math.abs(before) / 2 &&
      best + parabola > low &&
      best + parabola < high
    )
    before = golden ? (best < middle ? high : low) - best : step
    step = golden ? GOLDEN * before : parabola
    if (Math.abs(step) < PRECISION_MS) step = best < middle ? PRECISION_MS : -PRECISION_MS
    const [trial, trialValue] = [best + step, g(best + step)]
    if (trialValue >= value) {
      if (trial < best) high = best
      else low = best
      ;[third, thirdValue, second, secondValue, best, value] = [
        second,
        secondValue,
        best,
        value,
        trial,
        trialValue,
      ]
    } else {
      if (trial < best) low = trial
      else high = trial
      if (trialValue >= secondValue || second === best) {
        ;[third, thirdValue, second, secondValue] = [second, secondValue, trial, trialValue]
      } else if (trialValue >= thirdValue || third === best || third === second) {
        ;[third, thirdValue] = [trial, trialValue]
      }
    }
  }
  return best
}

/** From `x` to the vertex of the parabola through three points; not finite if they lie on a line. */
function parabolaStep(x: number, fx: number, w: number, fw: number, v: number, fv: number): number {
  const [r, q] = [(x - w) * (fx - fv), (x - v) * (fx - fw)]
  return -((x - v) * q - (x - w) * r) / (2 * (q - r))
}

/** The root between two values of different sign: false position, where an end that stays twice counts half. */
function rootBetween(g: Smooth, from_ms: number, from: number, to_ms: number, to: number): number {
  let [a, fa, b, fb] = [from_ms, from, to_ms, to]
  for (let round = 0; round < 60 && Math.abs(b - a) > PRECISION_MS; round++) {
    let c = b - (fb * (b - a)) / (fb - fa)
    if (!Number.isFinite(c)) c = (a + b) / 2
    const fc = g(c)
    if (Math.abs(c - b) < PRECISION_MS / 4) return c
    if (fb < 0 !== fc < 0) [a, fa] = [b, fb]
    else fa /= 2
    ;[b, fb] = [c, fc]
  }
  return b
}

/** The parts that two lists of spans have in common. */
export function common(some: readonly Span[], others: readonly Span[]): Span[] {
  return some.flatMap((one) =>
    others.flatMap((other) => {
      const start_ms = Math.max(one.start_ms, other.start_ms)
      const end_ms = Math.min(one.end_ms, other.end_ms)
      return start_ms <= end_ms ? [{ start_ms, end_ms }] : []
    }),
  )
}
