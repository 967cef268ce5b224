/** The probability that one of several attempts sees a clear sky. Those that are close in time see much the same one. */

import { normalQuantile } from './normal.ts'

export interface Attempt {
  at_ms: number
  /** The probability that it succeeds by itself, 0 to 1. */
  probability: number
}

/** The correlation of two skies falls to 1/e in this time. */
export const memory_ms = 11 * 3_600_000

/** Skies from the clearest to the dullest, as values of a normal distribution, and how often they occur. */
const step = 0.15
const skies = Array.from({ length: 61 }, (_, index) => (index - 30) * step)
const weights = skies.map((sky) => (step / Math.sqrt(2 * Math.PI)) * Math.exp((-sky * sky) / 2))

/**
 * For each attempt, how likely it or one before it succeeds. A sky is a normal variable that is forgotten exponentially,
 * and an attempt succeeds below its quantile: what is left of the distribution after each failure is carried on.
 * @param attempts in order of time
 */
export function chancesOfAny(attempts: readonly Attempt[]): number[] {
  let left: readonly number[] = weights
  let before_ms = Number.NEGATIVE_INFINITY
  return attempts.map(({ at_ms, probability }) => {
    left = failed(later(left, Math.exp((before_ms - at_ms) / memory_ms)), normalQuantile(probability))
    before_ms = at_ms
    return Math.min(Math.max(1 - total(left), 0), 1)
  })
}

/** The distribution of skies some time after: each moves towards the mean and spreads out. */
function later(left: readonly number[], correlation: number): readonly number[] {
  const spread = Math.sqrt(1 - correlation * correlation)
  // The sky of some minutes is finer than the steps.
  if (spread < step) return left
  const density = step / (spread * Math.sqrt(2 * Math.PI))
  return skies.map((sky) =>
    left.reduce((sum, share, index) => {
      const off = (sky - correlation * skies[index]!) / spread
      return off * off > 30 ? sum : sum + share * density * Math.exp((-off * off) / 2)
    }, 0),
  )
}

/** Keeps the skies above a limit; of the step in which the limit lies, a part. */
function failed(left: readonly number[], limit: number): readonly number[] {
  return left.map((share, index) => share * Math.min(Math.max((skies[index]! - limit) / step + 0.5, 0), 1))
}

const total = (shares: readonly number[]) => shares.reduce((sum, share) => sum + share, 0)
