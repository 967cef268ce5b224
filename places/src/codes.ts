import type { Geometry } from '@swath/contract/geometry'
import { address, mgrs, plus_code, utm } from './place-name.ts'
import { pointAt } from './point.ts'

/**
 * A place as a code or as the address of a map: UTM, MGRS, a Plus Code, `geo:`, a link of Google Maps, OpenStreetMap, Bing
 * or Apple.
 * @returns undefined if it is none of them
 * @throws Error for one that means no place, with what would be right
 */
export async function codedPlace(text: string): Promise<Geometry | undefined> {
  if (text.length > longest) return undefined
  if (address.test(text)) return placeOfAddress(text)
  if (utm.test(text)) return placeOfUtm(text)
  if (mgrs.test(text)) return placeOfMgrs(text)
  return plus_code.test(text) ? placeOfPlusCode(text) : undefined
}

/** Browsers and servers take no longer addresses. */
const longest = 2000

const bands = 'CDEFGHJKLMNPQRSTUVWX'

/** The parallels between which a band of 8 degrees lies; the last one has 12. */
function bandOf(letter: string): [south: number, north: number] {
  const south = -80 + 8 * bands.indexOf(letter)
  return [south, letter === 'X' ? 84 : south + 8]
}

/** Places at the edge of a band are written with the letter of either. */
const edge_deg = 0.5

async function placeOfUtm(text: string): Promise<Geometry> {
  const [, zone = '', letter = '', easting, northing] = utm.exec(text)!
  const band = letter.toUpperCase()
  const at = await positionOfUtm(zoneOf(zone), band < 'N', Number(easting), Number(northing))
  if (isIn(band, at)) return at
  // Many write the side of the equator there: S is a band of the northern side as well.
  if (band === 'N' || band === 'S')
    return positionOfUtm(zoneOf(zone), band === 'S', Number(easting), Number(northing))
  throw new Error(
    `${text} is not in the band ${band}: it would be at latitude ${at.coordinates[1]!.toFixed(2)}`,
  )
}

function isIn(band: string, { coordinates }: { coordinates: number[] }): boolean {
  const [south, north] = bandOf(band)
  return coordinates[1]! > south - edge_deg && coordinates[1]! < north + edge_deg
}

function zoneOf(text: string): number {
  const zone = Number(text)
  if (zone >= 1 && zone <= 60) return zone
  throw new Error(`${text} is no zone of UTM: they are 1 to 60`)
}

async function positionOfUtm(zone: number, is_south: boolean, easting: number, northing: number) {
  const { default: proj4 } = await import('proj4')
  const [lon, lat] = proj4(`+proj=utm +zone=${zone}${is_south ? ' +south' : ''}`).inverse([easting, northing])
  return pointAt(lat!, lon!)
}

async function placeOfMgrs(text: string): Promise<Geometry> {
  const [, zone = '', band, square, digits = ''] = mgrs.exec(text)!
  const numbers = digits.replaceAll(/\s/g, '')
  if (numbers.length % 2 === 1)
    throw new Error(`${text} has an odd number of digits; MGRS has as many of the easting as of the northing`)
  const { default: proj4 } = await import('proj4')
  const code = `${zoneOf(zone)}${band}${square}${numbers}`.toUpperCase()
  try {
    const [lon, lat] = proj4.mgrs.toPoint(code)
    return pointAt(lat, lon)
  } catch (cause) {
    throw new Error(`${text} is no square of MGRS: that zone has no ${square?.toUpperCase()}`, { cause })
  }
}

const plus_digits = '23456789CFGHJMPQRVWX'

/** The middle of its cell: five pairs of digits to the base of 20, then digits for five rows and four columns. */
function placeOfPlusCode(text: string): Geometry {
  const [, before = '', after = ''] = plus_code.exec(text)!
  if (before.length !== 8 || after.length === 1)
    throw new Error(`${text} is a part of a Plus Code; the whole one has eight letters before the +`)
  const digits = [...`${before}${after}`.toUpperCase()].map((letter) => plus_digits.indexOf(letter))
  let [lat, lon, height, width] = [-90, -180, 400, 400]
  for (let at = 0; at < Math.min(10, digits.length); at += 2) {
    height /= 20
    width /= 20
    lat += digits[at]! * height
    lon += digits[at + 1]! * width
  }
  for (const digit of digits.slice(10)) {
    height /= 5
    width /= 4
    lat += Math.floor(digit / 4) * height
    lon += (digit % 4) * width
  }
  return pointAt(lat + height / 2, lon + width / 2)
}

const pair = String.raw`(-?\d+(?:\.\d+)?)(?:,|~|%2C|\+|%20)+(-?\d+(?:\.\d+)?)`
/** A place that is meant comes before one that is looked at. */
const in_addresses = [
  /!3d(-?\d+(?:\.\d+)?)!4d(-?\d+(?:\.\d+)?)/,
  new RegExp(`[?&](?:q|query|ll|sll|destination|daddr|center|cp|coordinate)=(?:loc:)?${pair}`, 'i'),
  /[?&]mlat=(-?\d+(?:\.\d+)?)&mlon=(-?\d+(?:\.\d+)?)/,
  new RegExp(`/(?:place|search|dir)/${pair}`, 'i'),
  new RegExp(`@${pair}`),
  /#map=\d+(?:\.\d+)?\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)/,
  new RegExp(`^geo:${pair}`, 'i'),
]

function placeOfAddress(text: string): Geometry {
  const found = in_addresses.map((one) => one.exec(text)).find((match) => match !== null)
  if (found) return pointAt(Number(found[1]), Number(found[2]))
  throw new Error(
    'This address tells no latitude and longitude; open it, and copy the one that the map shows then',
  )
}
