import type { PlannerSettings } from '@swath/contract/planner-provider'
import { hoursOf } from '@swath/contract/provider-protocol/capabilities'
import type { Access } from '@swath/orbits/access'
import { footprintAround } from '@swath/orbits/footprint'
import { splitAtAntimeridian } from '../../lib/geo/antimeridian.ts'
import { centreOf } from '../../lib/geo/centre.ts'
import type { Open } from '../host.ts'
import { sandbox_capabilities } from '../protocol/sandbox.ts'
import type { AskedOrder, FoundPass, OpportunityRequest, Provider } from '../provider.ts'
import { refuseToProduce } from '../refusal.ts'
import { Constellation, type Place, viewOf } from './constellation.ts'

const unseen_message = 'No satellite of the constellation sees the target in the window and within the limits'

/** A constellation without a mission planning of its own: Swath plans it. What is planned is flown by whoever fetches it. */
export const openPlanner: Open<PlannerSettings> = ({ name, settings }, { plans, now }): Provider => {
  const constellation = new Constellation(settings)
  return {
    name,
    swath: settings.swath,
    hours_to_deliver: hoursOf(sandbox_capabilities),
    planner: settings,
    serves: (sku) => settings.skus.includes(sku),
    async assess(order) {
      const unseen = targetsOf(order).filter(
        (target) => passesOf(constellation, order, target, now()).next().done,
      )
      if (unseen.length === 0) return { feasible: true }
      return { feasible: false, reason_code: 'NOT_FEASIBLE', message: unseen_message }
    },
    async opportunities(request) {
      const found = targetsOf(request)
        .flatMap((target) =>
          [...passesOf(constellation, request, target, now()).take(request.limit + 1)].map((one) => ({
            target,
            one,
          })),
        )
        .sort((a, b) => a.one.start_ms - b.one.start_ms)
        .slice(0, request.limit + 1)
        .map(({ target, one }) => passOf(constellation, request, target, one))
      const constraint = {
        name: 'window' as const,
        requested_deg: null,
        nearest_deg: null,
        message: unseen_message,
      }
      return {
        opportunities: found.slice(0, request.limit),
        has_more: found.length > request.limit,
        constraint: found.length === 0 ? constraint : null,
      }
    },
    plan: (capture) => plans.put(name, capture),
    produce: () => refuseToProduce(name),
    async cancel(capture_id) {
      await plans.withdraw(capture_id)
      return { outcome: 'canceled' }
    },
  }
}

/** Those that can still be commanded. */
function passesOf(
  constellation: Constellation,
  { window, limits }: Pick<AskedOrder, 'window' | 'limits'>,
  target: Place,
  now: Date,
): Generator<Access> {
  const lead_ms = constellation.settings.uplink_lead_minutes * 60_000
  const start_ms = Math.max(window.start.getTime(), now.getTime() + lead_ms)
  return constellation.passes(target, start_ms, window.end.getTime(), limits)
}

function passOf(
  constellation: Constellation,
  { footprint, limits }: OpportunityRequest,
  target: Place,
  access: Access,
): FoundPass {
  const { swath, imaging_s } = constellation.settings
  const { width_km, length_km } = footprint ?? {
    width_km: swath.swath_width_km,
    length_km: swath.max_length_km,
  }
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

const targetsOf = ({ geometry, strips }: AskedOrder | OpportunityRequest): Place[] =>
  strips.length > 0 ? strips.map(({ frame }) => centreOf(frame)) : [centreOf(geometry)]
