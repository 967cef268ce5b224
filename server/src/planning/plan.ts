import type { CaptureReport } from '@swath/contract/captures'
import type { CommandFile, ConstellationPlan, ImagingCommand } from '@swath/contract/planner-provider'
import type { ReasonCode } from '@swath/contract/reasons'
import { centreOf } from '../lib/geo/centre.ts'
import type { View } from '../providers/planner/constellation.ts'
import type { Outcome } from '../providers/planner/puzzle.ts'
import { isHigher, type TakenPass } from '../providers/planner/taken.ts'
import type { Planned } from './store.ts'

type WithoutHead<T> = T extends unknown ? Omit<T, 'report_id' | 'occurred_at'> : never
export type PlanNews = WithoutHead<CaptureReport>

/** News for an order of its new place in the plan; nothing if that is as it was. */
export function newsOf(
  { request, view }: Planned,
  outcome: Outcome,
  taken: readonly Pick<TakenPass, 'view' | 'priority_class'>[],
): PlanNews | undefined {
  if (!view) return outcome.view ? { status: 'scheduled', access: outcome.view } : undefined
  if (outcome.view && isSame(view, outcome.view)) return undefined
  const is_bumped = taken.some(
    (one) => isNear(one.view, view) && isHigher(one.priority_class, request.priority_class),
  )
  const reason_code: ReasonCode = is_bumped ? 'BUMPED_BY_PRIORITY' : 'PLAN_CHANGED'
  if (outcome.view) return { status: 'scheduled', access: outcome.view, reason_code }
  // The next attempt waits for a pass of its own, as long as the window is open.
  return { status: 'failed', reason_code, message: 'Another order has the pass now' }
}

/** Images of one pass are not farther apart. */
const one_pass_ms = 15 * 60_000

const isNear = (one: View, other: View): boolean =>
  one.satellite_name === other.satellite_name &&
  Math.abs(Date.parse(one.start) - Date.parse(other.start)) < one_pass_ms

/** A capture that was flown longer ago stands in nobody's way, and in no command file. */
const past_ms = 2 * 86_400_000

export const sinceOf = (now: Date): Date => new Date(now.getTime() - past_ms)

/** Starts may shift by less than that without news. */
const told_again_ms = 5000

const isSame = (one: View, other: View): boolean =>
  one.satellite_name === other.satellite_name &&
  Math.abs(Date.parse(one.start) - Date.parse(other.start)) < told_again_ms

/** One file for each satellite and day, in order. */
export function planOf(captures: readonly Planned[], now: Date, lead_minutes: number): ConstellationPlan {
  const frozen_ms = now.getTime() + lead_minutes * 60_000
  const commands = captures
    .flatMap((one) => commandOf(one, frozen_ms))
    .sort((a, b) => (a.start < b.start ? -1 : 1))
  const groups = Map.groupBy(
    commands,
    ({ satellite_name, start }) => `${start.slice(0, 10)} ${satellite_name}`,
  )
  const files = [...groups].map(([key, all]): CommandFile => {
    return { satellite_name: key.slice(11), date: key.slice(0, 10), commands: all }
  })
  const unplanned = captures
    .filter(({ view }) => !view)
    .map(({ capture_id, request, obstacle, obstacle_ids }) => ({
      capture_id,
      order_id: request.order_id,
      priority_class: request.priority_class,
      obstacle: obstacle ?? 'not planned yet',
      capture_ids: obstacle_ids,
    }))
  return { files, unplanned }
}

function commandOf({ capture_id, request, view }: Planned, frozen_ms: number): ImagingCommand[] {
  if (!view) return []
  const { satellite_name, start, end, off_nadir_deg } = view
  return [
    {
      capture_id,
      order_id: request.order_id,
      satellite_name,
      start,
      end,
      ...centreOf(request.frame),
      off_nadir_deg: off_nadir_deg ?? 0,
      priority_class: request.priority_class,
      is_frozen: Date.parse(start) <= frozen_ms,
    },
  ]
}
