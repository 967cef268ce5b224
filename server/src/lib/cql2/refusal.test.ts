import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Cql2Error } from './error.ts'
import { readJson } from './read-json.ts'
import { readText } from './read-text.ts'
import { toText } from './to-text.ts'

/** Reads what may be no filter; what can be read can also be written. */
function attempt(read: () => ReturnType<typeof readText>): void {
  try {
    toText(read())
  } catch (error) {
    if (!(error instanceof Cql2Error)) throw error
  }
}

const words =
  'a b AND OR NOT ( ) ( ) , = < - + * ^ 1 .5 \'x\' "y" LIKE IN BETWEEN IS NULL f( CASEI( S_WITHIN( T_AFTER( A_EQUALS('
const more = " POINT POLYGON BBOX( Z INTERVAL( DATE( TIMESTAMP( '2026-01-01' '..' TRUE div"
const token = fc.constantFrom(...(words + more).split(' '))

const names = 'and or not = + in between like isNull casei s_within t_after a_equals f'.split(' ')
const members = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<unknown>(
      1,
      'x',
      true,
      null,
      '2026-01-01',
      { property: 'a' },
      { bbox: [1, 2, 3, 4] },
      { date: 5 },
    ),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.record({ op: fc.constantFrom(...names), args: fc.array(tie('json'), { maxLength: 3 }) }),
    fc.record({ interval: fc.array(tie('json'), { maxLength: 2 }) }),
    fc.record({
      type: fc.constantFrom('Point', 'Polygon', 'GeometryCollection'),
      coordinates: tie('json'),
      geometries: tie('json'),
    }),
  ),
})).json

describe('what is no filter', () => {
  it('is refused with a place, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), (tokens) => attempt(() => readText(tokens.join(' ')))),
      { numRuns: 3000 },
    )
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => attempt(() => readText(text))))
  })

  it('is refused with a place, whatever the JSON', () => {
    fc.assert(
      fc.property(members, (json) => attempt(() => readJson(json))),
      { numRuns: 3000 },
    )
    fc.assert(fc.property(fc.anything(), (json) => attempt(() => readJson(json))))
  })

  it('is refused in time that grows with its length only', () => {
    const long = 900_000
    for (const text of ["'", '"', ' ', '1', 'a', '(', "a = '\\", '1e', '-', '.'])
      attempt(() => readText(text + (text.at(-1) ?? '').repeat(long)))
    attempt(() => readText(`a = '${'x'.repeat(long)}`))
    attempt(() => readText(`a = '${"''".repeat(long / 2)}`))
  })
})
