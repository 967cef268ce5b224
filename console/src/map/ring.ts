import { formatNumber } from '../ui/format.ts'

/** A ring has so many pieces: few pictures serve all clusters, however they stand. */
export const pieces = 24

/** Shares as pieces of a ring: the smallest has one, and together they leave no gap. */
export function piecesOf(counts: readonly number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0)
  const shares = counts.map((count) => (count === 0 ? 0 : Math.max(1, Math.round((count / all) * pieces))))
  const largest = shares.indexOf(Math.max(...shares))
  shares[largest]! += pieces - shares.reduce((sum, share) => sum + share, 0)
  return shares
}

/** Room for it is as wide as four digits. */
export const shortCount = (count: number): string =>
  count < 10_000 ? formatNumber(count) : `${formatNumber(count / 1000, 0)}k`
