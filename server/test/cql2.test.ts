import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { Connection } from '../src/database/pool.ts'
import type { Expression, Instant } from '../src/lib/cql2/ast.ts'
import { evaluate, type Item } from '../src/lib/cql2/evaluate.ts'
import { logic } from '../src/lib/cql2/filters.testing.ts'
import { readInstant } from '../src/lib/cql2/instants.ts'
import type { Queryables } from '../src/lib/cql2/queryables.ts'
import { readText } from '../src/lib/cql2/read-text.ts'
import { array_relations, type TemporalName, temporal_relations } from '../src/lib/cql2/relations.ts'
import { toSql } from '../src/lib/cql2/to-sql.ts'
import { toText } from '../src/lib/cql2/to-text.ts'
import { onEachDatabase, type TestDatabase } from './databases.ts'

// Rows of few different values, so that they often meet.

const letters = fc.constantFrom(
  'a',
  'A',
  'b',
  'ß',
  'SS',
  'É',
  'é',
  'e\u0301',
  'Σ',
  'ς',
  '😀',
  '\uE000',
  '%',
  '_',
  '\\',
)
const word = fc.array(letters, { maxLength: 3 }).map((parts) => parts.join(''))
const small = fc.integer({ min: -3, max: 3 })
const half = fc.integer({ min: -6, max: 6 }).map((value) => value / 2)
const day = fc.constantFrom('2026-01-01', '2026-01-02', '2026-01-03')
const time = fc
  .tuple(day, fc.constantFrom('00:00:00', '12:00:00.000001', '23:59:59.999999'))
  .map((parts) => `${parts.join('T')}Z`)
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 })

const row = fc.record({
  name: orNull(word),
  other: orNull(word),
  number: orNull(half),
  count: orNull(small),
  flag: orNull(fc.boolean()),
  at: orNull(time),
  day: orNull(day),
  start: orNull(time),
  end: orNull(time),
  tags: orNull(fc.array(fc.constantFrom('a', 'b', 1, 2, true), { maxLength: 3 })),
})

/** As a program has it, in which a text is known to be a time. */
function itemOf(row: Record<string, unknown>): Item {
  const [at, day, start_at] = [row.at, row.day, row.start].map((text) => readInstant(String(text)) ?? null)
  return { ...row, at, day, start_at, span: { start: row.start, end: row.end } }
}

const column = (name: string, type: string) => `(row->>'${name}')::${type}`
const queryables: Queryables = {
  properties: {
    name: { type: 'string', sql: "row->>'name'" },
    other: { type: 'string', sql: column('other', 'text') },
    number: { type: 'number', sql: column('number', 'float8') },
    count: { type: 'integer', sql: column('count', 'integer') },
    flag: { type: 'boolean', sql: column('flag', 'boolean') },
    at: { type: 'timestamp', sql: column('at', 'timestamptz') },
    day: { type: 'date', sql: column('day', 'date') },
    span: {
      type: 'interval',
      of: 'timestamp',
      start: column('start', 'timestamptz'),
      end: column('end', 'timestamptz'),
    },
    tags: { type: 'array', sql: "nullif(row->'tags', 'null')" },
    place: { type: 'geometry', sql: 'st_point(179, 10, 4326)' },
  },
  additional: (name) => ({
    type: 'json',
    sql: { text: ['row->', '::text'], values: [name.replace('_at', '')] },
  }),
}

// Filters without spatial relations and functions.

const property = (...names: string[]): fc.Arbitrary<Expression> =>
  fc.constantFrom(...names).map((name) => ({ kind: 'property', name }))
const literal = <K extends 'string' | 'number' | 'boolean' | 'timestamp' | 'date'>(
  kind: K,
  of: fc.Arbitrary<unknown>,
) => of.map((value) => ({ kind, value }) as Expression)
const instant = fc.oneof(literal('timestamp', time), literal('date', day)).map((one) => {
  const { kind, value } = one as Instant
  return { kind, value: value.replace('.000000', '') } as Instant
})

