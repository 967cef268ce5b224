import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { anyFilter } from './filters.testing.ts'
import { readJson } from './read-json.ts'
import { readText } from './read-text.ts'
import { toJson } from './to-json.ts'
import { toText } from './to-text.ts'

describe('the encodings of CQL2', () => {
  it('give back every filter that is written in text', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => assert.deepEqual(readText(toText(filter)), filter)),
      { numRuns: 1000 },
    )
  })

  it('give back every filter that is written in JSON', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        assert.deepEqual(readJson(JSON.parse(JSON.stringify(toJson(filter)))), filter)
      }),
      { numRuns: 1000 },
    )
  })

  it('give back the same text after a way through JSON', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const text = toText(filter)
        assert.equal(toText(readJson(toJson(readText(text)))), text)
      }),
    )
  })
})
