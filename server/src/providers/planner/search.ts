/** Looks for passes of a constellation over one target or many. Runs in a thread: it may compute for seconds. */
import type { CollectionLimits } from '@swath/contract/captures'
import type { Constraint } from '@swath/contract/feasibility'
import type { PlannerSettings } from '@swath/contract/planner-provider'
import { type Access, EXPLAINED_MS, limitFor } from '@swath/orbits/access'
import { DAY_MS } from '@swath/orbits/earth'
import { footprintAround } from '@swath/orbits/footprint'
import { splitAtAntimeridian } from '../../lib/geo/antimeridian.ts'
import type { AreaStrip } from '../../lib/geo/frames.ts'
import type { Assessment, FoundPass, Opportunities } from '../provider.ts'
import { Constellation, type Place, type View, viewOf } from './constellation.ts'
import { type Full, Room } from './room.ts'

/** A point, or the middle of a strip of an area. */
export interface Target extends Place, Partial<AreaStrip> {}

export interface Question {
  settings: PlannerSettings
  /** Every one of them is to be seen. */
  targets: Target[]
  start_ms: number
  end_ms: number
  limits: CollectionLimits
  now_ms: number
  /** Images that do not give way to those that are asked for. */
  taken: View[]
}

export interface PassQuestion extends Question {
  /** The image round a point; a strip is its own. */
  footprint: { width_km: number; length_km: number } | null
  limit: number
}

/** A day of one satellite over one target takes microseconds. So many are looked through, and then it ends. */
const most_days = 1_000_000

export function assessTargets(question: Question): Assessment {
  const search = new Search(question)
  const { unseen } = search.overAll()
  if (!unseen) return { feasible: true }
  const { name, message } = constraintOf(search, question, unseen)
  return { feasible: false, reason_code: name === 'capacity' ? 'NO_CAPACITY' : 'NOT_FEASIBLE', message }
}

/** An area has passes if each of its strips has one. */
export function findPasses(question: PassQuestion): Opportunities {
  const search = new Search(question)
  const { streams, unseen } = search.overAll()
  if (unseen)
    return { opportunities: [], has_more: false, constraint: constraintOf(search, question, unseen) }
  const found: FoundPass[] = []
  let has_more = search.span.is_cut
  for (const { target, access } of inOrder(streams)) {
    has_more ||= found.length === question.limit
    if (found.length === question.limit) break
    found.push(passOf(search.constellation, question, target, access))
  }
  return { opportunities: found, has_more, constraint: null }
}

/** Passes over one target that are free, each looked for when it is asked for. */
interface Stream {
  target: Target
  passes: Iterator<Access, undefined>
  next: Access | undefined
  /** The limits in the way of passes that are not free. */
  met: Set<Full>
}

class Search {
  readonly constellation: Constellation
  readonly span: Searched
  readonly #question: Question
  readonly #room: Room

  constructor(question: Question) {
    this.constellation = new Constellation(question.settings, question.now_ms)
    this.span = spanOf(this.constellation, question)
    this.#question = question
    this.#room = new Room(this.constellation, question.taken, question.now_ms)
  }

  /** Ends at the first target over which no pass is free. */
  overAll(): { streams: Stream[]; unseen?: Stream } {
    const streams: Stream[] = []
    for (const target of this.#question.targets) {
      const stream = this.#over(target)
      if (!stream.next) return { streams, unseen: stream }
      streams.push(stream)
    }
    return { streams }
  }

  #over(target: Target): Stream {
    const { start_ms, limits } = this.#question
    const met = new Set<Full>()
    const seen = this.constellation.passes(target, start_ms, this.span.end_ms, limits)
    const passes = this.#room.freeAmong(seen, met)
    return { target, passes, next: passes.next().value, met }
  }
}

/** The part of the window that is looked through. */
interface Searched {
  end_ms: number
  days: number
  is_cut: boolean
}

function spanOf({ satellites }: Constellation, { targets, start_ms, end_ms }: Question): Searched {
  const days = Math.max(1, Math.floor(most_days / Math.max(1, satellites.length * targets.length)))
  const cut_ms = start_ms + days * DAY_MS
  return { end_ms: Math.min(end_ms, cut_ms), days, is_cut: cut_ms < end_ms }
}

const angles = {
  OFF_NADIR: { said: 'off-nadir', parameter: 'ona', limit: 'off_nadir_deg' },
  SUN_ELEVATION: { said: 'sun-elevation', parameter: 'sun_elevation', limit: 'sun_elevation_deg' },
} as const

