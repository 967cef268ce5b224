import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cloudOfRank } from '@swath/climate/sky'
import { keptPromisesOf, reliabilityOf } from './reliability.rules.ts'

const start = new Date('2026-06-15T12:00:00Z')
const max_cloud_pct = 20
/** Every place of a grid under each of twenty skies, from the clearest to the dullest there. */
const skies = Array.from({ length: 12 }, (_, x) => x * 30 - 170).flatMap((lon) =>
  [-50, -20, 0, 20, 50].flatMap((lat) =>
    Array.from({ length: 20 }, (_, sky) => {
      const cloud_pct = cloudOfRank({ lon, lat }, start.getTime(), (sky + 0.5) / 20)
      return { lon, lat, start, max_cloud_pct, is_clear: cloud_pct <= max_cloud_pct }
    }),
  ),
)

test('where skies are as the climate has them, as many are clear as it foretells', () => {
  const { images, foretold_share, clear_share, bins } = reliabilityOf(skies)
  assert.equal(images, skies.length)
  assert.ok(Math.abs(foretold_share! - clear_share!) < 0.02)
  const told = bins.filter((bin) => bin.images > 0)
  assert.ok(told.length >= 3)
  for (const { from, to, foretold_share, clear_share } of told) {
    assert.ok(foretold_share! >= from && foretold_share! <= to)
    assert.ok(Math.abs(foretold_share! - clear_share!) < 0.05, `${foretold_share} ${clear_share}`)
  }
})

test('promises that are not kept are seen, and what has no image says nothing', () => {
  const { bins } = reliabilityOf(skies.map((one) => ({ ...one, is_clear: false })))
  assert.ok(bins.filter(({ images }) => images > 0).every(({ clear_share }) => clear_share === 0))
  const none = reliabilityOf([])
  assert.deepEqual([none.images, none.clear_share, none.bins.length], [0, null, 10])
  assert.deepEqual(none.bins[3], { from: 0.3, to: 0.4, images: 0, foretold_share: null, clear_share: null })
})

test('promises are told by their basis, those of the climate first, each in the tenth of its odds', () => {
  const promise = (basis: 'climate' | 'forecast', probability: number, is_kept: boolean) => ({
    basis,
    probability,
    is_kept,
  })
  const told = [
    promise('forecast', 1, true),
    promise('climate', 0.25, false),
    promise('climate', 0.29, true),
    promise('climate', 0.72, true),
  ]
  const [climate, forecast, ...more] = keptPromisesOf(told)
  assert.deepEqual(more, [])
  assert.deepEqual(
    [climate!.basis, climate!.orders, climate!.promised_share, climate!.kept_share],
    ['climate', 3, 0.42, 0.667],
  )
  assert.deepEqual(
    climate!.bins.filter(({ orders }) => orders > 0),
    [
      { from: 0.2, to: 0.3, orders: 2, promised_share: 0.27, kept_share: 0.5 },
      { from: 0.7, to: 0.8, orders: 1, promised_share: 0.72, kept_share: 1 },
    ],
  )
  assert.deepEqual([forecast!.basis, forecast!.bins.at(-1)!.orders], ['forecast', 1])
  assert.deepEqual(keptPromisesOf([]), [])
})
