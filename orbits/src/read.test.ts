import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ageDays, type ElementSet, ElementsError, expectedError, goodUntil } from './elements.ts'
import { readElements } from './read.ts'

const TLE = `ISS (ZARYA)
1 25544U 98067A   24060.51801157  .00016717  00000-0  30306-3 0  9997
2 25544  51.6411 121.6512 0005828 303.3567 205.4402 15.49567813441722`

const OMM = {
  OBJECT_NAME: 'ISS (ZARYA)',
  OBJECT_ID: '1998-067A',
  EPOCH: '2024-02-29T12:25:56.199648',
  MEAN_MOTION: 15.49567813,
  ECCENTRICITY: 0.0005828,
  INCLINATION: 51.6411,
  RA_OF_ASC_NODE: 121.6512,
  ARG_OF_PERICENTER: 303.3567,
  MEAN_ANOMALY: 205.4402,
  EPHEMERIS_TYPE: 0,
  NORAD_CAT_ID: 25544,
  BSTAR: 0.00030306,
  MEAN_MOTION_DOT: 0.00016717,
  MEAN_MOTION_DDOT: 0,
}
const kvnOf = (fields: object) =>
  [
    'CCSDS_OMM_VERS = 3.0',
    'COMMENT of nobody',
    ...Object.entries(fields).map(([k, v]) => `${k} = ${v}`),
  ].join('\n')
const xmlOf = (fields: object) =>
  `<?xml version="1.0"?><ndm><omm id="CCSDS_OMM_VERS" version="3.0"><!-- <EPOCH>never</EPOCH> --><body><segment>${Object.entries(
    fields,
  )
    .map(([k, v]) => `<${k} units="of it">${v}</${k}>`)
    .join('\n')}</segment></body></omm></ndm>`

/** The epochs of both forms differ in the last digit that the shorter has. */
const rounded = (elements: ElementSet) => ({ ...elements, epoch_ms: Math.round(elements.epoch_ms) })

test('the same element set is read from TLE, and from OMM as JSON, XML and KVN', () => {
  const [expected] = readElements(TLE).map(rounded)
  assert.equal(expected!.name, 'ISS (ZARYA)')
  const asText = Object.fromEntries(Object.entries(OMM).map(([key, value]) => [key, String(value)]))
  for (const text of [JSON.stringify(OMM), JSON.stringify([asText]), kvnOf(OMM), xmlOf(OMM)]) {
    assert.deepEqual(readElements(text).map(rounded), [expected])
  }
  assert.deepEqual(
    readElements(JSON.stringify({ ...OMM, EPOCH: '2024-060T12:25:56.199648Z' })).map(rounded),
    [expected],
  )
})

test('several element sets are read from one text, with and without names', () => {
  const [, line1, line2] = TLE.split('\n')
  const names = (text: string) => readElements(text).map(({ name }) => name)
  assert.deepEqual(names(`# comment\n0 FIRST\n${line1}\n${line2}\r\n${line1}\n${line2}\n\n`), ['FIRST', ''])
  assert.equal(readElements(`${kvnOf(OMM)}\n${kvnOf(OMM)}`).length, 2)
  assert.equal(readElements(xmlOf(OMM) + xmlOf(OMM)).length, 2)
})

test('what is wrong with a text is said with its place and what would be right', () => {
  const [, line1, line2] = TLE.split('\n')
  const omm = (changes: object) => JSON.stringify([OMM, { ...OMM, ...changes }])
  const cases: [text: string, message: RegExp][] = [
    ['', /^There is no element set: it may be TLE, or OMM as JSON, XML or KVN$/],
    ['only a name', /^There is no element set/],
    [`NAME\n${line1}`, /^Line 3: it begins with "" and not with "2 "$/],
    [`NAME\n${line2}`, /^Line 2: it is the second line of an element set, and there is no first$/],
    ['{"a": ', /^The text is no JSON: /],
    ['[1]', /^Message 1: it is no object$/],
    [omm({ EPOCH: undefined }), /^Message 2: EPOCH is missing$/],
    [
      omm({ EPOCH: '2024-02-30T00:00:00' }),
      /^Message 2: EPOCH is "2024-02-30T00:00:00"; it should look like "2026-/,
    ],
    [omm({ INCLINATION: '51,6' }), /^Message 2: INCLINATION is "51,6"; it must be a number$/],
    [omm({ INCLINATION: 181 }), /^Message 2: the inclination is 181; it must be from 0 to 180 degrees$/],
    [omm({ REF_FRAME: 'EME2000' }), /^Message 2: REF_FRAME is EME2000; SGP4 takes TEME only$/],
    [omm({ EPHEMERIS_TYPE: 4 }), /^Message 2: EPHEMERIS_TYPE is 4; SGP4 takes 0 or 2 only$/],
    [
      omm({ MEAN_ELEMENT_THEORY: 'DSST' }),
      /^Message 2: MEAN_ELEMENT_THEORY is DSST; SGP4 takes SGP4 or SGP\/SGP4 only$/,
    ],
    [
      'CCSDS_OMM_VERS = 3.0\nINCLINATION 51',
      /^Line 2: "INCLINATION 51" should look like "INCLINATION = 51.64"$/,
    ],
    ['<omm>', /^The XML has no element <omm> that is closed$/],
  ]
  for (const [text, message] of cases) {
    assert.throws(
      () => readElements(text),
      (error: Error) => {
        assert.ok(error instanceof ElementsError, error.stack)
        assert.match(error.message, message)
        return true
      },
    )
  }
})

test('the expected error of a position grows with the age of the elements, and with the drag', () => {
  const [iss] = readElements(TLE)
  const calm = { ...iss!, half_mean_motion_dot_rev_per_day2: 0 }
  const after = (days: number, elements = iss!) =>
    expectedError(elements, elements.epoch_ms + days * 86_400_000)
  assert.equal(ageDays(iss!, iss!.epoch_ms + 86_400_000), 1)
  assert.equal(after(-2).age_days, -2)
  assert.equal(after(-2).along_track_km, after(2).along_track_km)
  const along = [0, 1, 3, 7, 14].map((days) => after(days).along_track_km)
  assert.deepEqual(
    along,
    along.toSorted((a, b) => a - b),
  )
  assert.ok(along[0]! < 1 && along[1]! < 4 && along[3]! > 10, `${along}`)
  assert.ok(after(7, calm).along_track_km < after(7).along_track_km)
  assert.ok(Math.abs(after(7).timing_s - after(7).along_track_km / 7.66) < 0.05)
})

test('elements are good until the moment at which the error reaches what is allowed, and never if nothing is', () => {
  const [iss] = readElements(TLE)
  for (const timing_s of [0.5, 2, 4]) {
    const end_ms = goodUntil(iss!, timing_s)
    assert.ok(expectedError(iss!, end_ms).timing_s <= timing_s)
    assert.ok(expectedError(iss!, end_ms + 60_000).timing_s > timing_s)
  }
  assert.equal(goodUntil(iss!, 0), Math.floor(iss!.epoch_ms))
})
