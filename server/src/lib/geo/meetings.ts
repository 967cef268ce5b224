import type { Contact } from './contact.ts'
import { type ContactPair, visitContacts } from './contacts.ts'
import type { Outline, OutlineSegment } from './outline.ts'

/** A place where a ring meets itself, with the positions at which the two segments start. */
export interface OwnContact extends Contact {
  first_index: number
  second_index: number
}

/** Two rings that meet, and the segments that do. `conflict` is a crossing or a shared stretch. */
export interface Meeting {
  first: Outline
  second: Outline
  first_segments: OutlineSegment[]
  second_segments: OutlineSegment[]
  conflict?: Contact
}

export interface Contacts {
  /** By outline, then by place: rings that meet in a corner meet there with several segments. */
  own: Map<Outline, Map<string, OwnContact>>
  meetings: Meeting[]
  is_complete: boolean
}

/** Thousands of parts with a corner in common would keep a server busy for minutes. */
const MAX_CONTACTS = 50_000

/** One pass over all points that outlines have in common with themselves and others. */
export function collectContacts(outlines: Outline[]): Contacts {
  const own = new Map(outlines.map((outline) => [outline, new Map<string, OwnContact>()]))
  const meetings = new Map<string, Meeting>()
  const segments = outlines.flatMap((outline) => outline.segments)
  let count = 0
  const is_complete = visitContacts(segments, segments.length + MAX_CONTACTS, (pair) => {
    if (isExpected(pair)) return true
    const { outline } = pair.first
    if (outline === pair.second.outline) addOwnContact(own.get(outline)!, pair)
    else addMeeting(meetings, pair)
    return ++count < MAX_CONTACTS
  })
  return { own, meetings: [...meetings.values()], is_complete }
}

/** Consecutive edges have their common position in common, but must not run back over each other. */
function isExpected({ first, second, contact }: ContactPair<OutlineSegment>): boolean {
  if (first.outline !== second.outline) return false
  const distance = Math.abs(first.edge - second.edge)
  const is_neighbour = distance <= 1 || distance === first.outline.edge_count - 1
  return is_neighbour && contact.kind !== 'share'
}

function addOwnContact(
  contacts: Map<string, OwnContact>,
  { first, second, contact }: ContactPair<OutlineSegment>,
): void {
  const [lon, lat] = contact.at
  const place = `${lon === -180 ? 180 : lon} ${lat}`
  if (contacts.has(place)) return
  contacts.set(place, { ...contact, first_index: first.index, second_index: second.index })
}

function addMeeting(
  meetings: Map<string, Meeting>,
  { first, second, contact }: ContactPair<OutlineSegment>,
): void {
  const name = `${first.outline.ring.pointer} ${second.outline.ring.pointer}`
  const meeting = meetings.get(name) ?? startMeeting(first.outline, second.outline)
  meetings.set(name, meeting)
  meeting.first_segments.push(first)
  meeting.second_segments.push(second)
  if (contact.kind !== 'touch') meeting.conflict ??= contact
}

const startMeeting = (first: Outline, second: Outline): Meeting => ({
  first,
  second,
  first_segments: [],
  second_segments: [],
})
