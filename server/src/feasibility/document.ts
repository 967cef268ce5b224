import type { Foretold } from '@swath/climate/forecast'
import type { Analysis, Odds, Relaxation } from '@swath/contract/feasibility'
import type { Geometry } from '@swath/contract/geometry'
import { timestamp } from '../platform/clock.ts'
import type { FoundPass, HoursToDeliver, Opportunities, OpportunityRequest } from '../providers/provider.ts'
import { conflictOf, type OwnCaptures } from './conflict.rules.ts'
import { type Chance, coverageOf, oddsOf, withChance } from './odds.ts'
import { opportunityIdOf } from './reservations.rules.ts'

interface Asked {
  analysis_id: string
  contract_id: string
  sku: string
  price: Analysis['price']
  /** As the customer wrote it. */
  geometry: Geometry
  processing_levels: string[]
  /** The number of images that are wanted of the target. */
  periods: number
  /** The number of opportunities that are told. */
  limit: number
  request: OpportunityRequest
  now: Date
  expires_at: Date
}

export function pendingAnalysis({
  analysis_id,
  processing_levels,
  periods,
  limit,
  request,
  now,
  expires_at,
  ...asked
}: Asked): Analysis {
  const { window, limits, nei } = request
  return {
    analysis_id,
    id: analysis_id,
    ...asked,
    status: 'PENDING',
    message: 'The provider is being asked',
    parameters: {
      start: timestamp(window.start),
      end: timestamp(window.end),
      min_ona: limits.min_off_nadir_deg,
      max_ona: limits.max_off_nadir_deg,
      min_sun_elevation: limits.min_sun_elevation_deg,
      max_sun_elevation: limits.max_sun_elevation_deg,
      max_cloud_pct: limits.max_cloud_pct,
      processing_levels,
      periods,
      limit,
      ...(nei && { nei }),
    },
    feasible: null,
    opportunities: [],
    has_more: false,
    odds: null,
    coverage: null,
    constraint: null,
    relaxations: null,
    created_at: timestamp(now),
    finished_at: null,
    expires_at: timestamp(expires_at),
  }
}

/** The facts that are known besides the answer of the provider. */
export interface Known {
  own: OwnCaptures
  hours_to_deliver: HoursToDeliver
  /** Whether the provider keeps a pass for an order. */
  is_reservable: boolean
  /** The number that it takes to show everything once; 0 of an order that shows it several times. */
  images: number
  /** Changes that would make it possible; null if nobody has looked for them. */
  relaxations: Relaxation[] | null
  /** The clouds that are foretold of some passes. */
  foretold: ReadonlyMap<FoundPass, Foretold>
  now: Date
}

/** @param found what the provider answered, or why it did not */
export function finishedAnalysis(pending: Analysis, found: Opportunities | string, known: Known): Analysis {
  const finished_at = timestamp(known.now)
  if (typeof found === 'string') return { ...pending, status: 'FAILED', message: found, finished_at }
  const { constraint } = found
  const { processing_levels, limit, max_cloud_pct } = pending.parameters
  const passes = found.opportunities.map((pass) => withChance(pass, max_cloud_pct, known.foretold.get(pass)))
  const opportunities = passes.slice(0, limit).map((pass, index) => ({
    ...orderable(pass, index, pending, known),
    ...toldOf(pass, processing_levels, known),
  }))
  const has_more = found.has_more || passes.length > limit
  const odds = known.images === 1 ? oddsOf(passes) : null
  const coverage = known.images > 1 && passes.length > 0 ? coverageOf(passes, known.images) : null
  const message = constraint?.message ?? messageOf(passes.length, found.has_more, odds)
  const { relaxations } = known
  const told = { opportunities, has_more, odds, coverage, constraint, relaxations }
  const answer = { feasible: passes.length > 0, ...told }
  return { ...pending, ...answer, status: 'SUCCESS', message, finished_at }
}

function messageOf(count: number, has_more: boolean, odds: Odds | null): string {
  const found = `${has_more ? 'More than ' : ''}${count} ${count === 1 ? 'opportunity' : 'opportunities'}`
  const last = odds?.by_day.at(-1)
  return last ? `${found}; ${Math.round(100 * last.probability)} % by ${last.by.slice(0, 10)}` : found
}

/** A satellite cannot be commanded for what is nearer. */
const command_ms = 30 * 60_000

/** The offer of one pass, if it is all that the order needs. */
function orderable(pass: Chance, index: number, analysis: Analysis, { images, is_reservable }: Known) {
  const { analysis_id, price } = analysis
  const last = timestamp(new Date(Date.parse(pass.start) - command_ms))
  const expires_at = last < analysis.expires_at ? last : analysis.expires_at
  return images === 1 && is_reservable
    ? { opportunity_id: opportunityIdOf(analysis_id, index), price, expires_at }
    : { opportunity_id: null, price: null, expires_at }
}

function toldOf(pass: Chance, levels: string[], { own, hours_to_deliver }: Known) {
  return {
    ...pass,
    orbit_direction: pass.orbit_direction ?? null,
    ground_sample_distance_m: pass.ground_sample_distance_m ?? null,
    conflict: conflictOf(pass, own),
    expected_delivery: deliveriesOf(pass, levels, hours_to_deliver),
  }
}

function deliveriesOf({ end }: FoundPass, levels: string[], hours: Readonly<Record<string, number>>) {
  const known = levels.flatMap((level) => {
    const after_h = hours[level]
    return after_h === undefined ? [] : [[level, timestamp(new Date(Date.parse(end) + after_h * 3_600_000))]]
  })
  return Object.fromEntries(known) as Record<string, string>
}
