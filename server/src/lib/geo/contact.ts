import type { LonLat } from './geometry.ts'
import { orientation, type Segment } from './ring.ts'

/** Segments cross inside both, touch in one point that is an end of one, or share a stretch. */
export interface Contact {
  kind: 'cross' | 'touch' | 'share'
  at: LonLat
}

export function contactBetween(p: Segment, q: Segment): Contact | undefined {
  const q_from = orientation(p.from, p.to, q.from)
  const q_to = orientation(p.from, p.to, q.to)
  const p_from = orientation(q.from, q.to, p.from)
  const p_to = orientation(q.from, q.to, p.to)
  if (q_from * q_to > 0 || p_from * p_to > 0) return undefined
  if (q_from === 0 && q_to === 0) return collinearContact(p, q)
  if (q_from === 0) return touchAt(q.from)
  if (q_to === 0) return touchAt(q.to)
  if (p_from === 0) return touchAt(p.from)
  if (p_to === 0) return touchAt(p.to)
  const share = q_from / (q_from - q_to)
  const [lon, lat] = q.from
  return { kind: 'cross', at: [lon + share * (q.to[0] - lon), lat + share * (q.to[1] - lat)] }
}

const touchAt = (at: LonLat): Contact => ({ kind: 'touch', at })

/** The second and third of the four ends of two segments on one line bound what they have in common. */
function collinearContact(p: Segment, q: Segment): Contact | undefined {
  const axis = Math.abs(p.to[0] - p.from[0]) > Math.abs(p.to[1] - p.from[1]) ? 0 : 1
  const ascending = (a: LonLat, b: LonLat) => a[axis] - b[axis]
  const [p_low, p_high] = [p.from, p.to].sort(ascending) as [LonLat, LonLat]
  const [q_low, q_high] = [q.from, q.to].sort(ascending) as [LonLat, LonLat]
  const low = ascending(p_low, q_low) > 0 ? p_low : q_low
  const high = ascending(p_high, q_high) < 0 ? p_high : q_high
  if (ascending(low, high) > 0) return undefined
  return { kind: ascending(low, high) === 0 ? 'touch' : 'share', at: low }
}
