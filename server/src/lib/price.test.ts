import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addedQuantity, lineItems, nothing_billed, quantityScale } from './price.ts'

const terms = {
  sku: 'TSKARE-M',
  unit: 'km2' as const,
  price_minor: 100,
  min_quantity: 0,
  min_strip_km2: 0,
  overlap: 'once' as const,
  levels: 'each' as const,
}
const ordered = {
  terms,
  geometry: { type: 'Polygon' },
  area_km2: 10,
  strip_count: 2,
  overlap_share: 0.25,
  periods: [1, 2],
  processing_levels: ['L1B', 'L1D'],
}

const orders: [
  string,
  Partial<Omit<typeof terms, 'overlap' | 'levels' | 'unit'>> & Record<string, unknown>,
  number[],
][] = [
  ['each level counts in each period', {}, [20, 20]],
  ['one level counts', { levels: 'once' }, [20, 0]],
  ['each level comes to the minimum', { min_quantity: 50 }, [50, 50]],
  ['each strip of each period comes to its minimum', { min_strip_km2: 25 }, [100, 100]],
  ['ground of several strips counts for each', { overlap: 'each' }, [25, 25]],
  ['a capture is one, wherever strips overlap', { unit: 'capture', overlap: 'each' }, [2, 2]],
]
for (const [promise, more, quantities] of orders) {
  test(`of an order, ${promise}`, () => {
    const whole = { ...ordered, terms: { ...terms, ...more } }
    assert.deepEqual(
      lineItems(whole).map(({ quantity }) => quantity),
      quantities,
    )
    assert.ok(quantityScale(whole) >= 1)
  })
}

const billed = { quantity: 10, shown_quantity: 10, share: 0 }
const growths: [string, Partial<typeof terms> | { unit: 'capture' }, typeof billed, number][] = [
  ['the first product counts as it is', {}, nothing_billed, 4],
  ['the first product comes to the minimum', { min_quantity: 25 }, nothing_billed, 25],
  ['the first capture is one', { unit: 'capture' }, nothing_billed, 1],
  ['what others do not show counts', {}, billed, 4],
  ['what others show as well does not', {}, { ...billed, share: 0.25 }, 3],
  ['what others show in whole is free, but for the rounding', {}, { ...billed, share: 0.9999999 }, 0],
  ['a capture that others show is free', { unit: 'capture' }, { ...billed, share: 1 }, 0],
  ['a capture that others show in part is one', { unit: 'capture' }, { ...billed, share: 0.5 }, 1],
  ['what the minimum paid for is used up', { min_quantity: 25 }, { ...billed, quantity: 25 }, 0],
  ['what goes beyond the minimum counts', { min_quantity: 12 }, { ...billed, quantity: 12 }, 2],
  ['behind the minimum nothing is paid ahead', { min_quantity: 5 }, { ...billed, shown_quantity: 1 }, 4],
  [
    'after all was refunded the minimum counts anew',
    { min_quantity: 25 },
    { ...billed, quantity: 0, share: 1 },
    25,
  ],
]
for (const [promise, more, before, quantity] of growths) {
  test(`of an order that grows, ${promise}`, () => {
    assert.equal(addedQuantity({ ...terms, ...more }, 4, before), quantity)
  })
}
