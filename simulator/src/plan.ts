/** Which task has which pass: the classes one after the other, each with what the ones before it leave. */
import type { Acquisition, Instance, Opportunity } from '@swath/planner/instance'
import { planOf } from '@swath/planner/plan'
import { imageValue } from '@swath/planner/value'
import type { Collection, Passes } from './passes.ts'
import { type Booking, isFree, slew_ms } from './schedule.ts'
import { type PriorityClass, priority_classes } from './task.ts'

/** A task that has no pass for certain. */
export interface Contender {
  capture_id: string
  priority_class: PriorityClass
  /** From when it is wanted and until when it is promised, in the time of the sky. */
  wanted_ms: number
  promised_ms?: number
  /** No satellite can be commanded for an earlier pass. */
  earliest_ms: number
  passes: Passes
  /** The pass that it has until now. It keeps it, unless a higher class takes it or more can be served. */
  had?: Booking
}

/** A pass that a task has. What is not known of it is what was planned before a restart. */
export interface Held {
  capture_id: string
  priority_class: PriorityClass
  booking: Booking
  collection?: Collection
}

/** Of the search for a better plan of one class, where not all of it can be served. */
const rounds = 300
/** From the end of a collection to the delivery. */
const delivery_ms = 3 * 3_600_000

/**
 * What each contender has. What a class gets is the same whatever is asked for in lower classes: none of them holds a
 * pass that a higher one could use, unless it is fixed.
 * @param fixed passes that are too near to be changed, or that are being flown
 */
export function planPasses(contenders: readonly Contender[], fixed: readonly Held[], seed: number): Held[] {
  const planned: Held[] = []
  const byClass = Map.groupBy(contenders, ({ priority_class }) => priority_class)
  for (const priority_class of priority_classes) {
    const group = byClass.get(priority_class) ?? []
    planned.push(...planClass(group, [...fixed, ...planned], seed))
  }
  return planned
}

function planClass(group: readonly Contender[], held: readonly Held[], seed: number): Held[] {
  for (;;) {
    const puzzle = new Puzzle(group, held)
    const plan = puzzle.plan(seed)
    const served = new Set(plan.map(({ capture_id }) => capture_id))
    const unserved = group.filter(({ capture_id }) => !served.has(capture_id))
    const is_more = unserved.filter(({ passes }) => passes.extend()).length > 0
    if (!is_more) return unserved.length === 0 ? plan : puzzle.improve(seed)
  }
}

/** The plan of one class, in the words of the planner. */
class Puzzle {
  readonly #instance: Instance
  readonly #previous: Acquisition[]
  readonly #chances = new Map<Opportunity, Held>()

  constructor(group: readonly Contender[], held: readonly Held[]) {
    const opportunities = group.flatMap((one) => this.#chancesOf(one))
    this.#instance = {
      opportunities,
      turnSeconds: () => slew_ms / 1000,
      least_turn_s: slew_ms / 1000,
      most_turn_s: slew_ms / 1000,
      frozen: near(held, opportunities).map(frozenOf),
    }
    const had = new Set(group.flatMap((one) => (one.had ? [idOf(one.capture_id, one.had)] : [])))
    this.#previous = opportunities
      .filter(({ opportunity_id }) => had.has(opportunity_id))
      .map((opportunity) => ({ opportunity, start_s: opportunity.from_s }))
  }

  /** What they had, and then each the first pass that is free. */
  plan(seed: number, previous: readonly Acquisition[] = this.#previous): Held[] {
    return this.#heldIn(planOf(this.#instance, { seed, rounds: 0, previous }))
  }

  /** Moves some, if more can be served by it. */
  improve(seed: number): Held[] {
    const found = planOf(this.#instance, { seed, rounds, previous: this.#previous })
    // Nobody is left out who has a free pass.
    return this.plan(seed, found)
  }

  #heldIn(plan: readonly Acquisition[]): Held[] {
    return plan.flatMap(({ opportunity }) => this.#chances.get(opportunity) ?? [])
  }

  #chancesOf(contender: Contender): Opportunity[] {
    const { capture_id, priority_class, passes, had, earliest_ms } = contender
    const known = passes.known.filter(({ booking }) => booking.start_ms >= earliest_ms)
    const all: Omit<Held, 'capture_id' | 'priority_class'>[] = known.map((collection) => ({
      collection,
      booking: collection.booking,
    }))
    if (had && !known.some(({ booking }) => isSame(booking, had))) all.push({ booking: had })
    return all.map((held) => {
      const opportunity = opportunityOf(contender, held.booking)
      this.#chances.set(opportunity, { capture_id, priority_class, ...held })
      return opportunity
    })
  }
}

