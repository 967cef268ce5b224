/** The passes that could serve a task, in order of time. Each is looked for when it is asked for. */
import { eachAccess } from '@swath/orbits/access'
import type { SpaceScene } from './imagery/star-field.ts'
import { type Booking, bookingOf, constraintsOf, publicAccess } from './schedule.ts'
import { spaceAccess, spaceBooking, spaceObstacles } from './space.ts'
import type { Task } from './task.ts'

/** A pass or a moment in space: when the satellite is busy, and the view as the world is told of it. */
export interface Collection {
  booking: Booking
  view: ReturnType<typeof publicAccess>
  peak_ms: number
  space?: SpaceScene
}

/** Most tasks have one of so many. */
const at_first = 6

export class Passes {
  readonly known: Collection[] = []
  readonly #more: Iterator<Collection, unknown>
  #has_more = true

  constructor(more: Iterator<Collection, unknown>) {
    this.#more = more
    this.extend()
  }

  /** Looks for as many again. @returns whether there were more */
  extend(): boolean {
    const before = this.known.length
    const wanted = Math.max(at_first, 2 * before)
    while (this.#has_more && this.known.length < wanted) {
      const next = this.#more.next()
      if (next.done) this.#has_more = false
      else this.known.push(next.value)
    }
    return this.known.length > before
  }
}

/** Gives the one moment of a capture in space, or nothing. @param now_ms in the time of the sky */
export function* collectionsOf(task: Task, now_ms: number): Generator<Collection, undefined> {
  if (!task.nei) {
    for (const access of eachAccess(constraintsOf(task.frame, task, now_ms))) {
      const { satellite_name = access.satellite_name } = task
      if (access.satellite_name !== satellite_name) continue
      yield { booking: bookingOf(access), view: publicAccess(access), peak_ms: access.peak_ms }
    }
  } else if (spaceObstacles(task.nei, [], now_ms).length === 0) {
    const { view, centre_ms, worst } = spaceAccess(task.nei)
    const { farthest_km: range_km, sun_angle_deg } = worst
    const space = { nei: task.nei, range_km, sun_angle_deg }
    yield { booking: spaceBooking(task.nei), view, peak_ms: centre_ms, space }
  }
}
