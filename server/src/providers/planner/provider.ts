import type { PlannerSettings } from '@swath/contract/planner-provider'
import { hoursOf } from '@swath/contract/provider-protocol/capabilities'
import { centreOf } from '../../lib/geo/centre.ts'
import type { Open } from '../host.ts'
import { sandbox_capabilities } from '../protocol/sandbox.ts'
import type { AskedOrder, OpportunityRequest, Provider } from '../provider.ts'
import { Refusal, refuseToProduce } from '../refusal.ts'
import { Constellation } from './constellation.ts'
import { assessTargets, findPasses, type Question, type Target } from './search.ts'

const search_module = new URL('search.ts', import.meta.url).href
const no_space = 'The constellation looks at the Earth only, and not into space'
const too_late = 'Its commands are on their way to the satellite'

/** A constellation without a mission planning of its own: Swath plans it. What is planned is flown by whoever fetches it. */
export const openPlanner: Open<PlannerSettings> = ({ name, settings }, { plans, now, threads }): Provider => {
  requireElements(settings)
  const lead_ms = settings.uplink_lead_minutes * 60_000
  /** A pass that begins earlier is commanded already. */
  const commanded = () => new Date(now().getTime() + lead_ms)
  const questionOf = (order: AskedOrder | OpportunityRequest): Question => ({
    settings,
    targets: targetsOf(order),
    start_ms: Math.max(order.window.start.getTime(), commanded().getTime()),
    end_ms: order.window.end.getTime(),
    limits: order.limits,
  })
  return {
    name,
    swath: settings.swath,
    hours_to_deliver: hoursOf(sandbox_capabilities),
    planner: settings,
    confirms_cancellation: true,
    serves: (sku) => settings.skus.includes(sku),
    async assess(order) {
      if (order.nei) return { feasible: false, reason_code: 'NOT_FEASIBLE', message: no_space }
      return threads.run(search_module, assessTargets, questionOf(order))
    },
    async opportunities(request) {
      if (request.nei) return nowhere
      const { footprint, limit } = request
      const question = { ...questionOf(request), footprint, limit }
      return threads.run(search_module, findPasses, question)
    },
    async plan(capture) {
      if (capture.nei) throw new Refusal(name, { class: 'never', message: no_space })
      await plans.put(name, capture)
    },
    produce: () => refuseToProduce(name),
    async cancel(capture_id) {
      const is_withdrawn = await plans.withdraw(capture_id, commanded())
      return is_withdrawn ? { outcome: 'canceled' } : { outcome: 'refused', message: too_late }
    },
  }
}

const nowhere = {
  opportunities: [],
  has_more: false,
  constraint: { name: 'window' as const, requested_deg: null, nearest_deg: null, message: no_space },
}

/** @throws ElementsError where elements cannot be read, before anything is asked */
const requireElements = (settings: PlannerSettings) => new Constellation(settings)

const targetsOf = ({ geometry, strips }: AskedOrder | OpportunityRequest): Target[] =>
  strips.length > 0 ? strips.map((strip) => ({ ...centreOf(strip.frame), ...strip })) : [centreOf(geometry)]
