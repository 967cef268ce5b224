/** Random orbits and requests to compare searches on: shared by the test and by the wide run of `npm run conformance`. */
import fc from 'fast-check'
import type { AccessConstraints, Direction, Satellite } from './access.ts'
import { findAccesses } from './access.ts'
import { scan, trackOf } from './brute.testing.ts'
import { orbitOf } from './orbit.ts'
import type { Span } from './spans.ts'

export const START_MS = Date.UTC(2026, 10, 23)
const DAY_S = 86_400
const EARTH_RADIUS_KM = 6378

/** Evenly, where `fc.double` likes extremes; these are named besides. */
const double = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1_000_000 }).map((share) => min + ((max - min) * share) / 1_000_000)
const angle = double(0, 359.99)

interface Kind {
  motion: fc.Arbitrary<number>
  /** As a share of the eccentricity at which the perigee is 200 km high. */
  oblong: fc.Arbitrary<number>
  inclination_deg: fc.Arbitrary<number>
}

const anyInclination = fc.oneof(fc.constantFrom(97.5, 51.6, 90, 30, 142), double(0, 180))
/** Images are taken from the first, which comes three times as often as all other kinds. */
const KINDS: readonly Kind[] = [
  { motion: double(14, 16), oblong: double(0, 0.2), inclination_deg: anyInclination },
  { motion: double(14.5, 15.5), oblong: fc.constant(0), inclination_deg: double(96, 99) },
  { motion: double(14, 16), oblong: double(0, 1), inclination_deg: anyInclination },
  {
    motion: double(13, 15.5),
    oblong: double(0, 1),
    inclination_deg: fc.constantFrom(0, 0.01, 2, 5, 178, 180),
  },
  { motion: double(6.5, 13), oblong: double(0, 1), inclination_deg: anyInclination },
  { motion: double(2, 6), oblong: double(0, 0.8), inclination_deg: anyInclination },
  { motion: fc.constant(2.006), oblong: fc.constant(0.95), inclination_deg: fc.constant(63.4) },
  { motion: fc.constant(1.0027), oblong: double(0, 0.05), inclination_deg: fc.constantFrom(0.02, 7) },
]

export const satellites: fc.Arbitrary<Satellite> = fc.constantFrom(...KINDS).chain((kind) =>
  fc
    .record({
      ...kind,
      raan_deg: angle,
      argument_of_perigee_deg: angle,
      mean_anomaly_deg: angle,
      age_days: double(-3, 10),
      drag: fc.constantFrom(0, 1e-5, 1e-4, 5e-4),
    })
    .map(({ motion, oblong, age_days, drag, ...angles }) => ({
      satellite_name: 'satellite',
      gsd_m: 1,
      orbit: orbitOf({
        name: '',
        catalog_number: 1,
        designator: '',
        epoch_ms: START_MS - age_days * 1000 * DAY_S,
        mean_motion_rev_per_day: motion,
        eccentricity: oblong * Math.max(0, 1 - (EARTH_RADIUS_KM + 200) / axisKm(motion)),
        bstar_per_earth_radius: drag,
        half_mean_motion_dot_rev_per_day2: 0,
        ...angles,
      }),
    })),
)

const axisKm = (motion: number) => Math.cbrt(398_600.4418 / ((motion * 2 * Math.PI) / DAY_S) ** 2)

const targets = fc.record({
  lon: fc.oneof(fc.constantFrom(180, -180, 179.95, -179.95, 0), double(-180, 180)),
  lat: fc.oneof(fc.constantFrom(90, -90, 89.9, 80, -80, 0), double(-90, 90), double(-60, 60)),
})

const none = fc.constant({})
const windows = fc
  .tuple(
    fc.integer({ min: 0, max: DAY_S / 2 }),
    fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.constant(DAY_S)),
  )
  .map(([from, length]) => ({ from, to: Math.min(from + length, DAY_S - 1) }))
const limits = fc.tuple(
  fc.oneof(
    none,
    ...[double(3, 63), fc.constantFrom(0.5, 30, 75)].map((any) => fc.record({ max_off_nadir_deg: any })),
  ),
  fc.oneof(none, none, fc.record({ min_elevation_deg: double(0, 70) })),
  fc.oneof(
    none,
    fc.constantFrom(
      { min_sun_elevation_deg: 10 },
      { max_sun_elevation_deg: -6 },
      { min_sun_elevation_deg: 5, max_sun_elevation_deg: 40 },
    ),
  ),
  fc.oneof(none, none, fc.record({ pass: fc.constantFrom<Direction>('ascending', 'descending') })),
  fc.oneof(
    none,
    none,
    fc.record({
      view_azimuth_deg: fc
        .tuple(angle, double(20, 340))
        .map(([from, width]) => [from, from + width] as const),
    }),
  ),
  fc.oneof(none, none, fc.record({ max_gsd_m: double(1, 3) })),
  fc.oneof(none, none, fc.constant({ min_off_nadir_deg: 12 })),
)

/** Everything of a request but its satellites. */
export const requests: fc.Arbitrary<Omit<AccessConstraints, 'satellites'>> = fc
  .record({ target: targets, window: windows, limits })
  .map(({ target, window, limits }) => ({
    target,
    start_ms: START_MS + window.from * 1000,
    end_ms: START_MS + window.to * 1000,
    ...(Object.assign({}, ...limits) as object),
  }))

/** The windows that the search finds and that a scan of a day finds. */
export function compare(satellite: Satellite, some: readonly Omit<AccessConstraints, 'satellites'>[]) {
  const track = trackOf(satellite, START_MS, DAY_S)
  return some.map((request) => {
    const constraints: AccessConstraints = { ...request, satellites: [satellite] }
    if (isEquatorial(satellite)) delete constraints.pass
    const runs = scan(track, constraints).map(({ first, last }): Seconds => [first, last])
    const found = joined(findAccesses(constraints).map(secondsIn))
    return { request, found, runs, agree: agree(found, runs) }
  })
}

/** An orbit along the equator neither ascends nor descends. */
function isEquatorial({ orbit }: Satellite): boolean {
  const { inclination_deg } = orbit.elements
  return inclination_deg < 0.5 || inclination_deg > 179.5
}

type Seconds = readonly [from: number, to: number]

const secondsIn = ({ start_ms, end_ms }: Span): Seconds => [
  (start_ms - START_MS) / 1000,
  (end_ms - START_MS) / 1000,
]

/** A scan does not see a gap between two seconds. */
function joined(windows: readonly Seconds[]): Seconds[] {
  const all: [number, number][] = []
  for (const [from, to] of windows) {
    const before = all.at(-1)
    if (before && from <= before[1] + 1) before[1] = to
    else all.push([from, to])
  }
  return all
}

/** Whatever one of them finds the other finds within one second; a scan need not see windows of less. */
function agree(found: readonly Seconds[], runs: readonly Seconds[]): boolean {
  const isNear = ([a, b]: Seconds, [c, d]: Seconds) => Math.abs(a - c) <= 1 && Math.abs(b - d) <= 1
  return (
    runs.every((run) => found.some((one) => isNear(one, run))) &&
    found.every((one) => one[1] - one[0] <= 1 || runs.some((run) => isNear(one, run)))
  )
}
