import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { amountOf, quantityOf, shareOf } from './money.ts'

test('square kilometres are rounded half up to the square metre, captures count as one', () => {
  assert.equal(quantityOf('km2', 49.9999995), 50)
  assert.equal(quantityOf('km2', 12.3456784), 12.345678)
  assert.equal(quantityOf('capture', 12.3), 1)
})

test('the amount is the quantity times the price, rounded half up to the minor unit', () => {
  assert.equal(amountOf(50, 800), 40_000)
  assert.equal(amountOf(0.000625, 800), 1)
  assert.equal(amountOf(0.000624, 800), 0)
  assert.equal(amountOf(1.005, 100), 101)
})

test('the amount is never off by more than half a minor unit, and never loses precision for large areas', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000_000_000 }),
      fc.integer({ min: 0, max: 100_000 }),
      (m2, price) => {
        const exact = BigInt(m2) * BigInt(price)
        const error = BigInt(amountOf(m2 / 1e6, price)) * 1_000_000n - exact
        assert.ok(error >= -500_000n && error <= 500_000n)
      },
    ),
  )
})

test('a share is rounded half up as well', () => {
  assert.equal(shareOf(40_000, 25), 10_000)
  assert.equal(shareOf(1, 50), 1)
  assert.equal(shareOf(999, 12.5), 125)
  assert.equal(shareOf(40_000, 0), 0)
})
