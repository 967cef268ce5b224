/** A task that the simulator has taken on, and how far it is with it. */

import { type Collection, collectionsOf, Passes } from './passes.ts'
import type { Held } from './plan.ts'
import type { Production } from './production.ts'
import type { Scenario } from './scenarios.ts'
import { uplink_ms } from './schedule.ts'
import type { Step, Story } from './story.ts'
import type { Task } from './task.ts'

/** When something was taken on, and what time the sky had then. */
export interface Began {
  tasked_at_ms: number
  sky_ms: number
}

export class Running {
  readonly task: Task | Production
  /** It has to be planned; products are made of what is there already, and have none of this. */
  readonly collects: { task: Task; scenario: Scenario | undefined } | undefined
  readonly began: Began
  readonly canceled = new AbortController()
  story: Story
  /** The first step that nobody was told; the one before it is being told. */
  next = 0
  is_telling = false
  is_playing = false
  /** Ends the wait for a step that another one has taken the place of. */
  changed = new AbortController()
  /** A pass that is told first, and given up at once, as its scenario has it. */
  announced: Collection | undefined
  #passes: Passes | undefined

  constructor(task: Task | Production, began: Began, story: Story, collects?: Running['collects']) {
    this.task = task
    this.began = began
    this.story = story
    this.collects = collects
  }

  get is_canceled(): boolean {
    return this.canceled.signal.aborted
  }

  /** The step that is to be told next. */
  get step(): Step | undefined {
    return this.story.steps[this.next]
  }

  wasTold(step: number) {
    this.next = step + 1
    this.is_telling = false
  }

  /** Counts the steps that were told, or are being told. */
  get told(): number {
    return Math.min(this.next + (this.is_telling ? 1 : 0), this.story.steps.length)
  }

  /** Whether its plan can still change: neither is its pass near, nor was it told that it has none. */
  isOpen(sky_ms: number): boolean {
    if (!this.collects || this.is_canceled) return false
    const { booking, steps } = this.story
    if (booking) return booking.start_ms > sky_ms + uplink_ms
    return !steps.slice(0, this.told).some(({ report }) => report.status === 'failed')
  }

  /** Whether somebody was told of the pass that it has. */
  get is_pass_told(): boolean {
    return this.story.steps.slice(0, this.told).some(({ report }) => report.status === 'scheduled')
  }

  /** Whether anybody has looked for its passes yet; before, there is nothing to plan. */
  get is_looked_for(): boolean {
    return this.#passes !== undefined || this.story.steps.length > 0
  }

  /** The passes that could serve it. @param sky_ms now, in the time of its sky */
  passesFrom(sky_ms: number): Passes {
    this.#passes ??= this.#look(sky_ms)
    return this.#passes
  }

  #look(sky_ms: number): Passes {
    const { task, scenario } = this.collects!
    if (scenario === 'no-access') return new Passes([].values())
    const all = collectionsOf(task, sky_ms)
    if (scenario !== 'rescheduled') return new Passes(all)
    const first = all.next().value
    const others = new Passes(all)
    if (others.known.length === 0) return new Passes((first ? [first] : []).values())
    this.announced = first
    return others
  }

  /** Puts another end to the story. */
  change(told: number, story: Story) {
    this.story = { ...story, steps: [...this.story.steps.slice(0, told), ...story.steps] }
    this.changed.abort()
    this.changed = new AbortController()
  }

  get held(): Held | undefined {
    const { booking } = this.story
    if (!booking || this.is_canceled) return undefined
    const priority_class = this.collects?.task.priority_class ?? 'standard'
    return { capture_id: this.task.capture_id, priority_class, booking }
  }
}
