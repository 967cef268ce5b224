import { explainNoAccess, findAccesses, type Satellite } from '../orbits/src/access.ts'
import { cosOffNadir, siteAt } from '../orbits/src/look.ts'
import { stateAt } from '../orbits/src/orbit.ts'
import { constellationAt } from '../simulator/src/sky/constellation.ts'
import type { Figure } from './figure.ts'
import { sized } from './size.ts'

const START_MS = Date.UTC(2026, 10, 23)
const DAY_MS = 86_400_000
const days = 14
const targets = Array.from({ length: sized(30, 2) }, (_, n) => ({
  lon: ((n * 67.3) % 360) - 180,
  lat: 4 * n - 60,
}))
const warming = sized(5, 1)
const scanned_satellites = sized(6, 1)

/**
 * Accesses of a target by the constellation of the sandbox in two weeks, beside a scan of every ten seconds, and of every
 * second, with the same SGP4. The scan is measured for a day and some of the satellites: all of it takes longer alike.
 */
export function benchmarkOrbits(): Promise<Figure[]> {
  const satellites = constellationAt(START_MS)
  const request = {
    satellites,
    start_ms: START_MS,
    end_ms: START_MS + days * DAY_MS,
    max_off_nadir_deg: 30,
    min_sun_elevation_deg: 10,
  }
  const find = () => targets.map((target) => findAccesses({ ...request, target }))
  const explain = () =>
    targets.map((target) => explainNoAccess({ ...request, target, max_off_nadir_deg: 0.01 }))
  const day = () => scanDay(satellites.slice(0, scanned_satellites))
  for (let round = 0; round < warming; round++) for (const work of [find, explain, day]) work()
  const [found_ms, explained_ms] = [find, explain].map((work) => cpuMs(work) / targets.length) as [
    number,
    number,
  ]
  const scan_ms = (cpuMs(day) * days * satellites.length) / scanned_satellites
  console.log(
    `orbits: ${found_ms.toFixed(2)} ms for ${satellites.length} satellites and ${days} days; a scan of every 10 s takes ${scan_ms.toFixed(0)} ms; to explain that there is none takes ${explained_ms.toFixed(2)} ms`,
  )
  return Promise.resolve([
    atLeast('accesses, as fast as a scan of every 10 s', scan_ms / found_ms, 500),
    atLeast('accesses, as fast as a scan of every second', (10 * scan_ms) / found_ms, 5000),
    {
      what: 'explaining that there is no access, against finding them',
      figure: (explained_ms / found_ms).toFixed(2),
      target: '<= 3',
      holds: explained_ms <= 3 * found_ms,
    },
  ])
}

const atLeast = (what: string, ratio: number, least: number): Figure => ({
  what,
  figure: `${ratio.toFixed(0)} x`,
  target: `>= ${least} x`,
  holds: ratio >= least,
})

function scanDay(satellites: readonly Satellite[]): number {
  const site = siteAt(targets[0]!)
  const least_cos = Math.cos(Math.PI / 6)
  let seen = 0
  for (const { orbit } of satellites) {
    for (let time_ms = START_MS; time_ms < START_MS + DAY_MS; time_ms += 10_000) {
      const [x, y, z] = stateAt(orbit, time_ms).position_km
      if (cosOffNadir({ x, y, z, vz: 0 }, site) >= least_cos) seen += 1
    }
  }
  return seen
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
