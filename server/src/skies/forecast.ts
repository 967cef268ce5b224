import type { Place } from '@swath/climate/climate'
import type { Foretold, Moment } from '@swath/climate/forecast'
import type { Clock } from '../platform/clock.ts'
import { type CloudSource, type Hours, hour_ms, most_days_ahead } from './hours.ts'

/** The cloud cover of the next days, from a source that the operator has named. While it is silent, nothing is foretold. */
export class Forecast {
  #source: CloudSource | undefined
  #clock: Clock

  constructor(source: CloudSource | undefined, clock: Clock) {
    this.#source = source
    this.#clock = clock
  }

  /** The source, and whether it could be used when it was last needed; nothing where there is none. */
  get sources(): Pick<CloudSource, 'kind' | 'is_up'>[] {
    return this.#source ? [this.#source] : []
  }

  /** @returns for each moment what is foretold, as far as anything is */
  async coverOf(moments: readonly Moment[]): Promise<(Foretold | undefined)[]> {
    const now_ms = this.#clock.now().getTime()
    const last_ms = now_ms + 24 * most_days_ahead * hour_ms
    const near = moments.filter(({ at_ms }) => at_ms > now_ms && at_ms < last_ms)
    const hours = await this.hoursOver(near)
    const known = new Map(near.map((moment, index) => [moment, hours[index]]))
    return moments.map((moment) => {
      const cover_pct = known.get(moment)?.get(Math.round(moment.at_ms / hour_ms))
      return cover_pct === undefined ? undefined : { cover_pct, lead_ms: moment.at_ms - now_ms }
    })
  }

  /** @returns for each place the cover by hours since 1970, as far as anything is foretold */
  async hoursOver(places: readonly Place[]): Promise<(Hours | undefined)[]> {
    return this.#source && places.length > 0 ? this.#source.hoursOver(places) : places.map(() => undefined)
  }
}
