import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chancesOfAny } from '@swath/climate/odds'
import { clearProbability } from '@swath/climate/sky'
import { hash01 } from './hash.ts'
import { cloudCoverPct } from './weather.ts'

const HOUR_MS = 3_600_000

/** Places even over the globe and times within a year, drawn by the hash itself. */
function skies(count: number, seed = 'weather') {
  return Array.from({ length: count }, (_, index) => ({
    seed,
    lon: 360 * hash01('lon', index) - 180,
    lat: (Math.asin(2 * hash01('lat', index) - 1) * 180) / Math.PI,
    time_ms: Date.UTC(2026, 0, 1) + Math.floor(365 * 24 * HOUR_MS * hash01('time', index)),
  }))
}

const shareOf = (values: readonly number[], holds: (value: number) => boolean) =>
  values.filter(holds).length / values.length

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanA, meanB] = [mean(a), mean(b)]
  const covariance = mean(a.map((value, i) => (value - meanA) * (b[i]! - meanB)))
  return covariance / Math.sqrt(mean(a.map((v) => (v - meanA) ** 2)) * mean(b.map((v) => (v - meanB) ** 2)))
}

/** In each bin of chances with enough of them, as much happened as was foretold. */
function requireCalibrated(foretold: readonly { chance: number; happened: boolean }[]) {
  const bins = Map.groupBy(foretold, ({ chance }) => Math.floor(chance * 10))
  for (const [bin, those] of bins) {
    if (those.length < 300) continue
    const expected = those.reduce((sum, { chance }) => sum + chance, 0) / those.length
    const happened = those.filter((one) => one.happened).length / those.length
    assert.ok(Math.abs(expected - happened) < 0.05, `${bin}: ${expected} foretold, ${happened} happened`)
  }
}

describe('clouds', () => {
  const covers = skies(20_000).map(cloudCoverPct)

  test('are anything from clear to overcast', () => {
    assert.ok(covers.every((cover) => cover >= 0 && cover <= 100))
    assert.ok(shareOf(covers, (cover) => cover < 1) > 0.1)
    assert.ok(shareOf(covers, (cover) => cover > 99) > 0.1)
  })

  test('keep to the climate of their place and month: what is foretold as so likely happens so often', () => {
    const foretold = skies(20_000).map((sky, index) => {
      const limit = [5, 20, 50][index % 3]!
      return { chance: clearProbability(sky, sky.time_ms, limit), happened: covers[index]! <= limit }
    })
    requireCalibrated(foretold)
  })

  test('keep to the odds of several attempts, however close in time they are', () => {
    const foretold = skies(3000).flatMap((sky, index) => {
      const gap_ms = [1.5, 4, 9, 24][index % 4]! * HOUR_MS
      const times = [0, 1, 2, 3].map((n) => sky.time_ms + n * gap_ms)
      const attempts = times.map((at_ms) => ({ at_ms, probability: clearProbability(sky, at_ms, 20) }))
      const firstClear = times.findIndex((time_ms) => cloudCoverPct({ ...sky, time_ms }) <= 20)
      const chances = chancesOfAny(attempts)
      return [1, 3].map((last) => ({
        chance: chances[last]!,
        happened: firstClear >= 0 && firstClear <= last,
      }))
    })
    requireCalibrated(foretold)
  })

  test('are the same for the same seed and others for another', () => {
    assert.deepEqual(skies(100).map(cloudCoverPct), covers.slice(0, 100))
    assert.equal(cloudCoverPct({ seed: 'pinned', lon: 10, lat: 50, time_ms: 0 }).toFixed(6), '79.511576')
    const overParis = (seed: string) =>
      skies(5000, seed).map((sky) => cloudCoverPct({ ...sky, lon: 2.35, lat: 48.85 }))
    assert.ok(Math.abs(correlation(overParis('one'), overParis('another'))) < 0.05)
  })

  test('change little over 20 km and half an hour, and are strangers after 1500 km or two days', () => {
    const here = skies(4000).map((sky) => ({ ...sky, lon: 10, lat: 45 }))
    const at = (move: (sky: (typeof here)[number]) => (typeof here)[number]) =>
      here.map(move).map(cloudCoverPct)
    const now = at((sky) => sky)
    assert.ok(
      correlation(
        now,
        at((sky) => ({ ...sky, lat: sky.lat + 0.18 })),
      ) > 0.97,
    )
    assert.ok(
      correlation(
        now,
        at((sky) => ({ ...sky, time_ms: sky.time_ms + HOUR_MS / 2 })),
      ) > 0.97,
    )
    assert.ok(
      Math.abs(
        correlation(
          now,
          at((sky) => ({ ...sky, lat: sky.lat + 13.5 })),
        ),
      ) < 0.08,
    )
    assert.ok(
      Math.abs(
        correlation(
          now,
          at((sky) => ({ ...sky, time_ms: sky.time_ms + 48 * HOUR_MS })),
        ),
      ) < 0.08,
    )
  })

  test('have no seam: over a kilometre, a minute, or the antimeridian nearly none of them jumps', () => {
    const jumps = skies(4000).flatMap((sky) => {
      const [cover, east] = [cloudCoverPct(sky), cloudCoverPct({ ...sky, lon: 179.999 })]
      return [
        cloudCoverPct({ ...sky, lat: sky.lat + 0.009 }) - cover,
        cloudCoverPct({ ...sky, time_ms: sky.time_ms + 60_000 }) - cover,
        cloudCoverPct({ ...sky, lon: -179.999 }) - east,
      ]
    })
    assert.ok(jumps.every((jump) => Math.abs(jump) < 10))
    assert.ok(shareOf(jumps, (jump) => Math.abs(jump) > 2.5) < 0.01)
  })
})

describe('the seeded chance', () => {
  test('is uniform', () => {
    const counts = Array<number>(20).fill(0)
    for (let index = 0; index < 40_000; index++) counts[Math.floor(20 * hash01('uniform', index))]!++
    const chiSquare = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)
    assert.ok(chiSquare < 43.8, `chi square ${chiSquare}: less likely than one in a thousand`)
  })

  test('tells apart how its arguments are divided', () => {
    assert.notEqual(hash01('a', 'bc'), hash01('ab', 'c'))
    assert.notEqual(hash01('a', 1, 23), hash01('a', 12, 3))
  })
})
