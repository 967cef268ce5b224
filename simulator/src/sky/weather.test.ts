import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hash01 } from './hash.ts'
import { clearShare, cloudCoverPct } from './weather.ts'

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

describe('clouds', () => {
  const covers = skies(20_000).map(cloudCoverPct)

  test('leave 55 to 60 percent of all skies clear, and overcast some', () => {
    const clear = shareOf(covers, (cover) => cover < 20)
    assert.ok(clear > 0.55 && clear < 0.6, `${clear}`)
    assert.ok(shareOf(covers, (cover) => cover > 90) > 0.02)
    assert.ok(covers.every((cover) => cover >= 0 && cover <= 100))
    assert.ok(Math.max(...covers) > 98)
  })

  test('keep to the climate that is told of them', () => {
    for (const limit of [0, 5, 20, 50, 80, 100]) {
      const share = shareOf(covers, (cover) => cover <= limit)
      assert.ok(Math.abs(clearShare(limit) - share) < 0.04, `${limit}: ${clearShare(limit)} and ${share}`)
    }
  })

  test('are the same for the same seed and others for another', () => {
    assert.deepEqual(skies(100).map(cloudCoverPct), covers.slice(0, 100))
    assert.equal(cloudCoverPct({ seed: 'pinned', lon: 10, lat: 50, time_ms: 0 }).toFixed(6), '41.221600')
    const others = skies(5000, 'another').map(cloudCoverPct)
    assert.ok(Math.abs(correlation(covers.slice(0, 5000), others)) < 0.05)
  })

  test('change little over 20 km and half an hour, and are strangers after 1500 km or two days', () => {
    const here = skies(4000)
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
      ) < 0.06,
    )
    assert.ok(
      Math.abs(
        correlation(
          now,
          at((sky) => ({ ...sky, time_ms: sky.time_ms + 48 * HOUR_MS })),
        ),
      ) < 0.06,
    )
  })

  test('have no seam: no jump over a kilometre, a minute, or the antimeridian', () => {
    for (const sky of skies(4000)) {
      const cover = cloudCoverPct(sky)
      assert.ok(Math.abs(cloudCoverPct({ ...sky, lat: sky.lat + 0.009 }) - cover) < 2.5)
      assert.ok(Math.abs(cloudCoverPct({ ...sky, time_ms: sky.time_ms + 60_000 }) - cover) < 2.5)
      const east = cloudCoverPct({ ...sky, lon: 179.999 })
      assert.ok(Math.abs(cloudCoverPct({ ...sky, lon: -179.999 }) - east) < 2.5)
    }
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
