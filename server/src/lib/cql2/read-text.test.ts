import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Cql2Error } from './error.ts'
import { readText } from './read-text.ts'
import { toJson } from './to-json.ts'
import { toText } from './to-text.ts'

const property = (name: string) => ({ property: name })
const op = (name: string, ...args: unknown[]) => ({ op: name, args })
const equal = (name: string, value: unknown) => op('=', property(name), value)

function refusal(text: string): Cql2Error {
  try {
    readText(text)
  } catch (error) {
    assert.ok(error instanceof Cql2Error, String(error))
    return error
  }
  throw new assert.AssertionError({ message: `was read: ${text}` })
}

describe('reading CQL2 text', () => {
  for (const [text, expected] of [
    ['eo:cloud_cover <= 10', op('<=', property('eo:cloud_cover'), 10)],
    ['notes = 1', equal('notes', 1)],
    ['andes = 1 AND orbit = 2', op('and', equal('andes', 1), equal('orbit', 2))],
    ['"date" = 1', equal('date', 1)],
    ['date = 1', equal('date', 1)],
    ['"odd ""name" = 1', equal('odd "name', 1)],
    ['a.b_é = 1', equal('a.b_é', 1)],
    ["name = 'O''Brien'", equal('name', "O'Brien")],
    ["name = 'O\\'Brien'", equal('name', "O'Brien")],
    ["name = 'a\\tb\\\\'", equal('name', 'a\tb\\')],
    ["name LIKE '50\\%'", op('like', property('name'), '50\\%')],
    ['a = 1e1', equal('a', 10)],
    ['a = .5', equal('a', 0.5)],
    ['a = -2', equal('a', -2)],
    ['a =\u00A0+2', equal('a', 2)],
    ['b-150.0 > 0', op('>', op('-', property('b'), 150), 0)],
    ['TrUe', true],
    ['is_cloudy = FALSE', equal('is_cloudy', false)],
  ] as const)
    it(`reads ${text}`, () => assert.deepEqual(toJson(readText(text)), expected))

  for (const [text, grouped] of [
    ['NOT a = 1 AND b = 2', '(NOT a = 1) AND b = 2'],
    ['a = 1 OR b = 2 AND c = 3', 'a = 1 OR (b = 2 AND c = 3)'],
    ['a = 1 AND b = 2 AND c = 3', '(a = 1 AND b = 2) AND c = 3'],
    ['a BETWEEN 1 AND 2 AND b = 3', '(a BETWEEN 1 AND 2) AND b = 3'],
    ['a NOT BETWEEN 1 AND 2', 'NOT (a BETWEEN 1 AND 2)'],
    ['a not in (1)', 'NOT (a IN (1))'],
    ["a Not Like 'x'", "NOT (a LIKE 'x')"],
    ['a IS NOT NULL', 'NOT (a IS NULL)'],
    ['a = 1 + 2 * 3 ^ 2', 'a = 1 + (2 * (3 ^ 2))'],
    ['a = 1 - 2 - 3', 'a = (1 - 2) - 3'],
    ['a = 8 div 4 % 3', 'a = (8 div 4) % 3'],
    ['a = -b ^ 2', 'a = (-1 * b) ^ 2'],
    ['a = ((b))', 'a = b'],
  ] as const)
    it(`reads ${text} as ${grouped}`, () => assert.deepEqual(readText(text), readText(grouped)))

  it('keeps the parentheses that count', () => {
    for (const text of [
      'A = 1 AND (B = 2 OR C = 3)',
      'a = (1 - 2) * 3',
      'a = 1 - (2 - 3)',
      'a = (2 ^ 3) ^ 2',
    ])
      assert.equal(toText(readText(text)), text)
  })

  for (const [text, offset, message] of [
    ['a = 1 garbage', 6, /found "garbage", expected AND, OR or the end/],
    ['foo bar', 0, /the property foo, expected a condition/],
    ['a = 1)', 5, /found "\)"/],
    ['(a = 1', 6, /the end of the filter/],
    ['a = ', 4, /the end of the filter, expected a property, a value/],
    ['', 0, /the end of the filter/],
    ['a', 0, /the property a, expected a condition/],
    ['a != 1', 2, /<>/],
    ['a == 1', 3, /found "="/],
    ['a = b = c', 2, /found a condition/],
    ['a = 10abc', 4, /expected a number or a name/],
    ["a = 'open", 4, /no closing '/],
    ['"open = 1', 0, /no closing "/],
    ['a = #', 4, /means nothing/],
    ['in = 1', 0, /written "in"/],
    ['a LIKE b', 7, /the property b, expected a pattern/],
    ["a LIKE 'x\\\\'", 7, /escapes nothing/],
    ['a IN ()', 6, /expected a property/],
    ["a BETWEEN 'x' AND 'y'", 10, /a text, expected a number/],
    ['a = 1e999', 4, /too large/],
    ['a = 2 ^ 3 ^ 4', 10, /parentheses/],
    ["a = DATE('2026-02-30')", 9, /a day such as/],
    ["a = TIMESTAMP('2026-02-01T25:00:00Z')", 14, /a time in UTC/],
    ["a = TIMESTAMP('2026-02-01T12:00:00+02:00')", 14, /a time in UTC/],
    ["T_AFTER(a, INTERVAL('2026-01-01', 5))", 34, /a number, expected a day/],
    ["T_AFTER(a, 'x')", 11, /a text, expected DATE/],
    ['T_AFTER(a)', 0, /1 arguments, expected 2/],
    ['S_INTERSECTS(a, BBOX(1, 2, 3))', 16, /3 numbers, expected 4 or 6/],
    ['S_INTERSECTS(a, BBOX(0, 9, 1, 2))', 16, /south 9 above/],
    ['S_INTERSECTS(a, POINT(1))', 22, /1 numbers, expected 2 or 3/],
    ['S_INTERSECTS(a, POLYGON((0 0, 1 0, 1 1, 0 1)))', 16, /does not end where it starts/],
    ['S_INTERSECTS(a, POLYGON((0 0, 1 0, 0 0)))', 16, /at least 4/],
    ['S_INTERSECTS(a, LINESTRING(0 0, 1 0 5))', 16, /with and without height/],
    ['S_INTERSECTS(a, 5)', 16, /a number, expected a geometry/],
    ['NOT', 3, /the end of the filter/],
    ['a NOT = 1', 2, /NOT LIKE/],
    ['a IS 5', 5, /expected NULL/],
    ["a = 'x\0'", 4, /NUL/],
  ] as const)
    it(`refuses ${JSON.stringify(text)} at ${offset}`, () => {
      const error = refusal(text)
      assert.match(error.message, message)
      assert.equal(error.offset, offset)
    })

  it('refuses filters that are too deep, however they are nested', () => {
    const deep = 100_000
    for (const text of [
      `${'('.repeat(deep)}a = 1${')'.repeat(deep)}`,
      `${'NOT '.repeat(deep)}a = 1`,
      `a = ${'-'.repeat(deep)}b`,
      `a = 1${' + 1'.repeat(200)}`,
      `${'f('.repeat(deep)}1${')'.repeat(deep)}`,
      `${'CASEI('.repeat(deep)}a`,
    ])
      assert.match(refusal(text).message, /more than 100 levels deep/)
  })

  it('refuses filters that are too large', () => {
    assert.match(refusal(`a IN (1${', 1'.repeat(10_000)})`).message, /more than 10000 parts/)
    assert.match(refusal(`a = '${'x'.repeat(10_001)}'`).message, /longer than 10000/)
    assert.match(refusal(`S_EQUALS(a, MULTIPOINT(0 0${', 0 0'.repeat(20_000)}))`).message, /20000 positions/)
    assert.match(refusal(' '.repeat(1_000_001)).message, /longer than 1000000/)
  })

  it('takes a thousand conditions beside each other', () => {
    const filter = readText(`a = 0${' OR a = 1'.repeat(1000)}`)
    assert.ok(filter.kind === 'or' && filter.args.length === 1001)
  })

  it('reads every geometry, with and without height', () => {
    for (const text of [
      'POINT (1 -2)',
      'POINT Z (1 -2 3)',
      'LINESTRING (0 0, 1 1)',
      'POLYGON ((0 0, 4 0, 4 4, 0 0), (1 1, 2 1, 2 2, 1 1))',
      'MULTIPOINT ((0 0), (1 1))',
      'MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))',
      'MULTIPOLYGON Z (((0 0 1, 4 0 1, 4 4 1, 0 0 1)))',
      'GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))',
      'BBOX(170, -5, -170, 5)',
      'BBOX(0, 0, -100, 1, 1, 100)',
    ])
      assert.equal(toText(readText(`s_intersects(geometry,${text})`)), `S_INTERSECTS(geometry, ${text})`)
    const loose = 'S_EQUALS(g, multipoint(0 0, 1 1)) AND S_EQUALS(g, point z(1 2 3))'
    assert.equal(
      toText(readText(loose)),
      'S_EQUALS(g, MULTIPOINT ((0 0), (1 1))) AND S_EQUALS(g, POINT Z (1 2 3))',
    )
  })

  it('reads arrays as arrays and parentheses as parentheses', () => {
    const json = (text: string) => (toJson(readText(text)) as { args: unknown[] }).args
    assert.deepEqual(json("A_CONTAINS(tags, ('a'))"), [property('tags'), ['a']])
    assert.deepEqual(json('A_CONTAINS(tags, ())'), [property('tags'), []])
    assert.deepEqual(json('A_EQUALS(tags, ((1 + 2) * 3, (4), (5, 6)))'), [
      property('tags'),
      [op('*', op('+', 1, 2), 3), [4], [5, 6]],
    ])
  })
})