function constraintOf(
  { constellation, span }: Search,
  { start_ms, targets, limits }: Question,
  { target, met }: Stream,
): Constraint {
  const where = targets.length > 1 ? `The strip near ${nameOf(target)}: ` : ''
  const when = span.is_cut ? ` in the first ${span.days} days of the window` : ''
  if (constellation.is_unknown) return unknown_orbits
  if (met.size > 0) return fullBy(met, where, when + shorter(span))
  const end_ms = Math.min(span.end_ms, start_ms + EXPLAINED_MS)
  const why = constellation.explain(target, { start_ms, end_ms }, limits)
  if (!why || why.constraint === 'NEVER_VISIBLE') {
    const message = `${where}No satellite of the constellation sees the target${when || ' in the window'}`
    return { name: 'window', requested_deg: null, nearest_deg: null, message: message + shorter(span) }
  }
  const { said, parameter, limit } = angles[why.constraint]
  const best_deg = limitFor(why, limits[`max_${limit}`])
  const side = best_deg > limits[`max_${limit}`] ? 'max' : 'min'
  const isEnough = (degrees: number) => {
    const wider = { ...limits, [`${side}_${limit}`]: degrees }
    return !constellation.passes(target, start_ms, end_ms, wider).next().done
  }
  const nearest_deg = widened(best_deg, side, isEnough)
  const nearest = `the nearest is at ${nearest_deg.toFixed(1)} degrees`
  const message = `${where}No pass within the ${said} limits${when}; ${nearest}${shorter(span)}`
  return { name: `${side}_${parameter}`, requested_deg: limits[`${side}_${limit}`], nearest_deg, message }
}

/** It is not known where the satellites are: neither limits nor the window are in the way. */
const unknown_orbits: Constraint = {
  name: 'provider',
  requested_deg: null,
  nearest_deg: null,
  message: 'The orbits of the satellites are not known well enough at present: their elements are too old',
}

/** There are passes, and none of them is free. */
function fullBy(met: ReadonlySet<Full>, where: string, when: string): Constraint {
  const is_away = met.size === 1 && met.has('maintenance')
  const why = is_away ? 'falls in the maintenance of its satellite' : 'is taken by other orders'
  const message = `${where}Every pass within the window and the limits ${why}${when}`
  return { name: 'capacity', requested_deg: null, nearest_deg: null, message }
}

/** The best moment is none in which an image can be taken: that takes seconds, for which some tenths of a degree do. */
function widened(best_deg: number, side: 'min' | 'max', isEnough: (degrees: number) => boolean): number {
  const at = (tenths: number) => Math.round(10 * best_deg + (side === 'max' ? tenths : -tenths)) / 10
  for (let tenths = 0; tenths < most_tenths; tenths++) if (isEnough(at(tenths))) return at(tenths)
  return best_deg
}

const most_tenths = 50

const shorter = ({ is_cut }: Searched) =>
  is_cut ? '; the window of fewer targets is looked through for longer' : ''

const nameOf = ({ lat, lon }: Place) => `${degrees(lat, 'NS')} ${degrees(lon, 'EW')}`
const degrees = (value: number, directions: string) =>
  `${Math.abs(value).toFixed(2)} ${directions[value < 0 ? 1 : 0]}`

/** Passes over all targets in order of time; of each only one more is computed than was asked for. */
function* inOrder(streams: readonly Stream[]) {
  for (;;) {
    let first: Stream | undefined
    for (const one of streams)
      if (one.next && !(first?.next && first.next.start_ms <= one.next.start_ms)) first = one
    if (!first?.next) return
    yield { target: first.target, access: first.next }
    first.next = first.passes.next().value
  }
}

function passOf(
  constellation: Constellation,
  { settings: { imaging_s }, limits, footprint }: PassQuestion,
  target: Target,
  access: Access,
): FoundPass {
  const middle_ms = access.peak_ms - imaging_s * 500
  const start_ms = Math.min(Math.max(middle_ms, access.start_ms), access.end_ms - imaging_s * 1000)
  return {
    ...(viewOf(access, start_ms, imaging_s) as Pick<FoundPass, keyof ReturnType<typeof viewOf>>),
    ground_track_heading_deg: access.ground_track_heading_deg,
    orbit_direction: access.pass,
    ...(access.gsd_m !== undefined && { ground_sample_distance_m: access.gsd_m }),
    clear_basis: 'climate',
    clear_probability: constellation.odds(target, access.peak_ms, limits),
    footprint: footprintOf(constellation, target, access, footprint),
    ...(target.parts && { parts: target.parts }),
  }
}

function footprintOf(
  { settings: { swath } }: Constellation,
  target: Target,
  access: Access,
  footprint: PassQuestion['footprint'],
) {
  const { width_km, length_km } = footprint ?? {
    width_km: swath.swath_width_km,
    length_km: swath.max_length_km,
  }
  const ring = footprintAround(target, access.ground_track_heading_deg, width_km, length_km)
  return splitAtAntimeridian((!footprint && target.frame) || { type: 'Polygon', coordinates: [ring] })
}
