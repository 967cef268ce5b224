import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { evaluate } from './evaluate.ts'
import { matchesPattern } from './like.ts'
import { readText } from './read-text.ts'
import { type TemporalName, temporal_relations } from './relations.ts'

const item = {
  name: 'Straße',
  number: 7,
  flag: true,
  at: '2026-03-01T12:00:00Z',
  taken: new Date('2026-03-01T12:00:00Z'),
  span: { start: '2026-03-01T00:00:00Z', end: '2026-03-03T00:00:00Z' },
  tags: ['a', 'b', 'b'],
}

describe('evaluating a filter without a database', () => {
  for (const [text, expected] of [
    ['missing = 1', null],
    ['missing = 1 AND FALSE', false],
    ['missing = 1 OR TRUE', true],
    ['NOT missing = 1', null],
    ['missing IN (1, number)', null],
    ['number IN (missing, 7)', true],
    ['number NOT IN (missing, 8)', null],
    ['missing BETWEEN 1 AND 2', null],
    ['number BETWEEN 8 AND missing', false],
    ["number = '7'", null],
    ['number / 0 = 1', null],
    ['missing IS NULL AND constructor IS NULL AND number IS NOT NULL', true],
    ["CASEI(name) = CASEI('STRASSE')", true],
    ["ACCENTI('Šé') = 'Se'", true],
    ["name < 'T' AND 'Z' < 'a' AND '\uE000' < '😀'", true],
    ["at = TIMESTAMP('2026-03-01T12:00:00Z') AND taken = TIMESTAMP('2026-03-01T12:00:00Z')", true],
    ["at > DATE('2026-03-01')", false],
    ["at = DATE('2026-03-01')", true],
    ["T_AFTER(at, DATE('2026-02-28'))", true],
    ["T_DURING(INTERVAL('2026-03-01T01:00:00Z', at), span)", true],
    ["T_INTERSECTS(missing, DATE('2026-02-28'))", null],
    ["A_EQUALS(tags, ('b', 'a'))", true],
    ["A_OVERLAPS(tags, ('c', 'b'))", true],
    ["A_CONTAINEDBY(('a'), tags) AND A_CONTAINS(tags, ())", true],
    ["A_CONTAINS(missing, ('a'))", null],
    ['flag = TRUE AND flag > FALSE', true],
  ] as const)
    it(`${text} is ${expected}`, () => assert.equal(evaluate(readText(text), item), expected))

  it('knows every relation between two intervals', () => {
    // The second of each pair is 03 to 06 of the month; the others are named as in Allen's algebra.
    const pairs: Record<string, [number, number]> = {
      before: [1, 2],
      meets: [1, 3],
      overlaps: [1, 4],
      finishedBy: [1, 6],
      contains: [1, 9],
      starts: [3, 5],
      equals: [3, 6],
      startedBy: [3, 8],
      during: [4, 5],
      finishes: [4, 6],
      overlappedBy: [4, 9],
      metBy: [6, 9],
      after: [7, 9],
    }
    for (const [name, [start, end]] of Object.entries(pairs))
      for (const op of Object.keys(temporal_relations) as TemporalName[]) {
        const text = `${op}(INTERVAL('2026-01-0${start}', '2026-01-0${end}'), INTERVAL('2026-01-03', '2026-01-06'))`
        const is_apart = name === 'before' || name === 'after'
        const expected =
          op === 't_disjoint' ? is_apart : op === 't_intersects' ? !is_apart : op === `t_${name}`
        assert.equal(evaluate(readText(text), {}), expected, `${op} when it ${name}`)
      }
  })

  it('leaves places and functions to the database', () => {
    assert.throws(() => evaluate(readText('S_WITHIN(a, POINT(1 2))'), {}), /S_WITHIN cannot be decided/)
    assert.throws(() => evaluate(readText('f(a)'), {}), /f cannot be decided/)
  })

  for (const [text, pattern, expected] of [
    ['', '%', true],
    ['', '_', false],
    ['abc', 'a%c', true],
    ['abcab', 'a%ab', true],
    ['a%c', 'a\\%c', true],
    ['abc', 'a\\%c', false],
    ['a\\c', 'a\\\\c', true],
    ['😀\n', '__', true],
    ['abc', 'ab', false],
    ['ABC', 'abc', false],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
  ] as const)
    it(`${JSON.stringify(text)} ${expected ? 'is' : 'is not'} like ${pattern}`, () =>
      assert.equal(matchesPattern(text, pattern), expected))

  it('matches a hostile pattern in no time', () => {
    assert.equal(matchesPattern('a'.repeat(5000), `${'%a'.repeat(500)}%b`), false)
  })
})
