/** A histogram tells how often values are in a band of an image. Pure. */
export interface Histogram {
  /** The least value; each count is of as many values as `step` says, from there on. */
  from: number
  step: number
  counts: Uint32Array<ArrayBuffer>
  /** The pixels at which something was seen. */
  total: number
}

const most_counts = 65_536

interface Counted {
  band: number
  /** The number of bands. */
  of: number
  is_float: boolean
  /** The value that is not counted. */
  no_data: number
}

/** Counts one band of samples that stand side by side. Whole numbers of up to 16 bits are counted one by one. */
export function histogramOf(samples: ArrayLike<number>, { band, of, is_float, no_data }: Counted): Histogram {
  const isCounted = (value: number) => value !== no_data && Number.isFinite(value)
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let at = band; at < samples.length; at += of) {
    const value = samples[at]!
    if (!isCounted(value)) continue
    if (value < least) least = value
    if (value > most) most = value
  }
  if (least > most) return { from: 0, step: 1, counts: new Uint32Array(1), total: 0 }
  const step = is_float
    ? Math.max((most - least) / (most_counts - 1), Number.MIN_VALUE)
    : wholeStep(most - least)
  const counts = new Uint32Array(Math.floor((most - least) / step) + 1)
  let total = 0
  for (let at = band; at < samples.length; at += of) {
    const value = samples[at]!
    if (!isCounted(value)) continue
    counts[Math.floor((value - least) / step)]!++
    total++
  }
  return { from: least, step, counts, total }
}

const wholeStep = (range: number) => Math.ceil((range + 1) / most_counts)

/** The value below which so many percent of all lie. */
export function percentile({ from, step, counts, total }: Histogram, pct: number): number {
  const wanted = (total * pct) / 100
  let seen = 0
  for (const [index, count] of counts.entries()) {
    seen += count
    if (seen >= wanted && seen > 0) return from + index * step
  }
  return from + (counts.length - 1) * step
}

/** So many bars between two values, of which the highest is 1. */
export function barsOf({ from, step, counts }: Histogram, [low, high]: Limits, count: number): number[] {
  const bars: number[] = Array(count).fill(0)
  for (const [index, many] of counts.entries()) {
    const bar = Math.floor(((from + index * step - low) / (high - low)) * count)
    if (bar >= 0 && bar < count) bars[bar]! += many
  }
  const highest = Math.max(...bars, 1)
  return bars.map((bar) => bar / highest)
}

/** The values that are shown black and white. */
export type Limits = readonly [low: number, high: number]

export const stretches = {
  usual: { label: 'Without outliers', cut_pct: 2 },
  middle: { label: 'Middle 96 %', cut_pct: 2 },
  gentle: { label: 'Middle 99 %', cut_pct: 0.5 },
  full: { label: 'Least to most', cut_pct: 0 },
} as const
export type Stretch = keyof typeof stretches

/** Tukey's fence around what is far out, such as clouds, below which land would be black. */
const far_out = 3

/** The limits that a stretch gives a band; never both the same. */
export function limitsOf(histogram: Histogram, stretch: Stretch): Limits {
  const { cut_pct } = stretches[stretch]
  const [low, high] = [percentile(histogram, cut_pct), percentile(histogram, 100 - cut_pct)]
  const most = stretch === 'usual' ? Math.min(high, fenceOf(histogram)) : high
  return [low, most > low ? most : low + histogram.step]
}

/** Bands that are stretched by the same keep their colour: grey stays grey. */
export function withSameRange(limits: readonly Limits[]): Limits[] {
  const range = Math.max(...limits.map(([low, high]) => high - low))
  return limits.map(([low]) => [low, low + range])
}

function fenceOf(histogram: Histogram): number {
  const [quarter, three] = [percentile(histogram, 25), percentile(histogram, 75)]
  return three + far_out * (three - quarter)
}
