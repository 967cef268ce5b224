/**
 * Two-line element sets, written in the columns of the NORAD format.
 * Source: T.S. Kelso, "Two-Line Element Set Format", https://celestrak.org/NORAD/documentation/tle-fmt.php
 */
import { DAY_MS } from './earth.ts'

export type Tle = readonly [line1: string, line2: string]

/** A circular, drag-free orbit: all that this constellation flies. */
export interface CircularElements {
  /** At most five digits. */
  catalog_number: number
  /** International designator: launch year (2), launch number (3), piece; such as `24901A`. */
  designator: string
  epoch: Date
  inclination_deg: number
  raan_deg: number
  /** Angle from the ascending node; the mean anomaly, since the perigee is put at the node. */
  argument_of_latitude_deg: number
  mean_motion_rev_per_day: number
}

export function formatTle(elements: CircularElements): Tle {
  const catalog = String(elements.catalog_number).padStart(5, '0')
  const designator = elements.designator.padEnd(8)
  const epoch = formatEpoch(elements.epoch)
  const inclination = formatAngle(elements.inclination_deg)
  const raan = formatAngle(elements.raan_deg)
  const anomaly = formatAngle(elements.argument_of_latitude_deg)
  const motion = elements.mean_motion_rev_per_day.toFixed(8).padStart(11)
  return [
    withChecksum(`1 ${catalog}U ${designator} ${epoch}  .00000000  00000+0  00000+0 0  999`),
    withChecksum(`2 ${catalog} ${inclination} ${raan} 0000000   0.0000 ${anomaly} ${motion}    0`),
  ]
}

/** Modulo 10 sum of the digits, a minus sign counting as one. */
export function tleChecksum(line: string): number {
  let sum = 0
  for (const character of line.slice(0, 68)) {
    if (character === '-') sum += 1
    else if (character >= '0' && character <= '9') sum += Number(character)
  }
  return sum % 10
}

const withChecksum = (line: string): string => `${line}${tleChecksum(line)}`

/** An angle in eight columns. Rounding comes before wrapping, or 359.99999 would be printed as 360. */
function formatAngle(angle_deg: number): string {
  const rounded = Math.round(angle_deg * 1e4) / 1e4
  return (((rounded % 360) + 360) % 360).toFixed(4).padStart(8)
}

function formatEpoch(epoch: Date): string {
  const year = epoch.getUTCFullYear()
  const dayOfYear = (epoch.getTime() - Date.UTC(year, 0, 1)) / DAY_MS + 1
  return String(year % 100).padStart(2, '0') + dayOfYear.toFixed(8).padStart(12, '0')
}
