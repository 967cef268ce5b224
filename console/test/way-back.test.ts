import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wayBackTo } from '../src/shell/way-back.ts'

test('who signs in again comes back to the page, in the contract in which it was', () => {
  const href = '/orders?query=a+b&sku__in=1,2'
  assert.deepEqual(wayBackTo({ href: '/' }), {})
  assert.deepEqual(wayBackTo({ href }), { to: href })
  const to = new URL(wayBackTo({ href }, 'cont.1').to!, 'http://console')
  assert.deepEqual(Object.fromEntries(to.searchParams), { query: 'a b', sku__in: '1,2', contract: 'cont.1' })
})
