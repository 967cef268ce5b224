import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Cql2Error } from './error.ts'
import { readJson } from './read-json.ts'
import { readText } from './read-text.ts'
import { toJson } from './to-json.ts'

const a = { property: 'a' }

describe('reading CQL2 JSON', () => {
  for (const [json, text] of [
    [{ op: 'between', args: [a, 1, 2] }, 'a BETWEEN 1 AND 2'],
    [{ op: 'between', args: [a, [1, 2]] }, 'a BETWEEN 1 AND 2'],
    [{ op: 'AND', args: [{ op: 'isNULL', args: [a] }, true] }, 'a IS NULL AND TRUE'],
    [
      { op: 'T_FINISHEDBY', args: [a, { interval: ['2026-01-01', '..'] }] },
      "T_FINISHEDBY(a, INTERVAL('2026-01-01', '..'))",
    ],
    [
      {
        op: 't_after',
        args: [{ interval: [a, { property: 'b' }] }, { timestamp: '2026-01-01T00:00:00.500Z' }],
      },
      "T_AFTER(INTERVAL(a, b), TIMESTAMP('2026-01-01T00:00:00.5Z'))",
    ],
    [{ op: 'and', args: [{ op: 'and', args: [true, false] }, true] }, 'TRUE AND FALSE AND TRUE'],
    [{ op: '=', args: [{ function: { name: 'casei', args: [a] } }, 'x'] }, "CASEI(a) = 'x'"],
    [{ op: 's_within', args: [a, { bbox: [1, 2, 3, 4] }] }, 'S_WITHIN(a, BBOX(1, 2, 3, 4))'],
    [
      { op: 's_within', args: [a, { type: 'Point', coordinates: [1, 2], bbox: [1, 2, 1, 2] }] },
      'S_WITHIN(a, POINT(1 2))',
    ],
  ] as const)
    it(`reads ${JSON.stringify(json)}`, () => assert.deepEqual(readJson(json), readText(text)))

  it('writes the names of operators as the schema has them', () => {
    const written = JSON.stringify(
      toJson(readText("T_METBY(a, b) AND A_CONTAINEDBY(a, b) AND a IS NULL AND a LIKE 'x' AND a DIV 2 = 1")),
    )
    for (const name of ['t_metBy', 'a_containedBy', 'isNull', 'like', 'div'])
      assert.ok(written.includes(`"${name}"`))
  })

  for (const [json, pointer, message] of [
    [null, '', /found null/],
    [5, '', /a number, expected a condition/],
    [{ op: '=', args: [a] }, '/args', /has 1, expected 2/],
    [{ op: '=', args: [a, null] }, '/args/1', /found null/],
    [
      { op: 'and', args: [{ op: '=', args: [a, { propperty: 'b' }] }] },
      '/args/0/args/1',
      /found an object with propperty/,
    ],
    [{ op: 'in', args: [a, 5] }, '/args/1', /a list of values/],
    [{ op: 'in', args: [a, []] }, '', /empty list/],
    [{ op: 'not', args: [a] }, '/args/0/property', /expected a condition/],
    [{ op: 'drop table', args: [] }, '/op', /expected an operator/],
    [{ op: '=', args: [a, { date: '2026-13-01' }] }, '/args/1/date', /a day such as/],
    [{ op: '=', args: [a, { property: 7 }] }, '/args/1/property', /name of a property/],
    [{ op: 's_within', args: [a, { type: 'Circle' }] }, '/args/1/type', /Circle/],
    [
      { op: 's_within', args: [a, { type: 'Polygon', coordinates: [[1, 2]] }] },
      '/args/1/coordinates/0/0',
      /found no list/,
    ],
    [
      { op: 's_within', args: [a, { type: 'Point', coordinates: ['1', 2] }] },
      '/args/1/coordinates',
      /no numbers/,
    ],
    [{ op: 's_within', args: [a, { bbox: [1, 2] }] }, '/args/1/bbox', /expected 4 or 6/],
    [{ op: 't_after', args: [a, { interval: ['x', '..'] }] }, '/args/1/interval/0', /a day, a time/],
    [{ op: '=', args: [a, '\uD800'] }, '/args/1', /half a character/],
    [{ op: '=', args: 5 }, '/args', /a list of arguments/],
    [{ op: 5 }, '/op', /expected an operator/],
  ] as const)
    it(`refuses ${JSON.stringify(json)} at ${pointer || 'the root'}`, () => {
      assert.throws(
        () => readJson(json),
        (error) => {
          assert.ok(error instanceof Cql2Error, String(error))
          assert.match(error.message, message)
          assert.equal(error.offset, pointer)
          return true
        },
      )
    })

  it('refuses a filter that is too deep', () => {
    let json: unknown = true
    for (let depth = 0; depth < 100_000; depth++) json = { op: 'not', args: [json] }
    assert.throws(() => readJson(json), /more than 100 levels deep/)
    let list: unknown = 1
    for (let depth = 0; depth < 100_000; depth++) list = [list]
    assert.throws(
      () => readJson({ op: 's_equals', args: [a, { type: 'Point', coordinates: list }] }),
      Cql2Error,
    )
    assert.throws(() => readJson({ op: 'a_equals', args: [a, list] }), /levels deep/)
  })
})
