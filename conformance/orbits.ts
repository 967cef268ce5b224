// npm run conformance -- orbits: thousands of random orbits and requests, for each of which the search of orbits/ must
// find the windows that a scan of every second finds. The test of orbits/ does the same with a few hundred. A number
// behind it chooses other cases: npm run conformance -- orbits 7
import fc from 'fast-check'
import { compare, requests, satellites } from '../orbits/src/cases.testing.ts'

const orbits = 150
const requests_per_orbit = 40

export function runOrbits(seed: number): boolean {
  let [windows, wrong] = [0, 0]
  fc.sample(satellites, { seed, numRuns: orbits }).forEach((satellite, index) => {
    const some = fc.sample(requests, { seed: seed + index, numRuns: requests_per_orbit })
    for (const { request, found, runs, agree } of compare(satellite, some)) {
      windows += runs.length
      if (agree) continue
      wrong += 1
      console.log(JSON.stringify({ elements: satellite.orbit.elements, request, found, scanned: runs }))
    }
  })
  console.log(
    `${orbits * requests_per_orbit} requests, ${windows} windows; ${wrong} requests answered otherwise`,
  )
  return wrong === 0
}
