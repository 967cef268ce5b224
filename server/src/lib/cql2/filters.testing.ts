// Random filters for the tests.
import fc from 'fast-check'
import { arithmetics, comparisons, type Endpoint, type Expression, type Instant } from './ast.ts'
import type { Geometry, Position } from './geometry.ts'
import { array_relations, type RelationName, spatial_relations, temporal_relations } from './relations.ts'

type Made<E = Expression> = fc.Arbitrary<E>

const text = fc
  .string({ unit: 'grapheme', maxLength: 8 })
  .filter((value) => !value.includes('\0') && value.isWellFormed())
const wild = fc.string({
  unit: fc.constantFrom('a', 'É', "'", '"', '%', '_', '\\\\', '\n', '\x07'),
  maxLength: 6,
})
const number = fc
  .oneof(fc.integer({ min: -9, max: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((value) => (value === 0 ? 0 : value))
const day = fc
  .date({ min: new Date('1000-01-01'), max: new Date('9000-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const instant: Made<Instant> = fc.oneof(
  day.map((iso) => ({ kind: 'date', value: iso.slice(0, 10) }) as const),
  day.map((iso) => ({ kind: 'timestamp', value: iso.replace(/\.?0*Z$/, 'Z') }) as const),
)
const property = fc
  .oneof(
    fc.constantFrom('eo:cloud_cover', 'notes', 'date', 'NOT', 'a.b', 'point', 'true', 'Größe', 'x y'),
    text,
  )
  .filter((name) => name !== '')
  .map((name) => ({ kind: 'property', name }) as const)

const position = (size: number): fc.Arbitrary<Position> =>
  fc.array(fc.integer({ min: -90, max: 90 }), { minLength: size, maxLength: size })
const lineOf = (size: number) => fc.array(position(size), { minLength: 2, maxLength: 4 })
const ringOf = (size: number) =>
  fc.array(position(size), { minLength: 3, maxLength: 5 }).map((open) => [...open, open[0]!])
const few = <T>(items: fc.Arbitrary<T>) => fc.array(items, { minLength: 1, maxLength: 3 })

function simpleGeometry(size: number) {
  const made = <T extends string, C>(type: T, coordinates: fc.Arbitrary<C>) =>
    coordinates.map((value) => ({ type, coordinates: value }))
  return fc.oneof(
    made('Point', position(size)),
    made('MultiPoint', few(position(size))),
    made('LineString', lineOf(size)),
    made('MultiLineString', few(lineOf(size))),
    made('Polygon', few(ringOf(size))),
    made('MultiPolygon', few(few(ringOf(size)))),
  )
}

const geometry = fc.constantFrom(2, 3).chain((size): fc.Arbitrary<Geometry> => {
  const simple = simpleGeometry(size)
  return fc.oneof(
    simple,
    few(simple).map((geometries) => ({ type: 'GeometryCollection' as const, geometries })),
  )
})
const bbox = fc
  .tuple(
    fc.integer({ min: -180, max: 180 }),
    fc.integer({ min: -90, max: 0 }),
    fc.integer({ min: -180, max: 180 }),
  )
  .map(([west, south, east]) => [west, south, east, south + 5])

interface Parts {
  condition: Expression
  number: Expression
  text: Expression
}
type Tie = fc.LetrecTypedTie<Parts>

const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(model, { noNullPrototype: true })
const kind = <K extends string>(name: K) => fc.constant(name)
const boolean = fc.boolean().map((value) => ({ kind: 'boolean', value }) as const)

const callOf = (tie: Tie) =>
  record({
    kind: kind('call'),
    name: fc.constantFrom('f', 'Buffer', 'ns:g'),
    args: fc.array(fc.oneof(tie('number'), tie('text'), tie('condition')), { maxLength: 2 }),
  })

const textOf = (tie: Tie): Made =>
  fc.oneof(
    { depthSize: 'small' },
    text.map((value) => ({ kind: 'string', value }) as const),
    property,
    record({
      kind: kind('fold'),
      fold: fc.constantFrom('casei' as const, 'accenti' as const),
      of: tie('text'),
    }),
  )

const numberOf = (tie: Tie): Made =>
  fc.oneof(
    { depthSize: 'small' },
    number.map((value) => ({ kind: 'number', value }) as const),
    property,
    record({
      kind: kind('arithmetic'),
      op: fc.constantFrom(...arithmetics),
      left: tie('number'),
      right: tie('number'),
    }),
  )

function relationsOf(scalar: Made, called: fc.Arbitrary<Expression & { kind: 'call' }>): Made[] {
  const endpoint: Made<Endpoint> = fc.oneof(record({ kind: kind('open') }), instant, property, called)
  const interval = record({ kind: kind('interval'), start: endpoint, end: endpoint })
  const temporal = fc.oneof(instant, interval, property)
  const array = fc.array(scalar, { maxLength: 3 }).map((items) => ({ kind: 'array', items }) as const)
  return [
    fc
      .constantFrom(...(Object.keys(temporal_relations) as RelationName[]))
      .chain((op) => relation(op, temporal)),
    fc.constantFrom(...spatial_relations).chain((op) => relation(op, spatial)),
    fc.constantFrom(...array_relations).chain((op) => relation(op, fc.oneof(array, property))),
  ]
}

const spatial = fc.oneof(
  geometry.map((value) => ({ kind: 'geometry', geometry: value }) as const),
  bbox.map((value) => ({ kind: 'bbox', bbox: value }) as const),
  property,
)

function conditionOf(tie: Tie): Made {
  const called = callOf(tie)
  const scalar = fc.oneof(tie('number'), tie('text'), instant, boolean, called)
  const pattern = wild.map((value) => ({ kind: 'string', value }) as const)
  return fc.oneof(
    { depthSize: 'small' },
    record({ kind: kind('compare'), op: fc.constantFrom(...comparisons), left: scalar, right: scalar }),
    record({ kind: kind('in'), of: scalar, list: few(scalar) }),
    record({ kind: kind('like'), of: tie('text'), pattern }),
    record({ kind: kind('between'), of: tie('number'), low: tie('number'), high: tie('number') }),
    record({ kind: kind('isNull'), of: fc.oneof(scalar, spatial, tie('condition')) }),
    ...relationsOf(scalar, called),
    called,
    boolean,
    record({ kind: kind('not'), of: tie('condition') }),
    logic(tie('condition')),
  )
}

/** Conditions of every kind, of properties of any name. */
export const anyFilter: Made = fc.letrec<Parts>((tie) => ({
  condition: conditionOf(tie),
  number: numberOf(tie),
  text: textOf(tie),
})).condition

function relation(op: RelationName, operand: Made): Made {
  return record({ kind: kind('relation'), op: fc.constant(op), left: operand, right: operand })
}

/** Flat, as the readers make it. */
export function logic(condition: Made): Made {
  return fc
    .tuple(
      fc.constantFrom('and' as const, 'or' as const),
      fc.array(condition, { minLength: 2, maxLength: 3 }),
    )
    .map(([kind, args]) => ({ kind, args: args.flatMap((arg) => (arg.kind === kind ? arg.args : [arg])) }))
}
