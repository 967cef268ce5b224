import type { PlannerSettings } from '@swath/contract/planner-provider'
import { hoursOf } from '@swath/contract/provider-protocol/capabilities'
import type { RefusalAnswer } from '@swath/contract/provider-protocol/refusals'
import { readElements } from '@swath/orbits/read'
import { centreOf } from '../../lib/geo/centre.ts'
import type { Open, ProviderHost } from '../host.ts'
import { sandbox_capabilities } from '../protocol/sandbox.ts'
import type { AskedOrder, OpportunityRequest, PassToReserve, Provider, Reservation } from '../provider.ts'
import { Refusal, refuseToProduce } from '../refusal.ts'
import { viewIfFree } from './keeping.ts'
import { assessTargets, findPasses, type Question, type Target } from './search.ts'
import { firmPasses, type TakenPass } from './taken.ts'

const search_module = new URL('search.ts', import.meta.url).href
const keeping_module = new URL('keeping.ts', import.meta.url).href
const no_space = 'The constellation looks at the Earth only, and not into space'
const too_near = 'The satellite cannot be commanded for this pass any more'
const nothing_left: RefusalAnswer = {
  class: 'never',
  reason_code: 'NO_ACCESS_IN_WINDOW',
  message: 'No pass that could still be commanded is left in the window',
}
const too_late = 'Its commands are on their way to the satellite'

interface Keeping extends Pick<ProviderHost, 'plans' | 'threads' | 'now'> {
  settings: PlannerSettings
  /** A pass that begins before is commanded already. */
  commanded: () => Date
}

/**
 * A constellation without a mission planning of its own: Swath plans it. What is planned is flown by whoever fetches it.
 * @throws ElementsError where elements cannot be read, before anything is asked
 */
export const openPlanner: Open<PlannerSettings> = ({ name, settings }, { plans, now, threads }): Provider => {
  readElements(settings.elements)
  const lead_ms = settings.uplink_lead_minutes * 60_000
  /** A pass that begins earlier is commanded already. */
  const commanded = () => new Date(now().getTime() + lead_ms)
  const questionOf = (order: AskedOrder | OpportunityRequest, taken: readonly TakenPass[]): Question => ({
    settings,
    targets: targetsOf(order),
    start_ms: Math.max(order.window.start.getTime(), commanded().getTime()),
    end_ms: order.window.end.getTime(),
    limits: order.limits,
    now_ms: now().getTime(),
    taken: firmPasses(taken, order, commanded()),
  })
  const keep = keeperOf(name, { settings, plans, threads, now, commanded })
  return {
    name,
    swath: settings.swath,
    hours_to_deliver: hoursOf(sandbox_capabilities),
    planner: settings,
    confirms_cancellation: true,
    serves: (sku) => settings.skus.includes(sku),
    async assess(order) {
      if (order.nei) return { feasible: false, reason_code: 'NOT_FEASIBLE', message: no_space }
      const { passes } = await plans.taken(name)
      if (passes.some((pass) => isFor(order, pass, commanded()))) return { feasible: true }
      return threads.run(search_module, assessTargets, questionOf(order, passes))
    },
    async opportunities(request) {
      if (request.nei) return nowhere
      const { footprint, limit } = request
      const { passes } = await plans.taken(name)
      const question = { ...questionOf(request, passes), footprint, limit }
      return threads.run(search_module, findPasses, question)
    },
    reserve: keep,
    release: (reservation_id) => plans.release(reservation_id),
    async plan(capture) {
      if (capture.nei) throw new Refusal(name, { class: 'never', message: no_space })
      if (capture.window.end <= commanded()) throw new Refusal(name, nothing_left)
      await plans.put(name, capture)
    },
    produce: () => refuseToProduce(name),
    async cancel(capture_id) {
      const is_withdrawn = await plans.withdraw(capture_id, commanded())
      return is_withdrawn ? { outcome: 'canceled' } : { outcome: 'refused', message: too_late }
    },
  }
}

/** An order for a pass that is named comes to be, and is handed over, within minutes. */
const ordering_ms = 5 * 60_000

/** An order that finds each time that others were quicker is sent again, rather than that its looks fill the threads. */
const most_looks = 5
const busy: RefusalAnswer = {
  class: 'later',
  retry_after_s: 5,
  message: 'Others take passes of the constellation at this moment',
}

/** Keeps a pass for one order alone: who comes second finds that something has been taken since, and looks again. */
function keeperOf(name: string, { settings, plans, threads, now, commanded }: Keeping) {
  return async (pass: PassToReserve): Promise<Reservation> => {
    const { reservation_id, satellite_name, priority_class } = pass
    const start_ms = Date.parse(pass.start)
    const isMine = (one: TakenPass) => one.reservation_id === reservation_id
    for (let look = 0; look < most_looks; look++) {
      const { revision, passes } = await plans.taken(name)
      if (passes.some(isMine)) return { reserved: true }
      if (start_ms < commanded().getTime() + ordering_ms) return { reserved: false, message: too_near }
      const taken = firmPasses(passes, pass, commanded())
      const wanted = { settings, satellite_name, start_ms, ...centreOf(pass.geometry), taken }
      const view = await threads.run(keeping_module, viewIfFree, { ...wanted, now_ms: now().getTime() })
      if (typeof view === 'string') return { reserved: false, message: view }
      if (await plans.reserve(name, { view, priority_class, reservation_id }, revision))
        return { reserved: true }
    }
    throw new Refusal(name, busy)
  }
}

/** Whether a pass is kept for the order, and can still be commanded. */
const isFor = ({ reservation_id }: AskedOrder, pass: TakenPass, commanded: Date): boolean =>
  reservation_id !== undefined &&
  pass.reservation_id === reservation_id &&
  Date.parse(pass.view.start) > commanded.getTime()

const nowhere = {
  opportunities: [],
  has_more: false,
  constraint: { name: 'window' as const, requested_deg: null, nearest_deg: null, message: no_space },
}

const targetsOf = ({ geometry, strips }: AskedOrder | OpportunityRequest): Target[] =>
  strips.length > 0 ? strips.map((strip) => ({ ...centreOf(strip.frame), ...strip })) : [centreOf(geometry)]
