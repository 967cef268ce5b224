import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Geometry } from '@swath/contract/geometry'
import fc from 'fast-check'
import { relaxationsOf, type SeenPass, type Wish } from './relaxations.rules.ts'

const day_ms = 86_400_000
const at = (day: number) => new Date(Date.UTC(2026, 5, 1, 8) + day * day_ms)

const asked: Wish = {
  window: { start: at(5), end: at(10) },
  limits: {
    min_off_nadir_deg: 0,
    max_off_nadir_deg: 25,
    min_sun_elevation_deg: 30,
    max_sun_elevation_deg: 90,
    max_cloud_pct: 20,
  },
}
const widest: Wish = {
  window: { start: at(0), end: at(30) },
  limits: { ...asked.limits, max_off_nadir_deg: 45, min_sun_elevation_deg: 0 },
}
const nowhere: Geometry = { type: 'Polygon', coordinates: [] }

/** A pass on a day, so many degrees off nadir, with the sun so high. */
const pass = (
  day: number,
  off_nadir_deg = 10,
  sun_elevation_deg = 50,
  footprint: Geometry = nowhere,
): SeenPass => ({
  start: at(day).toISOString(),
  end: new Date(at(day).getTime() + 8000).toISOString(),
  off_nadir_deg,
  sun_elevation_deg,
  footprint,
})
const told = (passes: SeenPass[], more: { frames?: Geometry[]; wish?: Wish; has_more?: boolean } = {}) =>
  relaxationsOf(more.wish ?? asked, widest, {
    passes,
    has_more: more.has_more ?? false,
    frames: more.frames ?? [],
  })

