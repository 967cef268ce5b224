/** The passes that are kept for captures which are to come. */
import type { Held } from './plan.ts'
import { isFree } from './schedule.ts'

export type Kept = { reserved: true } | { reserved: false; message: string }

export class Reservations {
  readonly #kept = new Map<string, Held>()

  /** Its id is that of the reservation. */
  keep(held: Held) {
    this.#kept.set(held.capture_id, held)
  }

  release(reservation_id: string): boolean {
    return this.#kept.delete(reservation_id)
  }

  get(reservation_id: string | undefined): Held | undefined {
    return reservation_id === undefined ? undefined : this.#kept.get(reservation_id)
  }

  /** All but those. */
  without(reservation_ids: ReadonlySet<string | undefined>): Held[] {
    return [...this.#kept.values()].filter(({ capture_id }) => !reservation_ids.has(capture_id))
  }

  /** Why a pass cannot be kept. @param bookings what it cannot take from others */
  refusalOf(
    { booking }: Held,
    bookings: Parameters<typeof isFree>[1],
    earliest_ms: number,
  ): Kept | undefined {
    if (booking.start_ms < earliest_ms)
      return { reserved: false, message: 'The satellite cannot be commanded for this pass any more' }
    if (!isFree(booking, bookings))
      return { reserved: false, message: 'The pass has been taken in the meantime' }
    return undefined
  }
}
