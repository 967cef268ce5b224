/** Satellites for tests: sun-synchronous planes like those of imaging constellations. */
import type { Satellite } from './access.ts'
import { orbitOf } from './orbit.ts'
import { formatTle, readTle } from './tle.ts'

/** Six satellites in each of six planes, at 475 to 500 km. */
export function testConstellation(epoch: Date): Satellite[] {
  return Array.from({ length: 36 }, (_, index) => {
    const plane = Math.floor(index / 6)
    const satellite_name = `test${index + 1}`
    const tle = formatTle({
      catalog_number: 90_001 + index,
      designator: `26${901 + plane}${'ABCDEF'[index % 6]}`,
      epoch,
      inclination_deg: 97.3 + 0.02 * plane,
      raan_deg: 242 + [157.5, 22.5, 146.25, 11.25, 168.75, 33.75][plane]!,
      argument_of_latitude_deg: 60 * (index % 6) + 10 * plane,
      mean_motion_rev_per_day: 15.3 - 0.016 * plane,
    })
    return { satellite_name, orbit: orbitOf(readTle(tle, satellite_name)) }
  })
}
