import type { Place } from '@swath/climate/climate'
import { LRUCache } from 'lru-cache'
import { fetchBy } from '../outbound/as-fetch.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import {
  type CloudSource,
  HourlyClouds,
  type Hours,
  hour_ms,
  hoursOf,
  most_days_ahead,
  readClouds,
  requireHoursToCome,
  requirePercent,
} from './hours.ts'

/** Places within a cell have the same forecast, which is asked for its middle. */
const cell_deg = 0.25
/** An area that is larger keeps the climate where there is no room. */
const most_cells = 20
const at_once = 4
const kept_ms = hour_ms
const most_kept = 2000
/** Somebody waits for the analysis: of each answer, and before the last ones are asked for. */
const patience_ms = 3000
const limits = { timeout_ms: patience_ms, max_bytes: 1024 * 1024 }
/** A source that did not answer is not asked for so long. */
const silence_ms = 60_000

interface Parts {
  clock: Clock
  log: Log
  outbound: Outbound
}

/** A server that is asked for the cloud cover of each place. */
export class ForecastServer implements CloudSource {
  readonly kind = 'server'
  #url: string
  #clock: Clock
  #log: Log
  #fetch: ReturnType<typeof fetchBy>
  #cells = new LRUCache<string, { hours: Promise<Hours>; until_ms: number }>({ max: most_kept })
  #silent_until_ms = Number.NEGATIVE_INFINITY

  constructor(url: string, { clock, log, outbound }: Parts) {
    this.#url = url
    this.#clock = clock
    this.#log = log
    this.#fetch = fetchBy(outbound, limits)
  }

  get is_up(): boolean {
    return this.#now_ms() >= this.#silent_until_ms
  }

  async hoursOver(places: readonly Place[]): Promise<(Hours | undefined)[]> {
    const known = await this.#knownOf(places.map(cellOf))
    return places.map((place) => known.get(cellOf(place)))
  }

  /** Kept cells cost nothing, and some of the others are asked for, as long as there is time. */
  async #knownOf(all: readonly string[]): Promise<Map<string, Hours>> {
    const late_ms = this.#now_ms() + patience_ms
    let asked = 0
    const isAsked = (cell: string) => this.#isKept(cell) || ++asked <= most_cells
    const cells = [...new Set(all)].filter(isAsked)
    const known = new Map<string, Hours>()
    for (let from = 0; from < cells.length; from += at_once)
      await Promise.all(
        cells.slice(from, from + at_once).map(async (cell) => {
          if (this.#now_ms() >= late_ms && !this.#isKept(cell)) return
          const hours = await this.#hoursOf(cell)
          if (hours) known.set(cell, hours)
        }),
      )
    return known
  }

  #isKept = (cell: string) => (this.#cells.get(cell)?.until_ms ?? 0) > this.#now_ms()

  async #hoursOf(cell: string): Promise<Hours | undefined> {
    if (!this.is_up) return undefined
    const hours = this.#isKept(cell) ? this.#cells.get(cell)!.hours : this.#ask(cell)
    try {
      return await hours
    } catch (error) {
      this.#cells.delete(cell)
      if (this.is_up)
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
    const url = new URL(this.#url)
    const [latitude, longitude] = cell.split(' ') as [string, string]
    const asked = { latitude, longitude, hourly: 'cloud_cover', timeformat: 'unixtime' }
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
    if (!url.searchParams.has('forecast_days')) url.searchParams.set('forecast_days', String(most_days_ahead))
    const answer = await this.#fetch(url.href, { headers: { accept: 'application/json' } })
    if (!answer.ok) throw new Error(`The forecast answered ${answer.status}`)
    const clouds = readClouds(HourlyClouds, await answer.text())
    requirePercent([clouds])
    const hours = hoursOf(clouds, this.#now_ms())
    requireHoursToCome([hours])
    return hours
  }
}

function cellOf({ lon, lat }: Place): string {
  const middle = (degrees: number, most: number) =>
    Math.max(-most, Math.min(most, Math.round(degrees / cell_deg) * cell_deg))
  return `${middle(lat, 90)} ${middle(lon, 180)}`
}
