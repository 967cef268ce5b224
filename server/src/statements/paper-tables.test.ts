import assert from 'node:assert/strict'
import { test } from 'node:test'
import { amountText } from './paper-tables.ts'

test('amounts are written with the decimals of their currency, in groups of three', () => {
  const written: [amount_minor: number, currency: string, text: string][] = [
    [123_456_789, 'USD', '1,234,567.89'],
    [123_456_789, 'JPY', '123,456,789'],
    [123_456_789, 'KWD', '123,456.789'],
    [123_456_789, 'CLF', '12,345.6789'],
    [5, 'KWD', '0.005'],
    [-5, 'USD', '−0.05'],
    [-1_000, 'JPY', '−1,000'],
    [0, 'HUF', '0.00'],
    [9_007_199_254_740_991, 'USD', '90,071,992,547,409.91'],
  ]
  for (const [amount_minor, currency, text] of written) assert.equal(amountText(amount_minor, currency), text)
})
