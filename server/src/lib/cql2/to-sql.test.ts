import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Cql2Error } from './error.ts'
import { anyFilter } from './filters.testing.ts'
import { join, raw, sql } from './pieces.ts'
import type { Queryables } from './queryables.ts'
import { readText } from './read-text.ts'
import { toSql } from './to-sql.ts'

const queryables: Queryables = {
  properties: {
    id: { type: 'string', sql: 'item_id' },
    'eo:cloud_cover': { type: 'number', sql: "(properties->>'eo:cloud_cover')::float8" },
    row: { type: 'integer', sql: 'row_number' },
    datetime: { type: 'timestamp', sql: 'datetime' },
    span: { type: 'interval', of: 'timestamp', start: 'start_at', end: 'end_at' },
    geometry: { type: 'geometry', sql: 'geometry' },
    tags: { type: 'array', sql: 'tags' },
  },
  functions: {
    length: { args: ['string'], returns: 'number', sql: (args) => sql`length(${join(args, ', ')})` },
  },
}

describe('SQL of a filter', () => {
  for (const [text, expected, values] of [
    ["id = 'a'", '((item_id) = ?::text)', ['a']],
    ["id < 'a'", '((item_id) collate "C" < ?::text collate "C")', ['a']],
    ['row = 5', '((row_number) = ?::bigint)', [5]],
    ['row = 5.5', '((row_number) = ?::float8)', [5.5]],
    ['row IN (1, 2)', '((row_number) in (?::bigint, ?::bigint))', [1, 2]],
    ['length(id) = 2', '((length((item_id))) = ?::float8)', [2]],
    ["datetime <= DATE('2026-12-31')", '((datetime) < ?::timestamptz)', ['2027-01-01T00:00:00Z']],
    [
      "T_INTERSECTS(datetime, INTERVAL('2026-01-01T00:00:00Z', '..'))",
      `(((datetime) <= 'infinity'::timestamptz) and ((datetime) >= ?::timestamptz))`,
      ['2026-01-01T00:00:00Z'],
    ],
    [
      'S_INTERSECTS(geometry, POINT(1 2))',
      'st_intersects((geometry), st_setsrid(st_geomfromgeojson(?::text), 4326))',
      ['{"type":"Point","coordinates":[1,2]}'],
    ],
  ] as const)
    it(`binds the values of ${text}`, () => {
      const pieces = toSql(readText(text), queryables)
      assert.equal(pieces.text.join('?'), expected)
      assert.deepEqual(pieces.values, values)
    })

  it('holds nothing of the filter but its structure', () => {
    const additional = (name: string) => ({
      type: 'json' as const,
      sql: { text: ['doc->', '::text'], values: [name] },
    })
    fc.assert(
      fc.property(anyFilter, (filter) => {
        let pieces: ReturnType<typeof toSql>
        try {
          pieces = toSql(filter, { properties: {}, additional })
        } catch (error) {
          // Random filters compare what cannot be compared.
          assert.ok(error instanceof Cql2Error)
          return
        }
        assert.equal(pieces.text.length, pieces.values.length + 1)
        for (const value of pieces.values) assert.ok(['string', 'number'].includes(typeof value))
        assert.doesNotMatch(pieces.text.join(''), /cloud_cover|notes|Größe|x y/)
      }),
      { numRuns: 500 },
    )
  })

  for (const [text, offset, message] of [
    ['unknown = 1', 0, /no property unknown; known: id, /],
    ['constructor = 1', 0, /no property constructor/],
    ["eo:cloud_cover = 'ten'", 17, /the property eo:cloud_cover is a number, and this is a text/],
    ['id > 5', 5, /the property id is a text, and this is a number/],
    ["eo:cloud_cover LIKE 'x'", 0, /eo:cloud_cover is a number, expected a text/],
    ['id + 1 = 2', 0, /id is a text, expected a number/],
    ['span = 1', 0, /span is an interval, which no comparison takes/],
    [
      "T_DURING(datetime, INTERVAL('..', '..'))",
      9,
      /datetime is a timestamp, but T_DURING compares intervals/,
    ],
    ['T_AFTER(id, datetime)', 8, /id is a text, expected a time/],
    ['S_WITHIN(id, geometry)', 9, /id is a text, expected a geometry/],
    ['A_EQUALS(tags, id)', 15, /id is a text, expected an array/],
    ['S_WITHIN(geometry, POINT(49 179))', 19, /49 179 is not on the globe/],
    ['constructor(1) = 2', 0, /no function constructor/],
    ['length(id, id) = 2', 0, /2 arguments, expected 1/],
    ['length(row) = 2', 7, /row is a number, expected a text/],
    ['length(id)', 0, /the function length is a number, expected a boolean/],
    ["id IN ('a', 5)", 12, /cannot be compared/],
  ] as const)
    it(`refuses ${text} at ${offset}`, () => {
      assert.throws(
        () => toSql(readText(text), queryables),
        (error) => {
          assert.ok(error instanceof Cql2Error, String(error))
          assert.match(error.message, message)
          assert.equal(error.offset, offset)
          return true
        },
      )
    })

  it('is one template of pieces with a hole for each value', () => {
    const inner = { text: ['a = ', ''], values: [1] }
    const outer = sql`(${inner} and ${join([inner, raw('c')], ' or ')})`
    assert.deepEqual(outer, { text: ['(a = ', ' and a = ', ' or c)'], values: [1, 1] })
  })
})
