import { source } from '@swath/climate/climate'
import { clearProbability } from '@swath/climate/sky'
import type { OddsReliability } from '@swath/contract/odds'

/** An image, and whether its sky was within the cloud limit of its order. */
export interface SeenSky {
  lon: number
  lat: number
  start: Date
  max_cloud_pct: number
  is_clear: boolean
}

interface Judged {
  probability: number
  is_clear: boolean
}

const bins = 10

/** Holds what the climate foretells of skies against how they were: of those that are likely to be clear, as many should be. */
export function reliabilityOf(
  seen: readonly SeenSky[],
): Omit<OddsReliability, 'from' | 'until' | 'is_whole'> {
  const judged = seen.map(({ start, max_cloud_pct, is_clear, ...place }) => ({
    probability: clearProbability(place, start.getTime(), max_cloud_pct),
    is_clear,
  }))
  const in_bin = Map.groupBy(judged, ({ probability }) => Math.min(Math.floor(probability * bins), bins - 1))
  return {
    source,
    ...sumOf(judged),
    bins: Array.from({ length: bins }, (_, bin) => ({
      from: bin / bins,
      to: (bin + 1) / bins,
      ...sumOf(in_bin.get(bin) ?? []),
    })),
  }
}

function sumOf(judged: readonly Judged[]) {
  const images = judged.length
  if (images === 0) return { images, foretold_share: null, clear_share: null }
  const foretold = judged.reduce((sum, { probability }) => sum + probability, 0)
  const clear = judged.filter(({ is_clear }) => is_clear).length
  return { images, foretold_share: rounded(foretold / images), clear_share: rounded(clear / images) }
}

const rounded = (share: number) => Math.round(1000 * share) / 1000
