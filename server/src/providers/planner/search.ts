/** Looks for passes of a constellation over one target or many. Runs in a thread: it may compute for seconds. */
import type { CollectionLimits } from '@swath/contract/captures'
import type { PlannerSettings } from '@swath/contract/planner-provider'
import type { Access } from '@swath/orbits/access'
import { DAY_MS } from '@swath/orbits/earth'
import { footprintAround } from '@swath/orbits/footprint'
import { splitAtAntimeridian } from '../../lib/geo/antimeridian.ts'
import type { Assessment, FoundPass, Opportunities } from '../provider.ts'
import { Constellation, type Place, viewOf } from './constellation.ts'

export interface Question {
  settings: PlannerSettings
  /** Every one of them is to be seen. */
  targets: Place[]
  start_ms: number
  end_ms: number
  limits: CollectionLimits
}

export interface PassQuestion extends Question {
  footprint: { width_km: number; length_km: number }
  limit: number
}

/** A day of one satellite over one target takes microseconds. So many are looked through, and then it ends. */
const most_days = 1_000_000

export function assessTargets(question: Question): Assessment {
  const constellation = new Constellation(question.settings)
  const span = spanOf(constellation, question)
  const isUnseen = (target: Place) => passesOver(constellation, target, question, span).next().done
  if (!question.targets.some(isUnseen)) return { feasible: true }
  return { feasible: false, reason_code: 'NOT_FEASIBLE', message: unseenIn(span) }
}

export function findPasses(question: PassQuestion): Opportunities {
  const constellation = new Constellation(question.settings)
  const span = spanOf(constellation, question)
  const found: FoundPass[] = []
  let has_more = span.is_cut
  for (const { target, access } of inOrder(constellation, question, span)) {
    has_more ||= found.length === question.limit
    if (found.length === question.limit) break
    found.push(passOf(constellation, question, target, access))
  }
  const constraint = {
    name: 'window' as const,
    requested_deg: null,
    nearest_deg: null,
    message: unseenIn(span),
  }
  return { opportunities: found, has_more, constraint: found.length === 0 ? constraint : null }
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

const unseenIn = ({ is_cut, days }: Searched): string =>
  is_cut
    ? `No satellite of the constellation sees the target within the limits in the first ${days} days of the window; that of fewer targets is looked through for longer`
    : 'No satellite of the constellation sees the target in the window and within the limits'

const passesOver = (
  constellation: Constellation,
  target: Place,
  { start_ms, limits }: Question,
  { end_ms }: Searched,
) => constellation.passes(target, start_ms, end_ms, limits)

/** Passes over all targets in order of time; of each only one more is computed than was asked for. */
function* inOrder(constellation: Constellation, question: Question, span: Searched) {
  const streams = question.targets.map((target) => {
    const passes = passesOver(constellation, target, question, span)
    return { target, passes, next: passes.next().value as Access | undefined }
  })
  for (;;) {
    let first: (typeof streams)[number] | undefined
    for (const one of streams)
      if (one.next && !(first?.next && first.next.start_ms <= one.next.start_ms)) first = one
    if (!first?.next) return
    yield { target: first.target, access: first.next }
    first.next = first.passes.next().value as Access | undefined
  }
}

function passOf(
  constellation: Constellation,
  { limits, footprint: { width_km, length_km } }: PassQuestion,
  target: Place,
  access: Access,
): FoundPass {
  const { imaging_s } = constellation.settings
  const heading_deg = access.ground_track_heading_deg
  const ring = footprintAround(target, heading_deg, width_km, length_km)
  const middle_ms = access.peak_ms - imaging_s * 500
  const start_ms = Math.min(Math.max(middle_ms, access.start_ms), access.end_ms - imaging_s * 1000)
  return {
    ...(viewOf(access, start_ms, imaging_s) as Pick<FoundPass, keyof ReturnType<typeof viewOf>>),
    ground_track_heading_deg: heading_deg,
    orbit_direction: access.pass,
    ...(access.gsd_m !== undefined && { ground_sample_distance_m: access.gsd_m }),
    clear_basis: 'climate',
    clear_probability: constellation.odds(target, access.peak_ms, limits),
    footprint: splitAtAntimeridian({ type: 'Polygon', coordinates: [ring] }),
  }
}