const text = fc.letrec<{ text: Expression }>((tie) => ({
  text: fc.oneof(
    { depthSize: 'small' },
    property('name', 'other'),
    literal('string', word),
    fc.record({
      kind: fc.constant('fold' as const),
      fold: fc.constantFrom('casei' as const, 'accenti' as const),
      of: tie('text'),
    }),
  ),
})).text
const number = fc.letrec<{ number: Expression }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small' },
    property('number', 'count'),
    literal('number', half),
    fc.record({
      kind: fc.constant('arithmetic' as const),
      op: fc.constantFrom(
        '+' as const,
        '-' as const,
        '*' as const,
        '/' as const,
        '%' as const,
        'div' as const,
      ),
      left: tie('number'),
      right: tie('number'),
    }),
    fc.record({
      kind: fc.constant('arithmetic' as const),
      op: fc.constant('^' as const),
      left: property('number', 'count'),
      right: literal('number', fc.constantFrom(-1, 0, 0.5, 1, 2)),
    }),
  ),
})).number
const moment = fc.oneof(property('at', 'day'), instant)
const interval = fc.oneof(
  property('span'),
  fc
    .tuple(
      ...[1, 2].map(() =>
        fc.oneof(property('start_at', 'at', 'day'), instant, fc.constant({ kind: 'open' as const })),
      ),
    )
    .map(([start, end]) => ({ kind: 'interval', start, end }) as Expression),
)
const pattern = fc
  .array(fc.constantFrom('a', 'b', '%', '_', '\\%', '\\_', '\\\\', 'É', 'é', 'σ', 's'), { maxLength: 4 })
  .map((parts): Expression => ({ kind: 'string', value: parts.join('') }))
const array = fc.oneof(
  property('tags'),
  fc
    .array(
      fc.oneof(
        literal('string', word),
        literal('number', small),
        literal('boolean', fc.boolean()),
        property('name'),
      ),
      { maxLength: 2 },
    )
    .map((items): Expression => ({ kind: 'array', items })),
)
const comparison = fc.constantFrom(
  '=' as const,
  '<>' as const,
  '<' as const,
  '>' as const,
  '<=' as const,
  '>=' as const,
)

function testsOf(value: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  return fc.oneof(
    fc.record({ kind: fc.constant('compare' as const), op: comparison, left: value, right: value }),
    fc.record({
      kind: fc.constant('in' as const),
      of: value,
      list: fc.array(value, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('isNull' as const), of: value }),
  )
}

function relation(names: readonly string[], operand: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  return fc
    .tuple(fc.constantFrom(...names), operand, operand)
    .map(([op, left, right]) => ({ kind: 'relation', op, left, right }) as Expression)
}

const temporal_names = Object.keys(temporal_relations) as TemporalName[]
const of_instants = temporal_names.filter((name) => !temporal_relations[name].intervals_only)
const filter = fc.letrec<{ filter: Expression }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    testsOf(text),
    testsOf(number),
    testsOf(moment),
    testsOf(fc.oneof(property('flag'), literal('boolean', fc.boolean()))),
    fc.record({ kind: fc.constant('isNull' as const), of: interval }),
    fc.record({ kind: fc.constant('like' as const), of: text, pattern }),
    fc.record({ kind: fc.constant('between' as const), of: number, low: number, high: number }),
    relation(temporal_names, interval),
    relation(of_instants, fc.oneof(moment, interval)),
    relation(array_relations, array),
    fc.record({ kind: fc.constant('not' as const), of: tie('filter') }),
    logic(tie('filter')),
  ),
})).filter

