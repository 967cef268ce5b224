/** Which task has which pass: the classes one after the other, each with what the ones before it leave. */
import type { Instance, Opportunity } from '@swath/planner/instance'
import { planOf } from '@swath/planner/plan'
import { imageValue } from '@swath/planner/value'
import type { Collection, Passes } from './passes.ts'
import { type Booking, isFree, isInTheWay, slew_ms } from './schedule.ts'
import { type PriorityClass, priority_classes } from './task.ts'

/** A task that has no pass for certain. */
export interface Contender {
  capture_id: string
  priority_class: PriorityClass
  /** Its pass was kept for it: nobody takes it away. */
  is_reserved: boolean
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

/** The search for a better plan of one class goes on so long, where not all of it can be served. */
const rounds = 300
/** From the end of a collection to the delivery. */
const delivery_ms = 3 * 3_600_000

/**
 * Gives each contender its pass. A class gets the same whatever is asked for in lower classes: none of them holds a
 * pass that a higher one could use, unless it is fixed.
 * @param fixed passes that are too near to be changed, or that are being flown
 */
export function planPasses(contenders: readonly Contender[], fixed: readonly Held[], seed: number): Held[] {
  const planned = planClass(
    contenders.filter(({ is_reserved }) => is_reserved),
    fixed,
    seed,
  )
  const others = contenders.filter(({ is_reserved }) => !is_reserved)
  const byClass = Map.groupBy(others, ({ priority_class }) => priority_class)
  for (const priority_class of priority_classes) {
    const group = byClass.get(priority_class) ?? []
    planned.push(...planClass(group, [...fixed, ...planned], seed))
  }
  return planned
}

/** A contender keeps the pass that it has, if no higher class takes it; the others look for one. */
function planClass(group: readonly Contender[], held: readonly Held[], seed: number): Held[] {
  const busy = new Busy(held)
  const kept = group.flatMap(({ capture_id, priority_class, had }) =>
    had && busy.isFree(had) ? [{ capture_id, priority_class, booking: had }] : [],
  )
  const seekers = without(group, kept)
  if (seekers.length === 0) return kept
  const found = seek(seekers, new Busy([...held, ...kept]), seed)
  if (found.length === seekers.length) return [...kept, ...found]
  return makeRoom(group, [...kept, ...found], busy, seed)
}

/** Each the first pass that is free; as many passes are looked at as it takes. */
function seek(seekers: readonly Contender[], busy: Busy, seed: number): Held[] {
  for (;;) {
    const found = new Puzzle(seekers, busy).plan({ seed, rounds: 0 })
    const is_more = without(seekers, found).filter(({ passes }) => passes.extend()).length > 0
    if (!is_more) return found
  }
}

/** Moves those that are in the way of who has none, if more can be served by it. */
function makeRoom(group: readonly Contender[], planned: readonly Held[], higher: Busy, seed: number): Held[] {
  const unserved = without(group, planned)
  const wanted = unserved.flatMap(({ passes }) => passes.known.map(({ booking }) => booking))
  const inTheWay = new Busy(planned).conflictsWith(wanted.filter((booking) => higher.isFree(booking)))
  const movable = new Set(inTheWay.map(({ capture_id }) => capture_id))
  const others = planned.filter(({ capture_id }) => !movable.has(capture_id))
  const some = [...unserved, ...group.filter(({ capture_id }) => movable.has(capture_id))]
  const puzzle = new Puzzle(some, higher.and(others))
  const better = puzzle.plan({ seed, rounds, previous: inTheWay })
  // Nobody is left without who has a free pass.
  return [...others, ...puzzle.plan({ seed, rounds: 0, previous: better })]
}

function without(group: readonly Contender[], held: readonly Held[]): Contender[] {
  const served = new Set(held.map(({ capture_id }) => capture_id))
  return group.filter(({ capture_id }) => !served.has(capture_id))
}

/** Knows when satellites are busy, and says so quickly. */
class Busy {
  readonly #all: readonly Held[]
  readonly #bySatellite: ReadonlyMap<string, readonly Held[]>

