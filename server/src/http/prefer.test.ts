import assert from 'node:assert/strict'
import { test } from 'node:test'
import { preferenceOf } from './prefer.ts'

test('preferences are read as RFC 7240 writes them, and nothing else is understood', () => {
  const forever = Number.POSITIVE_INFINITY
  const cases: [header: string | string[] | undefined, wait_s: number | undefined, respond_async: boolean][] =
    [
      [undefined, undefined, false],
      ['', undefined, false],
      ['wait=10', 10, false],
      ['Wait = "10"', 10, false],
      ['wait', forever, false],
      ['respond-async', undefined, true],
      ['respond-async, wait=100', 100, true],
      [['respond-async', 'wait=5; q=1'], 5, true],
      ['wait=3, wait=7', 3, false],
      ['return=minimal, wait=2', 2, false],
      ['wait=soon', undefined, false],
      ['wait=-1', undefined, false],
      ['wait=1.5', undefined, false],
      ['waiting=10, respond-asynchronously', undefined, false],
      [', =, ;;, wait=99999999999999', undefined, false],
    ]
  for (const [header, wait_s, respond_async] of cases) {
    const told = preferenceOf(header)
    assert.deepEqual([told.wait_s, told.respond_async], [wait_s, respond_async], String(header))
  }
})
