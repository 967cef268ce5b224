import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ElementsError } from './elements.ts'
import { formatTle, readTle, tleChecksum } from './tle.ts'

const ISS = [
  '1 25544U 98067A   24060.51801157  .00016717  00000-0  30306-3 0  9993',
  '2 25544  51.6411 121.6512 0005828 303.3567 205.4402 15.49567813441725',
] as const

const close = (value: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${value} is not ${expected}`)

test('an element set is read with all that its columns tell', () => {
  const line1 = withSum(ISS[0])
  const line2 = withSum(ISS[1])
  assert.deepEqual(readTle([line1, line2], 'ISS (ZARYA)'), {
    name: 'ISS (ZARYA)',
    catalog_number: 25544,
    designator: '1998-067A',
    epoch_ms: Date.UTC(2024, 0, 1) + (60.51801157 - 1) * 86_400_000,
    mean_motion_rev_per_day: 15.49567813,
    eccentricity: 0.0005828,
    inclination_deg: 51.6411,
    raan_deg: 121.6512,
    argument_of_perigee_deg: 303.3567,
    mean_anomaly_deg: 205.4402,
    bstar_per_earth_radius: 0.30306e-3,
    half_mean_motion_dot_rev_per_day2: 0.00016717,
  })
})

function withSum(line: string): string {
  return `${line.slice(0, 68)}${tleChecksum(line)}`
}

test('checksums are those of published element sets', () => {
  assert.equal(tleChecksum('1 28057U 03049A   06177.78615833  .00000060  00000-0  35940-4 0  1836'), 6)
  assert.equal(tleChecksum('2 28057  98.4283 247.6961 0000884  88.1964 271.9322 14.35478080140550'), 0)
  assert.equal(tleChecksum('1 04632U 70093B   04031.91070959 -.00000084  00000-0  10000-3 0  9955'), 5)
})

test('catalogue numbers above 99999 are read from Alpha-5', () => {
  const number = (text: string) => {
    const [line1, line2] = [`1 ${text}${ISS[0].slice(7)}`, `2 ${text}${ISS[1].slice(7)}`]
    return readTle([withSum(line1), withSum(line2)]).catalog_number
  }
  assert.deepEqual(
    ['A0001', 'J9999', 'P0000', 'Z9999', '00005', '    5'].map(number),
    [100_001, 189_999, 230_000, 339_999, 5, 5],
  )
})

test('what is wrong with an element set is said with its place and what would be right', () => {
  const [line1, line2] = [withSum(ISS[0]), withSum(ISS[1])]
  const change = (line: string, column: number, text: string) =>
    withSum(line.slice(0, column - 1) + text + line.slice(column - 1 + text.length))
  const cases: [lines: [string, string], message: RegExp][] = [
    [[line1.slice(0, 60), line2], /^Line 7: it has 60 characters; line 1 of an element set has 69$/],
    [[line2, line1], /^Line 7: it begins with "2 " and not with "1 "$/],
    [
      [line1, line2.replace('51.6411', '51.6412')],
      /^Line 8: the checksum \(column 69\) is \d, and the line adds up to \d; it was changed or cut$/,
    ],
    [
      [line1, change(line2, 3, '25545')],
      /^Line 8: the catalogue number is 25545, and in the line before it is 25544; both lines must be of one satellite$/,
    ],
    [
      [line1, change(line2, 9, '51,6411 ')],
      /^Line 8: the inclination \(columns 9 to 16\) is "51,6411 "; it should look like " 51\.6416"$/,
    ],
    [
      [line1, change(line2, 9, '181.6411')],
      /^Line 8: the inclination is 181.6411; it must be from 0 to 180 degrees$/,
    ],
    [
      [line1, change(line2, 53, ' 0.00000000')],
      /^Line 8: the mean motion is 0; it must be above 0 and at most 20 a day$/,
    ],
    [[change(line1, 19, '24 abc'), line2], /^Line 7: the epoch \(columns 19 to 32\)/],
    [
      [change(line1, 19, '24367.00000000'), line2],
      /^Line 7: the epoch is day 367; the year 2024 has days 1 to 366$/,
    ],
  ]
  for (const [lines, message] of cases) {
    assert.throws(
      () => readTle(lines, '', 7),
      (error: Error) => {
        assert.ok(error instanceof ElementsError)
        assert.match(error.message, message)
        return true
      },
    )
  }
})

test('whatever single character of an element set is changed, it is refused or it was no digit', () => {
  const lines = [withSum(ISS[0]), withSum(ISS[1])] as const
  const place = fc.record({ which: fc.nat(1), column: fc.nat(67), digit: fc.nat(9) })
  fc.assert(
    fc.property(place, ({ which, column, digit }) => {
      const line = lines[which]!
      if (!/\d/.test(line[column]!) || line[column] === String(digit)) return
      const changed = line.slice(0, column) + digit + line.slice(column + 1)
      assert.throws(() => readTle(which === 0 ? [changed, lines[1]] : [lines[0], changed]), ElementsError)
    }),
    { seed: 3, numRuns: 300 },
  )
})

test('circular elements that are written come back', () => {
  const epoch = new Date('2028-12-31T18:00:00Z')
  const tle = formatTle({
    catalog_number: 99_042,
    designator: '24902F',
    epoch,
    inclination_deg: 97.3389,
    raan_deg: -20.5,
    argument_of_latitude_deg: 359.99999,
    mean_motion_rev_per_day: 15.28600201,
  })
  const elements = readTle(tle)
  assert.equal(elements.catalog_number, 99_042)
  close(elements.epoch_ms, epoch.getTime(), 0.5)
  assert.equal(elements.inclination_deg, 97.3389)
  assert.equal(elements.raan_deg, 339.5)
  assert.equal(elements.mean_anomaly_deg, 0)
  assert.equal(elements.mean_motion_rev_per_day, 15.28600201)
  assert.deepEqual([elements.eccentricity, elements.bstar_per_earth_radius], [0, 0])
})
