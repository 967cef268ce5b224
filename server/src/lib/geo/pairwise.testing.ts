/** The plain way to what sweeps and slabs find: all pairs, and all segments for each point. */
import { type Contact, contactBetween } from './contact.ts'
import type { LonLat } from './geometry.ts'
import { type Location, locatePoint, toColumns } from './locate.ts'
import type { Outline, OutlineSegment } from './outline.ts'

export interface Met {
  first: OutlineSegment
  second: OutlineSegment
  contact: Contact
}

export function pairwiseContacts(segments: OutlineSegment[]): Met[] {
  return segments.flatMap((first, index) =>
    segments.slice(index + 1).flatMap((second) => {
      const contact = contactBetween(first, second)
      return contact ? [{ first, second, contact }] : []
    }),
  )
}

export function pairwiseOuters(point: LonLat, outlines: Outline[]): Outline[] {
  return outlines.filter((outline) => pairwiseLocation(point, outline) === 'inside')
}

export const pairwiseLocation = (point: LonLat, outline: Outline): Location =>
  locatePoint(point, toColumns(outline.segments), outline.south_pole_is_inside)
