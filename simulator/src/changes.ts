/** From the plan to what is told of it. */
import type { Entry } from './journal.ts'
import { type Contender, type Held, isSame, whyLost, whyMoved } from './plan.ts'
import type { Running } from './running.ts'
import { uplink_ms } from './schedule.ts'
import { type Fate, tell } from './story.ts'

/** @param sky_ms now, in the time of its sky */
export function contenderOf(running: Running, sky_ms: number): Contender {
  const { capture_id, priority_class, window, promised_at, satellite_name } = running.collects!.task
  const had = running.story.booking
  return {
    capture_id,
    priority_class,
    is_reserved: satellite_name !== undefined,
    wanted_ms: window.start.getTime(),
    ...(promised_at && { promised_ms: promised_at.getTime() }),
    earliest_ms: sky_ms + uplink_ms,
    passes: running.passesFrom(sky_ms),
    ...(had && { had }),
  }
}

/** The stories that the plan changes, with the reasons. */
export function tellChanges(
  contenders: ReadonlyMap<Running, Contender>,
  planned: readonly Held[],
  held: readonly Held[],
  seed: string,
): Extract<Entry, { type: 'planned' }>[] {
  const found = new Map(planned.map((one) => [one.capture_id, one]))
  return [...contenders].flatMap(([running, contender]) => {
    const { capture_id, earliest_ms } = contender
    const has = found.get(capture_id)
    if (isAsBefore(running, contender, has)) return []
    const { task, scenario } = running.collects!
    const telling = { task, scenario, seed, now_ms: earliest_ms - uplink_ms, told: running.told }
    const story = tell(telling, fateOf(running, contender, has, held))
    return [{ type: 'planned', capture_id, told: running.told, story }]
  })
}

function isAsBefore({ story, told }: Running, { had }: Contender, has: Held | undefined): boolean {
  if (has) return had !== undefined && isSame(has.booking, had)
  return had === undefined && story.steps.length > told
}

function fateOf(running: Running, contender: Contender, has: Held | undefined, held: readonly Held[]): Fate {
  const { had, ...newcomer } = contender
  // A pass of which nobody was told is no loss.
  const known = running.is_pass_told ? contender : newcomer
  if (!has) return contender.passes.known.length === 0 ? {} : { reason_code: whyLost(known, held) }
  const announced = running.told === 0 ? running.announced : undefined
  const moved = running.is_pass_told && { reason_code: whyMoved(known, held) }
  return { collection: has.collection!, ...(announced && { announced }), ...moved }
}
