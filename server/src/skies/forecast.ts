import type { Place } from '@swath/climate/climate'
import type { Foretold, Moment } from '@swath/climate/forecast'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { fetchBy } from '../outbound/as-fetch.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'

const hour_ms = 3_600_000
const days = 16
/** Places within a cell have the same forecast, which is asked for its middle. */
const cell_deg = 0.25
/** An area that is larger keeps the climate where there is no room. */
const most_cells = 20
const at_once = 4
const kept_ms = hour_ms
const most_kept = 2000
/** Somebody waits for the analysis. */
const limits = { timeout_ms: 3000, max_bytes: 1024 * 1024 }
/** A source that did not answer is not asked for so long. */
const silence_ms = 60_000

/** As Open-Meteo answers, with more in it. */
const Answer = z.looseObject({
  hourly: z.looseObject({
    time: z.array(z.int()).max(1000),
    cloud_cover: z.array(z.number().min(0).max(100).nullable()).max(1000),
  }),
})

/** By hours since 1970. */
export type Hours = ReadonlyMap<number, number>

interface Parts {
  url: string | undefined
  clock: Clock
  log: Log
  outbound: Outbound
}

/** The cloud cover of the next days, from a source that the operator has named. While it is silent, nothing is foretold. */
export class Forecast {
  #url: string | undefined
  #clock: Clock
  #log: Log
  #fetch: ReturnType<typeof fetchBy>
  #cells = new LRUCache<string, { hours: Promise<Hours>; until_ms: number }>({ max: most_kept })
  #silent_until_ms = Number.NEGATIVE_INFINITY

  constructor({ url, clock, log, outbound }: Parts) {
    this.#url = url
    this.#clock = clock
    this.#log = log
    this.#fetch = fetchBy(outbound, limits)
  }

  /** @returns for each moment what is foretold, as far as anything is */
  async coverOf(moments: readonly Moment[]): Promise<(Foretold | undefined)[]> {
    const now_ms = this.#now_ms()
    const near = moments.filter(({ at_ms }) => at_ms > now_ms && at_ms < now_ms + days * 24 * hour_ms)
    const known = await this.#knownOf(near.map(cellOf))
    return moments.map((moment) => {
      const cover_pct = known.get(cellOf(moment))?.get(Math.round(moment.at_ms / hour_ms))
      return cover_pct === undefined ? undefined : { cover_pct, lead_ms: moment.at_ms - now_ms }
    })
  }

  /** @returns for each place the cover by hours since 1970, as far as anything is foretold */
  async hoursOver(places: readonly Place[]): Promise<(Hours | undefined)[]> {
    const known = await this.#knownOf(places.map(cellOf))
    return places.map((place) => known.get(cellOf(place)))
  }

  /** Kept cells cost nothing, and some of the others are asked for. */
  async #knownOf(all: readonly string[]): Promise<Map<string, Hours>> {
    let asked = 0
    const isAsked = (cell: string) => this.#url !== undefined && (this.#isKept(cell) || ++asked <= most_cells)
    const cells = [...new Set(all)].filter(isAsked)
    const known = new Map<string, Hours>()
    for (let from = 0; from < cells.length; from += at_once)
      await Promise.all(
        cells.slice(from, from + at_once).map(async (cell) => {
          const hours = await this.#hoursOf(cell)
          if (hours) known.set(cell, hours)
        }),
      )
    return known
  }

  #isKept = (cell: string) => (this.#cells.get(cell)?.until_ms ?? 0) > this.#now_ms()

  async #hoursOf(cell: string): Promise<Hours | undefined> {
    if (this.#now_ms() < this.#silent_until_ms) return undefined
    const hours = this.#isKept(cell) ? this.#cells.get(cell)!.hours : this.#ask(cell)
    try {
      return await hours
    } catch (error) {
      this.#cells.delete(cell)
      if (this.#now_ms() >= this.#silent_until_ms)
        this.#log.warn({ err: error }, 'the forecast of clouds does not answer; the climate stands for it')
      this.#silent_until_ms = this.#now_ms() + silence_ms
      return undefined
    }
  }

  #ask(cell: string): Promise<Hours> {
    const hours = this.#read(cell)
    this.#cells.set(cell, { hours, until_ms: this.#now_ms() + kept_ms })
    return hours
  }

  #now_ms = () => this.#clock.now().getTime()

  async #read(cell: string): Promise<Hours> {
    const url = new URL(this.#url!)
    const [latitude, longitude] = cell.split(' ') as [string, string]
    const asked = { latitude, longitude, hourly: 'cloud_cover', timeformat: 'unixtime' }
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
    if (!url.searchParams.has('forecast_days')) url.searchParams.set('forecast_days', String(days))
    const answer = await this.#fetch(url.href, { headers: { accept: 'application/json' } })
    if (!answer.ok) throw new Error(`The forecast answered ${answer.status}`)
    const { time, cloud_cover } = Answer.parse(await answer.json()).hourly
    return new Map(
      time.flatMap((time_s, index) => {
        const cover = cloud_cover[index] ?? null
        return cover === null ? [] : [[Math.round((time_s * 1000) / hour_ms), cover]]
      }),
    )
  }
}

function cellOf({ lon, lat }: Place): string {
  const middle = (degrees: number, most: number) =>
    Math.max(-most, Math.min(most, Math.round(degrees / cell_deg) * cell_deg))
  return `${middle(lat, 90)} ${middle(lon, 180)}`
}
