import { boxesOf, ringOf } from '@swath/contract/boxes'
import type { Geometry } from '@swath/contract/geometry'
import { pointAt } from './point.ts'

const number = String.raw`[+-]?\d+(?:\.\d+)?`
const between = String.raw`(?:\s*[,;]\s*|\s+)`
const lat_lon = new RegExp(`^(${number})${between}(${number})$`)
const bbox = new RegExp(
  `^\\[?\\s*(${number})${between}(${number})${between}(${number})${between}(${number})\\s*\\]?$`,
)
/** As half of Europe writes numbers, `47,1; 10,2`: as four they would be another place, as large as a continent. */
const decimal_commas = /^[+-]?\d+,\d+(\s*;\s*|\s+)[+-]?\d+,\d+$/
/** Longer than degrees, minutes and seconds with all their signs. */
const most_typed = 120

/** A place as it is typed: latitude and longitude, in degrees or with minutes, or a bbox. */
export function typedPlace(text: string): Geometry | undefined {
  if (text.length > most_typed) return undefined
  const [, lat, lon] = lat_lon.exec(text) ?? []
  if (lat && lon) return pointAt(Number(lat), Number(lon))
  if (decimal_commas.test(text))
    throw new Error(
      `${text} may be two numbers or four; write 47.1, 10.2 for a place, or 10, 47, 11, 48 for a bbox`,
    )
  const box = bbox.exec(text)
  return box ? boxOf(box.slice(1).map(Number)) : pointInMinutes(text)
}

/** As GeoJSON says it: a west that is greater than the east is beyond the antimeridian. */
function boxOf(box: number[]): Geometry {
  const [west = 0, south = 0, east = 0, north = 0] = box
  if (
    Math.max(-west, west, -east, east) > 180 ||
    south < -90 ||
    north > 90 ||
    south >= north ||
    west === east
  ) {
    throw new Error(
      `${box.join(', ')} is no bbox: west, south, east, north in degrees, and south is less than north`,
    )
  }
  const [ring, ...more] = boxesOf(box).map(ringOf)
  if (more.length === 0) return { type: 'Polygon', coordinates: [ring!] }
  return { type: 'MultiPolygon', coordinates: [ring!, ...more].map((one) => [one]) }
}

interface Angle {
  degrees: number
  side: string
}

function pointInMinutes(text: string): Geometry | undefined {
  const angles = halvesOf(text).map(angleOf)
  const [first, second] = angles
  if (angles.length !== 2 || !first || !second) return undefined
  const is_swapped = /[EW]/.test(first.side) || /[NS]/.test(second.side)
  const [lat, lon] = is_swapped ? [second, first] : [first, second]
  return /[EW]/.test(lat.side) || /[NS]/.test(lon.side) ? undefined : pointAt(lat.degrees, lon.degrees)
}

/** Set apart by the letters of the compass, which are before the numbers or behind them, or else by a comma. */
function halvesOf(text: string): string[] {
  const upper = text.toUpperCase()
  const parts = /^[NSEW]/.test(upper)
    ? upper.split(/(?=[NSEW])/)
    : /[NSEW]/.test(upper)
      ? upper.split(/(?<=[NSEW])/)
      : upper.includes('°')
        ? upper.split(/[,;]|\s+(?=[+-]?\d+(?:\.\d+)?\s*°)/)
        : []
  return parts.map((part) => part.replaceAll(/^[\s,;]+|[\s,;]+$/g, '')).filter((part) => part !== '')
}

const angle =
  /^([NSEW]?)\s*([+-]?)(\d+(?:\.\d+)?)(?:[\s°º:]+(\d+(?:\.\d+)?))?(?:[\s'′’:]+(\d+(?:\.\d+)?))?[\s°º'′’"″”]*([NSEW]?)$/

function angleOf(text: string): Angle | undefined {
  const [, before, sign, degrees, minutes = '0', seconds = '0', after] = angle.exec(text) ?? []
  if (degrees === undefined || Number(minutes) >= 60 || Number(seconds) >= 60) return undefined
  const side = `${before}${after}`
  const size = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600
  return { degrees: sign === '-' || /[SW]/.test(side) ? -size : size, side }
}
