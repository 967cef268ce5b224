import { source } from '@swath/climate/climate'
import { clearProbability } from '@swath/climate/sky'
import { type OddsBasis, odds_bases } from '@swath/contract/feasibility'
import type { KeptPromises, OddsReliability } from '@swath/contract/odds'

/** An image, and whether its sky was within the cloud limit of its order. */
export interface SeenSky {
  lon: number
  lat: number
  start: Date
  max_cloud_pct: number
  is_clear: boolean
}

/** The odds that were told of an order, and whether they came true. */
export interface ToldPromise {
  basis: OddsBasis
  probability: number
  is_kept: boolean
}

interface Judged {
  probability: number
  is_good: boolean
}

const bins = 10

/** Holds what the climate foretells of skies against how they were: of those that are likely to be clear, as many should be. */
export function reliabilityOf(
  seen: readonly SeenSky[],
): Omit<OddsReliability, 'from' | 'until' | 'is_whole' | 'promises'> {
  const judged = seen.map(({ start, max_cloud_pct, is_clear, ...place }) => ({
    probability: clearProbability(place, start.getTime(), max_cloud_pct),
    is_good: is_clear,
  }))
  const told = ({ count: images, foretold_share, good_share: clear_share }: Sum) => ({
    images,
    foretold_share,
    clear_share,
  })
  return {
    source,
    ...told(sumOf(judged)),
    bins: binsOf(judged).map(({ from, to, ...sum }) => ({ from, to, ...told(sum) })),
  }
}

/** Holds what customers were told against what came, for each basis on which anything was told. */
export function keptPromisesOf(promises: readonly ToldPromise[]): KeptPromises[] {
  const told = ({ count: orders, foretold_share: promised_share, good_share: kept_share }: Sum) => ({
    orders,
    promised_share,
    kept_share,
  })
  const by_basis = Map.groupBy(promises, ({ basis }) => basis)
  return odds_bases.flatMap((basis) => {
    const judged = by_basis.get(basis)?.map(({ probability, is_kept }) => ({ probability, is_good: is_kept }))
    if (!judged) return []
    const by_odds = binsOf(judged).map(({ from, to, ...sum }) => ({ from, to, ...told(sum) }))
    return [{ basis, ...told(sumOf(judged)), bins: by_odds }]
  })
}

interface Sum {
  count: number
  foretold_share: number | null
  good_share: number | null
}

function binsOf(judged: readonly Judged[]) {
  const in_bin = Map.groupBy(judged, ({ probability }) => Math.min(Math.floor(probability * bins), bins - 1))
  return Array.from({ length: bins }, (_, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    ...sumOf(in_bin.get(bin) ?? []),
  }))
}

function sumOf(judged: readonly Judged[]): Sum {
  const count = judged.length
  if (count === 0) return { count, foretold_share: null, good_share: null }
  const foretold = judged.reduce((sum, { probability }) => sum + probability, 0)
  const good = judged.filter(({ is_good }) => is_good).length
  return { count, foretold_share: rounded(foretold / count), good_share: rounded(good / count) }
}

const rounded = (share: number) => Math.round(1000 * share) / 1000
