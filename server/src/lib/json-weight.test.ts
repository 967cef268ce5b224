import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { weighJson } from './json-weight.ts'

const weigh = (text: string, depth = 100) => weighJson(Buffer.from(text), depth)
const blanked = (text: string, depth: number) => {
  const json = Buffer.from(text)
  weighJson(json, depth)
  return json.toString()
}

test('a list or an object weighs two and each further entry one, a text three and a name eight', () => {
  assert.equal(weigh('[[1, 2], [3, 4]]'), 3 * 2 + 3)
  assert.equal(weigh('["one", "two"]'), 2 + 1 + 2 * 3)
  assert.equal(weigh('{"one": 1, "two": "2"}'), 2 + 1 + 2 * 8 + 3)
})

test('what stands in a text weighs nothing, whatever is escaped in it', () => {
  assert.equal(weigh(JSON.stringify(['[{,:"\\', '\\"[', '\\'])), 2 + 2 + 3 * 3)
})

test('the spelling of a value does not change what it weighs', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.equal(weigh(JSON.stringify(value)), weigh(JSON.stringify(value, null, 4)))
    }),
  )
})

test('a value that is not too deep is left as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      assert.equal(blanked(JSON.stringify(value), 20), JSON.stringify(value))
    }),
  )
})

test('what is too deep is blanked, and weighs nothing', () => {
  assert.equal(blanked('[1,[2,[3,{"a":[4]}],"]"],5]', 2), '[1,[2,[           ],"]"],5]')
  assert.equal(blanked('[[[1,2,[3', 1), '[[       ')
  assert.equal(weigh('['.repeat(1e6) + ']'.repeat(1e6), 10), 2 * 11)
})
