/** The normal distribution by Winitzki's approximation, good to 0.003; each of the two functions undoes the other. */

const a = 0.147

/** The probability that a normal variable is below a value. */
export function normalShare(value: number): number {
  const half = (value * value) / 2
  const erf = Math.sqrt(1 - Math.exp((-half * (4 / Math.PI + a * half)) / (1 + a * half)))
  return 0.5 * (1 + Math.sign(value) * erf)
}

/** The value below which a normal variable is so likely. */
export function normalQuantile(probability: number): number {
  const p = Math.min(Math.max(probability, 1e-6), 1 - 1e-6)
  const x = 2 * p - 1
  const log = Math.log(1 - x * x)
  const b = 2 / (Math.PI * a) + log / 2
  return Math.sign(x) * Math.SQRT2 * Math.sqrt(Math.sqrt(b * b - log / a) - b)
}
