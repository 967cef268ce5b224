import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Component, refusedLicences } from './bill-of-materials.ts'

const named = (name: string, expression?: string): Component => ({
  name,
  version: '1.0.0',
  ...(expression && { licenses: [{ expression }] }),
})

test('a package may be used under one of its licences, if that is on the list with all that comes with it', () => {
  const sound = ['MIT', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND LGPL-3.0-or-later', '(MIT AND Zlib)']
  assert.deepEqual(
    refusedLicences(
      sound.map((one) => named('a', one)),
      new Set(),
    ),
    [],
  )
  for (const other of ['GPL-3.0-only', 'AGPL-3.0-only OR SSPL-1.0', 'MIT AND GPL-3.0-only']) {
    assert.deepEqual(refusedLicences([named('a', other)], new Set()), [`a@1.0.0 has the licence ${other}`])
  }
})

test('a package that says no licence is refused, unless it is ours', () => {
  assert.equal(refusedLicences([named('a')], new Set()).length, 1)
  assert.deepEqual(refusedLicences([named('a')], new Set(['a'])), [])
})
