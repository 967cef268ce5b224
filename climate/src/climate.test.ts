import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { meanCloud } from './climate.ts'
import { clearProbabilityBy } from './forecast.ts'
import { type Attempt, chancesOfAny, memory_ms } from './odds.ts'
import { clearProbability, cloudOfRank, shareBelow } from './sky.ts'

const noon = (month: number) => Date.UTC(2026, month - 1, 15, 12)
const place = fc.record({
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
})
const [paris, june] = [{ lon: 2.35, lat: 48.85 }, noon(6)]
const time = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) })
const share = fc.double({ min: 0.02, max: 0.98, noNaN: true })

describe('the climate of clouds', () => {
  test('knows deserts from forests, and monsoons from dry months', () => {
    const [cairo, congo] = [
      { lon: 31.2, lat: 30 },
      { lon: 20, lat: 1 },
    ]
    for (const month of [1, 4, 7, 10])
      assert.ok(meanCloud(cairo, noon(month)) < meanCloud(congo, noon(month)) - 0.3)
    const mumbai = { lon: 72.8, lat: 19 }
    assert.ok(meanCloud(mumbai, noon(7)) > 2 * meanCloud(mumbai, noon(2)))
    assert.ok(meanCloud(paris, noon(12)) > meanCloud(paris, noon(7)))
  })

  test('has no seam at the antimeridian, at the poles, or between months', () => {
    fc.assert(
      fc.property(place, time, ({ lat }, time_ms) => {
        const at = (lon: number, later_ms = 0) => meanCloud({ lon, lat }, time_ms + later_ms)
        assert.ok(Math.abs(at(-180) - at(180)) < 1e-9)
        assert.ok(Math.abs(at(10, 3_600_000) - at(10)) < 0.01)
      }),
    )
  })

  test('is a share, everywhere and always', () => {
    fc.assert(
      fc.property(place, time, (place, time_ms) => {
        const mean = meanCloud(place, time_ms)
        assert.ok(mean >= 0 && mean <= 1)
      }),
    )
  })
})

describe('the cover of an image', () => {
  test('has the mean of its place', () => {
    fc.assert(
      fc.property(share, (mean) => {
        const covers = Array.from({ length: 2000 }, (_, n) => 1 - shareBelow((n + 0.5) / 2000, mean))
        const expected = covers.reduce((sum, above) => sum + above, 0) / covers.length
        assert.ok(Math.abs(expected - mean) < 0.005, `${expected} for ${mean}`)
      }),
    )
  })

  test('is below more, the more is allowed; anything is below 100 percent, and its rank gives it back', () => {
    fc.assert(
      fc.property(place, time, share, (place, time_ms, rank) => {
        const chances = [0, 5, 20, 50, 80, 100].map((limit) => clearProbability(place, time_ms, limit))
        assert.deepEqual(
          chances,
          chances.toSorted((a, b) => a - b),
        )
        assert.ok(Math.abs(chances.at(-1)! - 1) < 1e-6)
        const cover = cloudOfRank(place, time_ms, rank)
        if (cover > 0.001 && cover < 99.999)
          assert.ok(Math.abs(clearProbability(place, time_ms, cover) - rank) < 1e-3)
      }),
    )
  })

  test('of a mean of one half is the arcsine distribution', () => {
    for (const cover of [0.01, 0.2, 0.5, 0.8])
      assert.ok(Math.abs(shareBelow(cover, 0.5) - (2 / Math.PI) * Math.asin(Math.sqrt(cover))) < 1e-9)
  })
})

describe('the chance of a clear sky by a forecast', () => {
  const day_ms = 86_400_000
  const by = (cover_pct: number, days: number, limit = 20) =>
    clearProbabilityBy({ cover_pct, lead_ms: days * day_ms }, paris, june, limit)

  test('is far from that of the climate tomorrow, and nearly the same after two weeks', () => {
    const climate = clearProbability(paris, june, 20)
    assert.ok(by(0, 1) > climate + 0.3 && by(100, 1) < climate - 0.2, `${by(0, 1)} ${by(100, 1)} ${climate}`)
    assert.ok(Math.abs(by(0, 30) - climate) < 0.02 && Math.abs(by(100, 30) - climate) < 0.02)
    const falling = [0, 10, 30, 60, 90, 100].map((cover) => by(cover, 2))
    assert.deepEqual(
      falling,
      falling.toSorted((a, b) => b - a),
    )
  })

  test('is that of the climate on average over all forecasts, so nobody is promised too much', () => {
    for (const days of [0, 2, 7]) {
      const chances = Array.from({ length: 400 }, (_, n) =>
        by(cloudOfRank(paris, june, (n + 0.5) / 400), days),
      )
      const mean = chances.reduce((sum, one) => sum + one, 0) / chances.length
      const climate = clearProbability(paris, june, 20)
      assert.ok(Math.abs(mean - climate) < 0.02, `${mean} ${climate}`)
    }
  })
})

describe('the chance that one of several attempts succeeds', () => {
  const attempts = fc
    .array(fc.record({ after_ms: fc.integer({ min: 0, max: 3 * memory_ms }), probability: share }), {
      minLength: 1,
      maxLength: 12,
    })
    .map((gaps) => {
      let at_ms = 0
      return gaps.map(({ after_ms, probability }): Attempt => {
        at_ms += after_ms
        return { at_ms, probability }
      })
    })

  test('is that of the first alone, grows, and lies between the best of them and all of them independent', () => {
    fc.assert(
      fc.property(attempts, (attempts) => {
        const chances = chancesOfAny(attempts)
        assert.ok(Math.abs(chances[0]! - attempts[0]!.probability) < 0.01)
        attempts.forEach((_, index) => {
          const until = attempts.slice(0, index + 1)
          const best = Math.max(...until.map(({ probability }) => probability))
          const independent = 1 - until.reduce((none, { probability }) => none * (1 - probability), 1)
          assert.ok(chances[index]! >= (chances[index - 1] ?? 0) - 1e-9)
          assert.ok(chances[index]! > best - 0.015, `${chances[index]} of at least ${best}`)
          assert.ok(chances[index]! < independent + 0.015, `${chances[index]} of at most ${independent}`)
        })
      }),
    )
  })

  test('of attempts at the same time is that of one, and of attempts days apart that of independent ones', () => {
    const three = (gap_ms: number) =>
      chancesOfAny([0, 1, 2].map((n) => ({ at_ms: n * gap_ms, probability: 0.4 }))).at(-1)!
    assert.ok(Math.abs(three(0) - 0.4) < 0.02)
    assert.ok(Math.abs(three(10 * memory_ms) - (1 - 0.6 ** 3)) < 0.01)
    assert.ok(three(memory_ms / 2) > 0.5 && three(memory_ms / 2) < 0.7)
  })
})
