/** Smaller copies of a raster, each half the size of the one before, that never mix NODATA into data. */
import { emptySamples, NODATA, type Raster, type Samples } from './raster.ts'

/** `average` for measurements, `mode` (most frequent, the higher code when tied) for codes. */
export type Resampling = 'average' | 'mode'

/** Halves the raster until its longer side fits into `size_px`; the raster itself is not included. */
export function buildOverviews<S extends Samples>(
  raster: Raster<S>,
  size_px: number,
  by: Resampling,
): Raster<S>[] {
  const overviews: Raster<S>[] = []
  let current = raster
  while (Math.max(current.width, current.height) > size_px) {
    current = halve(current, by)
    overviews.push(current)
  }
  return overviews
}

/** On an odd edge the last row or column stands in for its missing neighbour. */
export function halve<S extends Samples>(
  { width, height, bands, samples }: Raster<S>,
  by: Resampling,
): Raster<S> {
  const merge = by === 'average' ? averageOfValid : modeOfValid
  const halfWidth = Math.ceil(width / 2)
  const halfHeight = Math.ceil(height / 2)
  const half = emptySamples(samples, halfWidth * halfHeight * bands) as S
  let target = 0
  for (let y = 0; y < halfHeight; y++) {
    const upper = 2 * y * width * bands
    const lower = Math.min(2 * y + 1, height - 1) * width * bands
    for (let x = 0; x < halfWidth; x++) {
      const left = 2 * x * bands
      const right = Math.min(2 * x + 1, width - 1) * bands
      for (let band = 0; band < bands; band++) {
        half[target++] = merge(
          samples[upper + left + band]!,
          samples[upper + right + band]!,
          samples[lower + left + band]!,
          samples[lower + right + band]!,
        )
      }
    }
  }
  return { width: halfWidth, height: halfHeight, bands, samples: half }
}

// NODATA is 0 and data is never negative, so a sum needs no test for validity; only the divisor does.
function averageOfValid(a: number, b: number, c: number, d: number): number {
  const valid = Number(a !== NODATA) + Number(b !== NODATA) + Number(c !== NODATA) + Number(d !== NODATA)
  return valid === 0 ? NODATA : Math.round((a + b + c + d) / valid)
}

function modeOfValid(a: number, b: number, c: number, d: number): number {
  let winner = NODATA
  let winnerVotes = 0
  for (const code of [a, b, c, d]) {
    const votes = Number(a === code) + Number(b === code) + Number(c === code) + Number(d === code)
    const isBetter = votes > winnerVotes || (votes === winnerVotes && code > winner)
    if (code !== NODATA && isBetter) {
      winner = code
      winnerVotes = votes
    }
  }
  return winner
}
