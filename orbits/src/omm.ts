/**
 * Orbit mean-elements messages (CCSDS 502.0-B-3) as JSON, XML or KVN, as CelesTrak and Space-Track give them.
 * Each form is taken apart into keywords and values; what they must be is the same for all.
 */
import { type ElementSet, ElementsError, problemIn } from './elements.ts'

type Fields = ReadonlyMap<string, string>

/** @param where names the message in errors, such as `Message 2` */
function elementsOf(fields: Fields, where: string): ElementSet {
  const wrong = (problem: string) => new ElementsError(`${where}: ${problem}`)
  for (const [keyword, allowed] of Object.entries(FIXED)) {
    const value = fields.get(keyword)
    if (value && !allowed.includes(value.toUpperCase())) {
      throw wrong(`${keyword} is ${value}; SGP4 takes ${allowed.join(' or ')} only`)
    }
  }
  const text = (keyword: string): string => {
    const value = fields.get(keyword)
    if (value) return value
    throw wrong(`${keyword} is missing`)
  }
  const number = (keyword: string): number => {
    const value = text(keyword)
    if (NUMBER.test(value)) return Number(value)
    throw wrong(`${keyword} is "${value}"; it must be a number`)
  }
  const elements: ElementSet = {
    name: fields.get('OBJECT_NAME') ?? '',
    catalog_number: number('NORAD_CAT_ID'),
    designator: fields.get('OBJECT_ID') ?? '',
    epoch_ms:
      epochOf(text('EPOCH')) ??
      fail(wrong(`EPOCH is "${text('EPOCH')}"; it should look like "${EPOCH_EXAMPLE}"`)),
    mean_motion_rev_per_day: number('MEAN_MOTION'),
    eccentricity: number('ECCENTRICITY'),
    inclination_deg: number('INCLINATION'),
    raan_deg: number('RA_OF_ASC_NODE'),
    argument_of_perigee_deg: number('ARG_OF_PERICENTER'),
    mean_anomaly_deg: number('MEAN_ANOMALY'),
    bstar_per_earth_radius: number('BSTAR'),
    half_mean_motion_dot_rev_per_day2: fields.has('MEAN_MOTION_DOT') ? number('MEAN_MOTION_DOT') : 0,
  }
  const problem = problemIn(elements)
  if (problem) throw wrong(problem)
  return elements
}

/** Words that, if they are there, say for what the elements are. Type 4 is SGP4-XP, which is another theory. */
const FIXED: Record<string, readonly string[]> = {
  CENTER_NAME: ['EARTH'],
  REF_FRAME: ['TEME'],
  TIME_SYSTEM: ['UTC'],
  MEAN_ELEMENT_THEORY: ['SGP4', 'SGP/SGP4'],
  EPHEMERIS_TYPE: ['0', '2'],
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const EPOCH_EXAMPLE = '2026-11-23T10:15:30.123456'

function fail(error: Error): never {
  throw error
}

/** A day of a month, or of a year; UTC, with or without the Z. */
function epochOf(text: string): number | undefined {
  const parts = /^(\d{4})-(?:(\d\d)-(\d\d)|(\d{3}))T(\d\d):(\d\d):(\d\d(?:\.\d+)?)Z?$/.exec(text)
  if (!parts) return undefined
  const [year, month, day, dayOfYear, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    ...number[],
  ]
  const midnight_ms = parts[4] ? Date.UTC(year, 0, dayOfYear) : Date.UTC(year, month! - 1, day)
  const date = new Date(midnight_ms)
  const exists = date.getUTCFullYear() === year && (parts[4] || date.getUTCDate() === day)
  const isTime = hour! < 24 && minute! < 60 && second! < 61
  return exists && isTime ? midnight_ms + (hour! * 3600 + minute! * 60 + second!) * 1000 : undefined
}

export function readOmmJson(text: string): ElementSet[] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new ElementsError(`The text is no JSON: ${(error as Error).message}`)
  }
  return (Array.isArray(json) ? json : [json]).map((message: unknown, index) => {
    const where = `Message ${index + 1}`
    if (typeof message !== 'object' || message === null) throw new ElementsError(`${where}: it is no object`)
    const given = Object.entries(message).filter(([, value]) => value !== null)
    return elementsOf(new Map(given.map(([keyword, value]) => [keyword, String(value)])), where)
  })
}

/** Lines of `KEYWORD = value [unit]`. */
export function readOmmKvn(text: string): ElementSet[] {
  const messages: Map<string, string>[] = []
  text.split(/\r?\n/).forEach((line, index) => {
    if (/^\s*(COMMENT\b.*)?$/.test(line)) return
    const parts = /^\s*([A-Z_]+)\s*=\s*(.*?)\s*(\[.*\])?\s*$/.exec(line)
    if (!parts)
      throw new ElementsError(`Line ${index + 1}: "${line.trim()}" should look like "INCLINATION = 51.64"`)
    if (parts[1] === 'CCSDS_OMM_VERS') messages.push(new Map())
    messages.at(-1)?.set(parts[1]!, parts[2]!)
  })
  return messages.map((fields, index) => elementsOf(fields, `Message ${index + 1}`))
}

/** Elements whose names are keywords; what is around them does not matter. */
export function readOmmXml(text: string): ElementSet[] {
  const plain = text.replace(/<!--[\s\S]*?-->/g, '')
  const messages = [...plain.matchAll(/<(?:\w+:)?omm\b[^>]*>([\s\S]*?)<\/(?:\w+:)?omm>/g)]
  if (messages.length === 0) throw new ElementsError('The XML has no element <omm> that is closed')
  return messages.map(([, message], index) => {
    const fields = message!.matchAll(/<(?:\w+:)?([A-Z][A-Z_]+)\b[^>]*>\s*([^<]*?)\s*<\//g)
    return elementsOf(
      new Map([...fields].map(([, keyword, value]) => [keyword!, value!])),
      `Message ${index + 1}`,
    )
  })
}
