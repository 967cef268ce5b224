import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergePatch, withStoredHrefs } from './transactions.rules.ts'

test('merge patches do what the appendix of RFC 7386 says', () => {
  const cases: [unknown, unknown, unknown][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ]
  for (const [target, patch, result] of cases) assert.deepEqual(mergePatch(target, patch), result)
})

test('an asset under our own address is where it was, and any other where it says', () => {
  const stored = new Map([
    ['ours/a', 'https://far/a'],
    ['ours/b', 'storage:k/b'],
  ])
  const assets = { a: { href: 'ours/a' }, b: { href: 'ours/b', title: 'B' }, c: { href: 'ours/c' } }
  const { assets: told } = withStoredHrefs({ assets }, (href) => stored.get(href))
  assert.deepEqual(told, {
    a: { href: 'https://far/a' },
    b: { href: 'storage:k/b', title: 'B' },
    c: { href: 'ours/c' },
  })
})
