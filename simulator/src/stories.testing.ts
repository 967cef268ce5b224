// A task becomes a story here as the engine plans and tells it.
import { contenderOf, tellChanges } from './changes.ts'
import { planPasses } from './plan.ts'
import { Running } from './running.ts'
import type { Scenario } from './scenarios.ts'
import type { Booking } from './schedule.ts'
import type { Story } from './story.ts'
import type { Task } from './task.ts'

/** An order that says nothing of it matters so much. */
export const standing = { priority_class: 'standard' as const, promised_at: null }

/** @param taken what other orders of its class have */
export function storyOf(task: Task, scenario: Scenario, taken: readonly Booking[], now_ms: number): Story {
  const nothing = { steps: [], booking: undefined, image: undefined }
  const running = new Running(task, { tasked_at_ms: 0, sky_ms: now_ms }, nothing, { task, scenario })
  const contender = contenderOf(running, now_ms)
  const held = taken.map((booking, index) => ({
    capture_id: `taken ${index}`,
    priority_class: task.priority_class,
    booking,
  }))
  const planned = planPasses([contender], held, 1)
  const [told] = tellChanges(new Map([[running, contender]]), planned, [...held, ...planned], 'seed')
  return told!.story
}