  constructor(held: readonly Held[]) {
    this.#all = held
    this.#bySatellite = Map.groupBy(held, ({ booking }) => booking.satellite_name)
  }

  isFree(wanted: Booking): boolean {
    return !this.#of(wanted).some(({ booking }) => isInTheWay(wanted, booking))
  }

  conflictsWith(wanted: readonly Booking[]): Held[] {
    const found = wanted.flatMap((one) => this.#of(one).filter(({ booking }) => isInTheWay(one, booking)))
    return [...new Set(found)]
  }

  and(more: readonly Held[]): Busy {
    return new Busy([...this.#all, ...more])
  }

  #of({ satellite_name }: Booking): readonly Held[] {
    return this.#bySatellite.get(satellite_name) ?? []
  }
}

interface Wish {
  seed: number
  rounds: number
  previous?: readonly Held[]
}

/** Says in the words of the planner which passes some contenders could have of those that others leave. */
class Puzzle {
  readonly #instance: Instance
  readonly #chances = new Map<Opportunity, Held>()

  constructor(group: readonly Contender[], busy: Busy) {
    this.#instance = {
      opportunities: group.flatMap((one) => this.#chancesOf(one, busy)),
      turnSeconds: () => slew_ms / 1000,
      least_turn_s: slew_ms / 1000,
      most_turn_s: slew_ms / 1000,
    }
  }

  plan({ previous = [], ...effort }: Wish): Held[] {
    const had = new Set(previous.map(({ capture_id, booking }) => idOf(capture_id, booking)))
    const before = this.#instance.opportunities
      .filter(({ opportunity_id }) => had.has(opportunity_id))
      .map((opportunity) => ({ opportunity, start_s: opportunity.from_s }))
    const plan = planOf(this.#instance, { ...effort, previous: before })
    return plan.map(({ opportunity }) => this.#chances.get(opportunity)!)
  }

  #chancesOf(contender: Contender, busy: Busy): Opportunity[] {
    const { capture_id, priority_class, passes, had, earliest_ms } = contender
    const known: { booking: Booking; collection?: Collection }[] = passes.known
      .map((collection) => ({ collection, booking: collection.booking }))
      .filter(({ booking }) => booking.start_ms >= earliest_ms)
    // After a restart it may be among them no more.
    if (had && !known.some(({ booking }) => isSame(booking, had))) known.push({ booking: had })
    return known
      .filter(({ booking }) => busy.isFree(booking))
      .map((one) => {
        const opportunity = opportunityOf(contender, one.booking)
        this.#chances.set(opportunity, { capture_id, priority_class, ...one })
        return opportunity
      })
  }
}

const seconds = (time_ms: number) => time_ms / 1000

function opportunityOf(contender: Contender, booking: Booking): Opportunity {
  const { capture_id, priority_class, wanted_ms, promised_ms } = contender
  const [from_s, to_s] = [seconds(booking.start_ms), seconds(booking.end_ms)]
  return {
    opportunity_id: idOf(capture_id, booking),
    request_id: capture_id,
    satellite: booking.satellite_name,
    from_s,
    to_s,
    duration_s: to_s - from_s,
    value: imageValue({
      priority_class,
      wanted_s: seconds(wanted_ms),
      available_s: seconds(booking.end_ms + delivery_ms),
      ...(promised_ms !== undefined && { promised_s: seconds(promised_ms) }),
    }),
  }
}

const idOf = (capture_id: string, { satellite_name, start_ms }: Booking) =>
  `${capture_id} ${satellite_name} ${start_ms}`

export const isSame = (one: Booking, other: Booking) =>
  one.satellite_name === other.satellite_name && one.start_ms === other.start_ms

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

/** The passes that an order of a class cannot take from others. */
export function against(
  priority_class: PriorityClass,
  held: readonly (Held & { is_fixed: boolean })[],
): Booking[] {
  return bookingsOf(
    held.filter((one) => one.is_fixed || rankOf(one.priority_class) <= rankOf(priority_class)),
  )
}

const bookingsOf = (held: readonly Held[]): Booking[] => held.map(({ booking }) => booking)