/** The times of its plans. */
const seconds = (time_ms: number) => time_ms / 1000

function opportunityOf(contender: Contender, booking: Booking): Opportunity {
  const { capture_id, priority_class, wanted_ms, promised_ms } = contender
  return {
    ...spanOf(booking),
    opportunity_id: idOf(capture_id, booking),
    request_id: capture_id,
    value: imageValue({
      priority_class,
      wanted_s: seconds(wanted_ms),
      available_s: seconds(booking.end_ms + delivery_ms),
      ...(promised_ms !== undefined && { promised_s: seconds(promised_ms) }),
    }),
  }
}

function frozenOf({ capture_id, booking }: Held): Acquisition {
  const id = { opportunity_id: idOf(capture_id, booking), request_id: capture_id, value: 1 }
  const opportunity = { ...spanOf(booking), ...id }
  return { opportunity, start_s: opportunity.from_s }
}

function spanOf({ satellite_name, start_ms, end_ms }: Booking) {
  const [from_s, to_s] = [seconds(start_ms), seconds(end_ms)]
  return { satellite: satellite_name, from_s, to_s, duration_s: to_s - from_s }
}

const idOf = (capture_id: string, { satellite_name, start_ms }: Booking) =>
  `${capture_id} ${satellite_name} ${start_ms}`

export const isSame = (one: Booking, other: Booking) =>
  one.satellite_name === other.satellite_name && one.start_ms === other.start_ms

/** Those that can be in the way of what is planned. */
function near(held: readonly Held[], opportunities: readonly Opportunity[]): Held[] {
  const from_ms = Math.min(...opportunities.map(({ from_s }) => from_s)) * 1000 - 2 * slew_ms
  const to_ms = Math.max(...opportunities.map(({ to_s }) => to_s)) * 1000 + 2 * slew_ms
  return held.filter(({ booking }) => booking.end_ms > from_ms && booking.start_ms < to_ms)
}

/** Why a task has another pass than before, or none. Nothing is told of who has it now. */
export type Loss = 'BUMPED_BY_PRIORITY' | 'PLAN_CHANGED' | 'PRIORITY_CONFLICT' | 'NO_CAPACITY'

export function whyMoved({ priority_class, had }: Contender, held: readonly Held[]): Loss {
  return had && isTakenByHigher(priority_class, had, held) ? 'BUMPED_BY_PRIORITY' : 'PLAN_CHANGED'
}

export function whyLost(contender: Contender, held: readonly Held[]): Loss {
  const { priority_class, passes, had } = contender
  if (had && isTakenByHigher(priority_class, had, held)) return 'BUMPED_BY_PRIORITY'
  const is_outranked = passes.known.some(({ booking }) => isTakenByHigher(priority_class, booking, held))
  return is_outranked ? 'PRIORITY_CONFLICT' : 'NO_CAPACITY'
}

const rankOf = (one: PriorityClass) => priority_classes.indexOf(one)

function isTakenByHigher(priority_class: PriorityClass, booking: Booking, held: readonly Held[]): boolean {
  const higher = held.filter((one) => rankOf(one.priority_class) < rankOf(priority_class))
  return !isFree(booking, bookingsOf(higher))
}

/** What an order of a class cannot take from others. */
export function against(
  priority_class: PriorityClass,
  held: readonly (Held & { is_fixed: boolean })[],
): Booking[] {
  return bookingsOf(
    held.filter((one) => one.is_fixed || rankOf(one.priority_class) <= rankOf(priority_class)),
  )
}

const bookingsOf = (held: readonly Held[]): Booking[] => held.map(({ booking }) => booking)
