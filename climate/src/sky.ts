/** The cloud cover of one image, as a chance: by place, month and how much cloud is allowed. */
import { meanCloud, type Place } from './climate.ts'

/** The probability that the sky over a place has at most so much cloud, 0 to 1. */
export function clearProbability(place: Place, time_ms: number, max_cloud_pct: number): number {
  return shareBelow(max_cloud_pct / 100, meanOf(place, time_ms))
}

/** The cloud cover of the sky that is clearer than all but the share `rank` of the skies there, 0 to 100 percent. */
export function cloudOfRank(place: Place, time_ms: number, rank: number): number {
  const mean = meanOf(place, time_ms)
  let [low, high] = [0, 1]
  for (let halving = 0; halving < 30; halving++) {
    const middle = (low + high) / 2
    if (shareBelow(middle, mean) < rank) low = middle
    else high = middle
  }
  return 50 * (low + high)
}

/** No sky is always clear, and none never. */
const meanOf = (place: Place, time_ms: number) => Math.min(Math.max(meanCloud(place, time_ms), 0.02), 0.98)

/**
 * The Beta distribution with the parameters `mean` and `1 - mean`, by the hypergeometric series: most skies are nearly
 * clear or nearly overcast.
 */
export function shareBelow(cover: number, mean: number): number {
  if (cover > 0.5) return 1 - shareBelow(1 - cover, 1 - mean)
  let [sum, factor] = [0, 1]
  for (let n = 0; factor > 1e-12; n++) {
    sum += factor / (mean + n)
    factor *= (cover * (mean + n)) / (n + 1)
  }
  return (Math.sin(Math.PI * mean) / Math.PI) * cover ** mean * sum
}