describe('relaxations', () => {
  const cases: [name: string, passes: SeenPass[], messages: string[]][] = [
    ['of nothing are none', [], []],
    [
      'of one limit name the smallest whole degree, and count what it lets in',
      [pass(6, 26.4), pass(7, 26.8), pass(8, 31)],
      ['max_ona 27 instead of 25: 2 passes, the first on 2026-06-07'],
    ],
    [
      'of the sun go down',
      [pass(6, 10, 21.3)],
      ['min_sun_elevation 21 instead of 30: 1 pass, on 2026-06-07'],
    ],
    [
      'leave a margin to what is at a whole degree itself',
      [pass(6, 27)],
      ['max_ona 28 instead of 25: 1 pass, on 2026-06-07'],
    ],
    [
      'of the end are whole days',
      [pass(12.5), pass(12.9)],
      ['3 days longer: 2 passes, the first on 2026-06-13'],
    ],
    ['of the start are whole days', [pass(4.5)], ['a day earlier: 1 pass, on 2026-06-05']],
    ['go no further than is allowed', [pass(8, 44.95)], ['max_ona 45 instead of 25: 1 pass, on 2026-06-09']],
    [
      'are not of passes that are further than is allowed',
      [pass(8, 50), pass(40), pass(8, 10, -5), pass(12, 50), pass(12, 50, 20)],
      [],
    ],
    ['are none where nothing is in the way: the provider has another reason', [pass(8)], []],
    [
      'of two limits are told beside those of one, if each of the two is smaller so',
      [pass(6, 40), pass(11.5, 27.5), pass(13.5)],
      [
        'max_ona 28 instead of 25 and 2 days longer: 1 pass, on 2026-06-12',
        '4 days longer: 1 pass, on 2026-06-14',
        'max_ona 41 instead of 25: 1 pass, on 2026-06-07',
      ],
    ],
    [
      'of two limits are not told where one of them would do alone',
      [pass(6, 28), pass(12, 28.5), pass(6, 29.5, 20)],
      ['max_ona 29 instead of 25: 1 pass, on 2026-06-07'],
    ],
    [
      'of two limits are not told where the other one has to be as wide as it would be alone',
      [pass(6, 10, 21.4), pass(7, 26.5, 21.8)],
      ['min_sun_elevation 21 instead of 30: 1 pass, on 2026-06-07'],
    ],
    [
      'of two limits are those that are least together',
      [pass(11.5, 44), pass(20, 26.5), pass(12.5, 29.5)],
      ['max_ona 30 instead of 25 and 3 days longer: 1 pass, on 2026-06-13'],
    ],
    ['of three limits are none', [pass(12, 30, 20)], []],
  ]
  for (const [name, passes, messages] of cases) {
    test(name, () => {
      const messages_told = told(passes).map(({ message }) => message)
      assert.deepEqual(messages_told.toSorted(), messages.toSorted())
    })
  }

  test('begin with the smallest, by the share of the way that is there', () => {
    const found = told([pass(6, 40), pass(11), pass(6, 10, 20)])
    assert.deepEqual(
      found.map(({ parameters }) => Object.keys(parameters).join()),
      ['end', 'min_sun_elevation', 'max_ona'],
    )
  })

  test('are parameters as an order has them; where the start is moved, the end stays where it was', () => {
    const [earlier] = told([pass(4.5)])
    assert.deepEqual(earlier!.parameters, { start: at(4).toISOString(), end: at(10).toISOString() })
    assert.deepEqual(told([pass(6, 26.4)])[0]!.parameters, { max_ona: 27 })
    assert.equal(told([pass(6, 26.4)])[0]!.first_at, at(6).toISOString())
  })

  test('say that there may be more passes than were looked at', () => {
    const [first] = told([pass(6, 26.4)], { has_more: true })
    assert.equal(first!.message, 'max_ona 27 instead of 25: at least 1 pass, on 2026-06-07')
  })

  test('of an area let every strip be seen, and are told of the last one that has a pass', () => {
    const square = (lon: number): Geometry => ({
      type: 'Polygon',
      coordinates: [
        [
          [lon, 0],
          [lon + 0.05, 0],
          [lon + 0.05, 0.2],
          [lon, 0.2],
          [lon, 0],
        ],
      ],
    })
    const frames = [square(10), square(10.05), square(10.1)]
    const [a, b, c] = frames as [Geometry, Geometry, Geometry]
    const seen = [pass(6, 27, 50, a), pass(6, 10, 50, b), pass(7, 33.5, 50, c)]
    assert.deepEqual(
      told(seen, { frames }).map(({ message }) => message),
      ['max_ona 34 instead of 25: 3 passes, the first on 2026-06-07'],
    )
    assert.deepEqual(told(seen.slice(0, 2), { frames }), [], 'nothing is known of the third')
  })

  test('let in as many passes as they say, within what is allowed, whatever the passes are', () => {
    const anyPass = fc
      .tuple(
        fc.double({ min: 0, max: 29.9, noNaN: true }),
        fc.double({ min: 0, max: 45, noNaN: true }),
        fc.double({ min: 0, max: 90, noNaN: true }),
      )
      .map(([day, off, sun]) => pass(day, off, sun))
    const isIn = ({ start, end, off_nadir_deg, sun_elevation_deg }: SeenPass, { window, limits }: Wish) =>
      Date.parse(start) >= Number(window.start) &&
      Date.parse(end) <= Number(window.end) &&
      off_nadir_deg <= limits.max_off_nadir_deg &&
      sun_elevation_deg >= limits.min_sun_elevation_deg
    fc.assert(
      fc.property(fc.array(anyPass, { maxLength: 12 }), (all) => {
        const passes = all.filter((one) => !isIn(one, asked))
        for (const { parameters, passes: count } of told(passes)) {
          const { start, end, max_ona, min_sun_elevation } = parameters
          const relaxed: Wish = {
            window: {
              start: start === undefined ? asked.window.start : new Date(start),
              end: end === undefined ? asked.window.end : new Date(end),
            },
            limits: {
              ...asked.limits,
              max_off_nadir_deg: max_ona ?? 25,
              min_sun_elevation_deg: min_sun_elevation ?? 30,
            },
          }
          const let_in = passes.filter((one) => isIn(one, relaxed))
          assert.equal(count, let_in.length)
          assert.ok(count > 0)
          assert.ok(relaxed.window.start >= widest.window.start && relaxed.window.end <= widest.window.end)
        }
      }),
      { numRuns: 300 },
    )
  })
})