onEachDatabase((openDatabase) => {
  let database: TestDatabase
  let connection: Connection
  before(async () => {
    database = await openDatabase()
    connection = await database.pool.connect()
  })
  after(async () => {
    connection.release()
    await database.drop()
  })

  /** The verdict of the filter on each row, in their order. */
  async function ask(filter: Expression, rows: readonly unknown[], of = queryables): Promise<unknown[]> {
    const { rows: answers } = await connection.query(...statementOf(filter, rows, of))
    return answers.map(({ truth }) => truth)
  }

  function statementOf(filter: Expression, rows: readonly unknown[], of = queryables): [string, unknown[]] {
    const { text, values } = toSql(filter, of)
    const condition = text.map((piece, index) => (index === 0 ? piece : `$${index + 1}${piece}`)).join('')
    return [
      `select ${condition} as truth from jsonb_array_elements($1::text::jsonb) with ordinality as given(row, place) order by place`,
      [JSON.stringify(rows), ...values],
    ]
  }

  test('SQL and the evaluator say the same of every filter and row', async () => {
    await fc.assert(
      fc.asyncProperty(filter, fc.array(row, { minLength: 10, maxLength: 20 }), async (asked, rows) => {
        const items = rows.map(itemOf)
        const expected = items.map((item) => evaluate(asked, item))
        assert.deepEqual(await ask(asked, rows), expected, toText(asked))
      }),
      { numRuns: 400 },
    )
  })

  /** The numbers of the rows for which the filter is true. */
  async function pick(text: string, rows: readonly unknown[]): Promise<number[]> {
    const truths = await ask(readText(text), rows)
    return truths.flatMap((truth, index) => (truth === true ? [index] : []))
  }

  test('a property that is not listed is compared as what it is, and null where it is something else', async () => {
    const rows = ['5', 5, true, '2026-01-02', '2026-01-02T10:00:00Z', '2026-02-30', ['a'], null].map((x) => ({
      x,
    }))
    assert.deepEqual(await pick('x = 5', rows), [1])
    assert.deepEqual(await pick("x < '6'", rows), [0, 3, 4, 5])
    assert.deepEqual(await pick('x = true', rows), [2])
    assert.deepEqual(await pick("x = DATE('2026-01-02')", rows), [3, 4])
    assert.deepEqual(await pick("T_AFTER(x, TIMESTAMP('2026-01-02T09:00:00Z'))", rows), [4])
    assert.deepEqual(await pick("A_CONTAINS(x, ('a'))", rows), [6])
    assert.deepEqual(await pick('x IS NULL', rows), [7])
    assert.deepEqual(await pick('x = x', rows), [0, 1, 2, 3, 4, 5, 6])
    assert.deepEqual(await pick('x + 1 = 6', rows), [1])
    assert.deepEqual(
      await pick('unknown IS NULL AND NOT (unknown = 1) IS NOT NULL', rows),
      [0, 1, 2, 3, 4, 5, 6, 7],
    )
  })

  test('letters of all alphabets are compared without case and without accents', async () => {
    const rows = ['KØBENHAVN', 'Chișinău', 'ΟΔΟΣ', 'STRASSE', 'はじめ', 'ЖУК'].map((name) => ({ name }))
    assert.deepEqual(await pick("CASEI(name) = CASEI('København')", rows), [0])
    assert.deepEqual(await pick("ACCENTI(name) LIKE ACCENTI('Chis%')", rows), [1])
    assert.deepEqual(await pick("ACCENTI(CASEI(name)) = CASEI(ACCENTI('CHIȘINAU'))", rows), [1])
    assert.deepEqual(await pick("CASEI(name) IN (CASEI('Οδος'), CASEI('Straße'))", rows), [2, 3])
    assert.deepEqual(await pick("ACCENTI(name) = ACCENTI('はしめ')", rows), [])
    assert.deepEqual(await pick("CASEI(name) LIKE CASEI('ж_К')", rows), [5])
  })

  const [yes, no] = [[0], []]
  for (const [text, expected] of [
    ['S_INTERSECTS(place, BBOX(170, -20, -170, 20))', yes],
    ['S_INTERSECTS(place, BBOX(-170, -20, 170, 20))', no],
    ['S_WITHIN(place, BBOX(170, -20, 0, -170, 20, 9000))', yes],
    ['S_DISJOINT(place, BBOX(170, -20, -170, 20))', no],
    ['S_INTERSECTS(place, BBOX(179, 10, 179, 10))', yes],
    ['S_INTERSECTS(place, BBOX(170, 10, 180, 10))', yes],
    ['S_INTERSECTS(place, BBOX(170, 10, -170, 10))', yes],
    ['S_INTERSECTS(place, BBOX(180, 10, -180, 10))', no],
    ['S_EQUALS(place, POINT Z (179 10 5))', yes],
    ['S_TOUCHES(place, LINESTRING(179 10, 170 10))', yes],
    ['S_CROSSES(place, LINESTRING(178 10, 180 10))', no],
    ['S_OVERLAPS(MULTIPOINT((179 10), (0 0)), MULTIPOINT((179 10), (1 1)))', yes],
    ['S_CONTAINS(POLYGON((170 0, 180 0, 180 20, 170 20, 170 0)), place)', yes],
    ['S_INTERSECTS(place, GEOMETRYCOLLECTION(POINT(1 1), POINT(179 10)))', yes],
    ['S_EQUALS(place, GEOMETRYCOLLECTION(POINT(179 10), LINESTRING(1 1, 2 2)))', no],
    ['S_WITHIN(place, GEOMETRYCOLLECTION(POINT(179 10), LINESTRING(1 1, 2 2)))', yes],
  ] as const)
    test(`${text} is ${expected === yes}`, async () => {
      assert.deepEqual(await pick(text, [{}]), expected)
    })

  test('what has no result is null, not an error', async () => {
    for (const text of ['1 / 0 = 1', '1 % 0 = 1', '1 div 0 = 1', '0 ^ -1 = 1', '(0 - 8) ^ 0.5 = 1'])
      assert.deepEqual(await ask(readText(text), [{}]), [null], text)
  })

  test('the largest filters are taken by the database', async () => {
    const nested = `${'NOT ('.repeat(45)}count = 1${')'.repeat(45)}`
    assert.deepEqual(await ask(readText(nested), [{ count: 1 }]), [false])
    const list = Array.from({ length: 9000 }, (_, index) => index).join(', ')
    assert.deepEqual(await pick(`count IN (${list})`, [{ count: 8999 }, { count: 9000 }]), [0])
    const powers = `${'('.repeat(30)}number${' ^ 1)'.repeat(30)} = 2`
    assert.deepEqual(await pick(powers, [{ number: 2 }]), [0])
    const computed = `A_CONTAINS((0, ${Array(4000).fill('count').join(', ')}), (5))`
    assert.deepEqual(await pick(computed, [{ count: 5 }, { count: 6 }]), [0])
  })

  test('whether lists overlap takes no longer for all rows than to read the longer list once', async () => {
    const list = (from: number) => `(${Array.from({ length: 4000 }, (_, at) => from + at).join(', ')})`
    const rows = Array.from({ length: 5000 }, (_, at) => ({ tags: [at, at + 1, -1] }))
    for (const text of [`A_OVERLAPS(tags, ${list(4000)})`, `A_OVERLAPS(${list(4000)}, tags)`]) {
      const [statement, values] = statementOf(readText(text), rows)
      const { rows: plan } = await connection.query(`explain verbose ${statement}`, values)
      assert.match(JSON.stringify(plan), /hashed SubPlan/, text)
      assert.deepEqual((await pick(text, rows)).slice(0, 2), [3999, 4000])
    }
    assert.deepEqual(await pick(`A_OVERLAPS(${list(0)}, ${list(4000)})`, rows), [])
  })

  test('no text of a filter becomes SQL', async () => {
    const hostile = `'); drop table orders; --"\\'`
    const rows = [{ [hostile]: hostile, name: hostile }]
    const of = (node: Expression): Expression => ({
      kind: 'compare',
      op: '=',
      left: node,
      right: { kind: 'string', value: hostile },
    })
    assert.deepEqual(await ask(of({ kind: 'property', name: hostile }), rows), [true])
    assert.deepEqual(await ask(of({ kind: 'property', name: 'name' }), rows), [true])
  })
})
