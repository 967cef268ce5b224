/**
 * Two-line element sets, in the columns of the NORAD format.
 * Source: T.S. Kelso, "Two-Line Element Set Format", https://celestrak.org/NORAD/documentation/tle-fmt.php
 */
import { DAY_MS } from './earth.ts'
import { type ElementSet, ElementsError, problemIn } from './elements.ts'

export type Tle = readonly [line1: string, line2: string]

const LINE_LENGTH = 69

/** Columns are counted from 1, both ends included. */
interface Field {
  name: string
  from: number
  to: number
  pattern: RegExp
  example: string
}

const decimal = /^\s*\d+\.\d*\s*$/
const exponent = /^[ +-]\d{5}[+-]\d$/
const FIELDS = {
  catalog_number: {
    name: 'catalogue number',
    from: 3,
    to: 7,
    pattern: /^\s*[\dA-HJ-NP-Z]?\d{1,4}$/,
    example: '25544',
  },
  designator: { name: 'designator', from: 10, to: 17, pattern: /^(\d{5}[A-Z ]{3}|\s*)$/, example: '98067A' },
  epoch: {
    name: 'epoch',
    from: 19,
    to: 32,
    pattern: /^\d\d[\d ]{3}\.\d{1,8}\s*$/,
    example: '26327.50000000',
  },
  mean_motion_dot: {
    name: 'rate of the mean motion',
    from: 34,
    to: 43,
    pattern: /^\s*[+-]?\d?\.\d+\s*$/,
    example: ' .00001264',
  },
  bstar: { name: 'drag term', from: 54, to: 61, pattern: exponent, example: ' 29661-4' },
  inclination: { name: 'inclination', from: 9, to: 16, pattern: decimal, example: ' 51.6416' },
  raan: { name: 'right ascension of the node', from: 18, to: 25, pattern: decimal, example: '247.4627' },
  eccentricity: { name: 'eccentricity', from: 27, to: 33, pattern: /^[\d ]{6}\d$/, example: '0006703' },
  argument_of_perigee: {
    name: 'argument of perigee',
    from: 35,
    to: 42,
    pattern: decimal,
    example: '130.5360',
  },
  mean_anomaly: { name: 'mean anomaly', from: 44, to: 51, pattern: decimal, example: '325.0288' },
  mean_motion: { name: 'mean motion', from: 53, to: 63, pattern: decimal, example: '15.72125391' },
} satisfies Record<string, Field>

/** @param first_line the number of the first of the two lines in the text that they are from, for errors */
export function readTle([line1, line2]: Tle, name = '', first_line = 1): ElementSet {
  const one = lineReader(line1, 1, first_line)
  const two = lineReader(line2, 2, first_line + 1)
  const [number, again] = [one(FIELDS.catalog_number), two(FIELDS.catalog_number)]
  if (number !== again) {
    throw new ElementsError(
      `Line ${first_line + 1}: the catalogue number is ${again.trim()}, and in the line before it is ${number.trim()}; both lines must be of one satellite`,
    )
  }
  const elements = {
    name,
    catalog_number: catalogNumber(number),
    designator: cosparOf(one(FIELDS.designator)),
    epoch_ms: epochOf(one(FIELDS.epoch), first_line),
    mean_motion_rev_per_day: Number(two(FIELDS.mean_motion)),
    eccentricity: Number(`0.${two(FIELDS.eccentricity).replaceAll(' ', '0')}`),
    inclination_deg: Number(two(FIELDS.inclination)),
    raan_deg: Number(two(FIELDS.raan)),
    argument_of_perigee_deg: Number(two(FIELDS.argument_of_perigee)),
    mean_anomaly_deg: Number(two(FIELDS.mean_anomaly)),
    bstar_per_earth_radius: exponential(one(FIELDS.bstar)),
    half_mean_motion_dot_rev_per_day2: Number(one(FIELDS.mean_motion_dot)),
  }
  const problem = problemIn(elements)
  if (problem) throw new ElementsError(`Line ${first_line + 1}: ${problem}`)
  return elements
}

/** Reads fields of a line whose form and checksum have been seen to be right. */
function lineReader(line: string, number: 1 | 2, place: number): (field: Field) => string {
  const wrong = (problem: string) => new ElementsError(`Line ${place}: ${problem}`)
  if (!line.startsWith(`${number} `))
    throw wrong(`it begins with "${line.slice(0, 2)}" and not with "${number} "`)
  if (line.length < LINE_LENGTH) {
    throw wrong(`it has ${line.length} characters; line ${number} of an element set has ${LINE_LENGTH}`)
  }
  const told = line[LINE_LENGTH - 1]
  const sum = tleChecksum(line)
  if (told !== String(sum)) {
    throw wrong(
      `the checksum (column ${LINE_LENGTH}) is ${told}, and the line adds up to ${sum}; it was changed or cut`,
    )
  }
  return ({ name, from, to, pattern, example }) => {
    const text = line.slice(from - 1, to)
    if (pattern.test(text)) return text
    throw wrong(`the ${name} (columns ${from} to ${to}) is "${text}"; it should look like "${example}"`)
  }
}

/** In Alpha-5 a letter stands for 10 to 33: `A0001` is 100001, and neither I nor O is used. */
function catalogNumber(text: string): number {
  const first = 'ABCDEFGHJKLMNPQRSTUVWXYZ'.indexOf(text[0]!)
  return first < 0 ? Number(text) : (first + 10) * 10_000 + Number(text.slice(1))
}

/** `98067A` is `1998-067A`. */
function cosparOf(text: string): string {
  const launch = text.trim()
  return launch && `${fullYear(Number(launch.slice(0, 2)))}-${launch.slice(2)}`
}

/** Two digits from 57 on are of the century in which satellites began. */
const fullYear = (digits: number): number => digits + (digits < 57 ? 2000 : 1900)

function epochOf(text: string, place: number): number {
  const year = fullYear(Number(text.slice(0, 2)))
  const day = Number(text.slice(2).trim().replaceAll(' ', '0'))
  const [start_ms, end_ms] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)]
  const epoch_ms = start_ms + (day - 1) * DAY_MS
  if (epoch_ms >= start_ms && epoch_ms < end_ms) return epoch_ms
  const days = (end_ms - start_ms) / DAY_MS
  throw new ElementsError(`Line ${place}: the epoch is day ${day}; the year ${year} has days 1 to ${days}`)
}

/** ` 29661-4` is 0.29661e-4. */
const exponential = (text: string): number =>
  Number(`${text[0]!.trim()}.${text.slice(1, 6)}e${text.slice(6)}`)

/** A circular, drag-free orbit: what a pretend constellation flies. */
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
