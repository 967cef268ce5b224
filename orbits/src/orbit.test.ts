import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { sgp4 } from 'satellite.js'
import { minus, norm, siderealAngle, toEarthFixed, type Vec3 } from './earth.ts'
import { type Orbit, orbitOf, positionAt, stateAt } from './orbit.ts'
import { readTle, type Tle, tleChecksum } from './tle.ts'

const read = (file: string) =>
  readFileSync(new URL(`../vectors/${file}`, import.meta.url), 'utf8').split('\n')

/** The authors changed three element sets to make SGP4 fail, and left their checksums as they were. */
const madeUp = /^[12] 3333[345]/
const lines = read('SGP4-VER.TLE')
  .filter((line) => /^[12] /.test(line))
  .map((line) => (madeUp.test(line) ? line.slice(0, 68) + tleChecksum(line) : line))
const tles = Array.from({ length: lines.length / 2 }, (_, n): Tle => [lines[2 * n]!, lines[2 * n + 1]!])

interface Published {
  minutes: number
  position_km: Vec3
  velocity_km_s: Vec3
}

/** The states of each element set, in the order of the element sets. */
const states: Published[][] = []
for (const line of read('states.txt')) {
  if (line.endsWith('xx')) states.push([])
  else if (line) {
    const [minutes, x, y, z, vx, vy, vz] = line.split(' ').map(Number) as [number, ...number[]]
    states.at(-1)!.push({ minutes, position_km: [x!, y!, z!], velocity_km_s: [vx!, vy!, vz!] })
  }
}

const inertial = ({ satrec }: Orbit, minutes: number) => {
  const { position, velocity } = sgp4(satrec, minutes)!
  return { position_km: tripleOf(position), velocity_km_s: tripleOf(velocity) }
}
const tripleOf = ({ x, y, z }: { x: number; y: number; z: number }): Vec3 => [x, y, z]

/** The paper has this element set to show how SGP4 ends. Its one state is that at the epoch. */
const ENDS_AT_ONCE = 33334

describe('SGP4 and SDP4 against the verification states of AIAA 2006-6753', () => {
  assert.equal(tles.length, 33)
  assert.equal(states.length, tles.length)

  tles.forEach((tle, index) => {
    const elements = readTle(tle)
    const { catalog_number } = elements
    if (catalog_number === ENDS_AT_ONCE) return
    test(`satellite ${catalog_number} (${index + 1} of 33) is where the paper has it, to five centimetres`, () => {
      const orbit = orbitOf(elements)
      for (const { minutes, position_km, velocity_km_s } of states[index]!) {
        const state = inertial(orbit, minutes)
        const [gap_km, gap_km_s] = [
          norm(minus(state.position_km, position_km)),
          norm(minus(state.velocity_km_s, velocity_km_s)),
        ]
        // The library counts the epoch in whole milliseconds, which moves the Moon by centimetres.
        assert.ok(gap_km < 5e-5, `${gap_km} km after ${minutes} minutes`)
        assert.ok(gap_km_s < 5e-8, `${gap_km_s} km/s after ${minutes} minutes`)
      }
    })
  })

  test('an orbit that ends says for which satellite, when and why', () => {
    const tle = tles.find(([line]) => line.startsWith(`1 ${ENDS_AT_ONCE}`))!
    const orbit = orbitOf(readTle(tle))
    assert.throws(
      () => positionAt(orbit, orbit.epoch_ms),
      /^Error: SGP4 ends for satellite 33334 at 2006-06-23T20:35:47.504Z: the eccentricity leaves 0 to 1$/,
    )
  })
})

const [line1, line2] = tles.find(([line]) => line.startsWith('1 28057'))!
const orbit = orbitOf(readTle([line1, line2]))

test('Earth-fixed states are those of SGP4, turned by the sidereal angle at that time', () => {
  const time_ms = orbit.epoch_ms + 120 * 60_000
  const { position_km } = inertial(orbit, 120)
  const expected = toEarthFixed(position_km, siderealAngle(time_ms))
  assert.ok(norm(minus(positionAt(orbit, time_ms), expected)) < 1e-6)
  assert.deepEqual(stateAt(orbit, time_ms).position_km, positionAt(orbit, time_ms))
})

test('the Earth-fixed velocity is the rate of change of the Earth-fixed position', () => {
  const time_ms = orbit.epoch_ms + 12_345_678
  const moved = minus(positionAt(orbit, time_ms + 500), positionAt(orbit, time_ms - 500))
  assert.ok(norm(minus(moved, stateAt(orbit, time_ms).velocity_km_s)) < 1e-4)
})
