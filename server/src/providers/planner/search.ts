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
import { Constellation, type Place, viewOf } from './constellation.ts'

/** A point, or the middle of a strip of an area. */
export interface Target extends Place, Partial<AreaStrip> {}

export interface Question {
  settings: PlannerSettings
  /** Every one of them is to be seen. */
  targets: Target[]
  start_ms: number
  end_ms: number
  limits: CollectionLimits
}

export interface PassQuestion extends Question {
  /** The image round a point; a strip is its own. */
  footprint: { width_km: number; length_km: number } | null
  limit: number
}

/** A day of one satellite over one target takes microseconds. So many are looked through, and then it ends. */
const most_days = 1_000_000

export function assessTargets(question: Question): Assessment {
  const constellation = new Constellation(question.settings)
  const span = spanOf(constellation, question)
  const unseen = question.targets.find(
    (target) => passesOver(constellation, target, question, span).next().done,
  )
  if (!unseen) return { feasible: true }
  const { message } = constraintOf(constellation, question, unseen, span)
  return { feasible: false, reason_code: 'NOT_FEASIBLE', message }
}

/** An area has passes if each of its strips has one. */
export function findPasses(question: PassQuestion): Opportunities {
  const constellation = new Constellation(question.settings)
  const span = spanOf(constellation, question)
  const streams = question.targets.map((target) => streamOver(constellation, target, question, span))
  const unseen = streams.find(({ next }) => !next)
  if (unseen) {
    const constraint = constraintOf(constellation, question, unseen.target, span)
    return { opportunities: [], has_more: false, constraint }
  }
  const found: FoundPass[] = []
  let has_more = span.is_cut
  for (const { target, access } of inOrder(streams)) {
    has_more ||= found.length === question.limit
    if (found.length === question.limit) break
    found.push(passOf(constellation, question, target, access))
  }
  return { opportunities: found, has_more, constraint: null }
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
  constellation: Constellation,
  { start_ms, targets, limits }: Question,
  target: Target,
  span: Searched,
): Constraint {
  const end_ms = Math.min(span.end_ms, start_ms + EXPLAINED_MS)
  const why = constellation.explain(target, { start_ms, end_ms }, limits)
  const where = targets.length > 1 ? `The strip near ${nameOf(target)}: ` : ''
  const when = span.is_cut ? ` in the first ${span.days} days of the window` : ''
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

const passesOver = (
  constellation: Constellation,
  target: Place,
  { start_ms, limits }: Question,
  { end_ms }: Searched,
) => constellation.passes(target, start_ms, end_ms, limits)

interface Stream {
  target: Target
  passes: Iterator<Access>
  next: Access | undefined
}

function streamOver(
  constellation: Constellation,
  target: Target,
  question: Question,
  span: Searched,
): Stream {
  const passes = passesOver(constellation, target, question, span)
  return { target, passes, next: passes.next().value as Access | undefined }
}

/** Passes over all targets in order of time; of each only one more is computed than was asked for. */
function* inOrder(streams: readonly Stream[]) {
  for (;;) {
    let first: Stream | undefined
    for (const one of streams)
      if (one.next && !(first?.next && first.next.start_ms <= one.next.start_ms)) first = one
    if (!first?.next) return
    yield { target: first.target, access: first.next }
    first.next = first.passes.next().value as Access | undefined
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
