import assert from 'node:assert/strict'
import { test } from 'node:test'
import { majorText, minorAmount } from './money.ts'

test('an amount as text has the decimals of its currency, there and back', () => {
  const amounts = { USD: '800.05', HUF: '1000.00', JPY: '12300', KWD: '0.005', CLF: '1.2345' }
  for (const [currency, text] of Object.entries(amounts)) {
    assert.equal(majorText(minorAmount(text, currency)!, currency), text)
  }
  assert.equal(minorAmount('1000', 'HUF'), 100_000)
  assert.equal(minorAmount('0.29', 'USD'), 29)
})

test('what is no amount of the currency is none', () => {
  for (const [text, currency] of [
    ['12.5', 'JPY'],
    ['0.001', 'USD'],
    ['', 'USD'],
    ['-1', 'USD'],
    ['1e3', 'USD'],
    ['1,5', 'USD'],
  ] as const) {
    assert.equal(minorAmount(text, currency), undefined, `${text} ${currency}`)
  }
})
