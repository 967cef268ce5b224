import type { Place } from '@swath/climate/climate'
import { z } from 'zod'

export const hour_ms = 3_600_000
export const most_days_ahead = 16
/** Models tell every third or sixth hour of days that are farther ahead. */
const most_hours_between = 6
/** In the year 2286: a time beyond it is one in milliseconds. */
const latest_s = 1e10

/** The cloud cover in percent, by hours since 1970. */
export type Hours = ReadonlyMap<number, number>

/** A source of forecasts never fails: where it knows nothing, or does not answer in time, nothing is foretold. */
export interface CloudSource {
  hoursOver(places: readonly Place[]): Promise<(Hours | undefined)[]>
  readonly kind: 'file' | 'server'
  /** Whether it could be used when it was last needed; true as long as it was not. */
  readonly is_up: boolean
}

/** A forecast over one place, as Open-Meteo answers, with more in it. */
export const HourlyClouds = z.looseObject({
  hourly: z
    .looseObject({
      time: z.array(z.int().min(0).max(latest_s, 'times are seconds since 1970')).max(1000),
      cloud_cover: z.array(z.number().min(0).max(100).nullable()).max(1000),
    })
    .refine(({ time, cloud_cover }) => time.length === cloud_cover.length, 'each time needs a cloud_cover'),
})
export type HourlyClouds = z.infer<typeof HourlyClouds>

/** It says in one sentence why a forecast cannot be used. */
export class UnusableForecast extends Error {}

/** @throws UnusableForecast with the place of the first thing that is wrong */
export function readClouds<T>(schema: z.ZodType<T>, text: string): T {
  const read = schema.safeParse(jsonOf(text))
  if (read.success) return read.data
  const { path, message } = read.error.issues[0]!
  throw new UnusableForecast(`/${path.join('/')}: ${message}`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UnusableForecast(`It is no JSON, which knows null and no NaN: ${(error as Error).message}`)
  }
}

/** Hours from now on; of a forecast that tells each sixth hour, those between as well. */
export function hoursOf({ hourly: { time, cloud_cover } }: HourlyClouds, now_ms: number): Hours {
  const [first, last] = [Math.floor(now_ms / hour_ms), now_ms / hour_ms + 24 * most_days_ahead]
  const told = time
    .flatMap((time_s, index) => {
      const cover = cloud_cover[index] ?? null
      return cover === null ? [] : [{ hour: Math.round((time_s * 1000) / hour_ms), cover }]
    })
    .sort((one, other) => one.hour - other.hour)
  const hours = new Map(told.map(({ hour, cover }) => [hour, cover]))
  for (const [index, { hour, cover }] of told.entries()) {
    const next = told[index + 1]
    if (!next || next.hour - hour > most_hours_between) continue
    for (let between = hour + 1; between < next.hour; between++)
      hours.set(between, cover + ((next.cover - cover) * (between - hour)) / (next.hour - hour))
  }
  return new Map([...hours].filter(([hour]) => hour >= first && hour <= last))
}

/**
 * Shares of one would pass for skies that are almost clear everywhere.
 * @param all the forecasts that came together
 * @throws UnusableForecast
 */
export function requirePercent(all: readonly HourlyClouds[]): void {
  let has_parts_of_one = false
  for (const { hourly } of all)
    for (const cover of hourly.cloud_cover) {
      if ((cover ?? 0) > 1) return
      has_parts_of_one ||= cover !== null && cover > 0 && cover < 1
    }
  if (has_parts_of_one)
    throw new UnusableForecast('/hourly/cloud_cover: shares of 0 to 1, where percent of 0 to 100 is read')
}

/** @throws UnusableForecast */
export function requireHoursToCome(all: readonly Hours[]): void {
  if (all.every(({ size }) => size === 0))
    throw new UnusableForecast(`/hourly/time: none is within the ${most_days_ahead} days to come`)
}
