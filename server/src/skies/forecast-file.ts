import { stat } from 'node:fs/promises'
import type { Place } from '@swath/climate/climate'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Threads } from '../threads/threads.ts'
import { type CloudSource, type Hours, hour_ms, UnusableForecast } from './hours.ts'
import { type PointForecast, readForecastFile } from './read-forecast-file.ts'

/** The clouds of a point are those of places so near, by latitude and by longitude. */
const near_deg = 0.5
/** Weather services tell the next days at least twice a day. */
const old_hours = 36

interface Parts {
  clock: Clock
  log: Log
  threads: Threads
}

/** A file that somebody else writes: it is read again when it has changed. */
export class ForecastFile implements CloudSource {
  readonly kind = 'file'
  #file: string
  #clock: Clock
  #log: Log
  #threads: Threads
  #read: { version: string; points: Promise<Points> } | undefined
  /** The last trouble that was told: each is told once. */
  #told = ''

  constructor(file: string, { clock, log, threads }: Parts) {
    this.#file = file
    this.#clock = clock
    this.#log = log
    this.#threads = threads
  }

  get is_up(): boolean {
    return this.#told === ''
  }

  async hoursOver(places: readonly Place[]): Promise<(Hours | undefined)[]> {
    try {
      const points = await this.#current()
      this.#told = ''
      return places.map((place) => points.hoursOver(place))
    } catch (error) {
      this.#tell((error as Error).message)
      return places.map(() => undefined)
    }
  }

  /** @throws Error where the file is old, or cannot be read */
  async #current(): Promise<Points> {
    const found = await stat(this.#file)
    if (!found.isFile()) throw new UnusableForecast('It is no file')
    const { size, ino, mtime, mtimeMs, ctimeMs } = found
    const now_ms = this.#clock.now().getTime()
    if (now_ms - mtimeMs > old_hours * hour_ms) {
      const since = `It was written at ${mtime.toISOString()}, which is more than ${old_hours} hours ago`
      throw new UnusableForecast(since)
    }
    // The last one changes with the rights to read it as well.
    const version = `${ino} ${size} ${mtimeMs} ${ctimeMs}`
    if (this.#read?.version !== version) {
      const task = { file: this.#file, now_ms }
      const points = this.#threads.run(module, readForecastFile, task).then((all) => new Points(all))
      this.#read = { version, points }
    }
    return this.#read.points
  }

  #tell(message: string) {
    if (message === this.#told) return
    this.#told = message
    const forecast = { forecast_file: this.#file, reason: message }
    this.#log.warn(forecast, 'the file of the forecast of clouds cannot be used; the climate stands for it')
  }
}

const module = new URL('read-forecast-file.ts', import.meta.url).href

/** Finds the nearest of many points, by squares of one degree. */
class Points {
  #squares: Map<string, PointForecast[]>
  /** Unpacked, they take ten times as much room. */
  #hours = new LRUCache<PointForecast, Hours>({ max: 2000 })

  constructor(all: readonly PointForecast[]) {
    this.#squares = Map.groupBy(all, ({ lon, lat }) => squareOf(lon, lat))
  }

  hoursOver(place: Place): Hours | undefined {
    const nearest = this.#nearest(place)
    if (!nearest) return undefined
    const known = this.#hours.get(nearest) ?? unpacked(nearest)
    this.#hours.set(nearest, known)
    return known
  }

  #nearest({ lon, lat }: Place): PointForecast | undefined {
    const steps = [-1, 0, 1]
    const around = steps.flatMap((east) =>
      steps.flatMap((north) => this.#squares.get(squareOf(lon + east, lat + north)) ?? []),
    )
    const narrowing = Math.cos((lat * Math.PI) / 180)
    const distance = (point: PointForecast) =>
      Math.hypot(point.lat - lat, apartDeg(point.lon, lon) * narrowing)
    return around
      .filter((point) => Math.abs(point.lat - lat) <= near_deg && apartDeg(point.lon, lon) <= near_deg)
      .reduce<PointForecast | undefined>(
        (best, point) => (best && distance(best) <= distance(point) ? best : point),
        undefined,
      )
  }
}

const unpacked = ({ hours, covers_pct }: PointForecast): Hours =>
  new Map(Array.from(hours, (hour, index) => [hour, covers_pct[index]!]))

const apartDeg = (one: number, other: number) => Math.abs(((((one - other + 180) % 360) + 360) % 360) - 180)

/** The squares at -180 and 180 degrees are one. */
const squareOf = (lon: number, lat: number) => `${(Math.round(lon) + 540) % 360} ${Math.round(lat)}`
