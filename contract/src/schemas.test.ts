import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'

test('no two schemas have the same name, of which the API description would show one only', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !name.endsWith('.test.ts'))
  const names = files.flatMap((name) => {
    const source = readFileSync(path.join(import.meta.dirname, name), 'utf8')
    return [...source.matchAll(/\.meta\(\{\s*id: '(\w+)'/g)].map(([, id]) => id!)
  })
  assert.ok(names.length > 50)
  assert.deepEqual(
    names.filter((name, at) => names.indexOf(name) !== at),
    [],
  )
})
