/** Reads a file of forecasts. Runs in a thread. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import {
  HourlyClouds,
  hoursOf,
  readClouds,
  requireHoursToCome,
  requirePercent,
  UnusableForecast,
} from './hours.ts'

/** A region of 20 by 20 degrees in steps of half a degree, with 16 days by the hour, has 9. */
const most_mib = 32
const most_points = 20_000

/** One answer over a place, or one for each place: what Open-Meteo answers to a list of places. */
const PointClouds = HourlyClouds.extend({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(360),
})
const Points = z.array(PointClouds).min(1).max(most_points)
const FileContent = z.preprocess((content) => (Array.isArray(content) ? content : [content]), Points)

/** The cover of each hour over a point: packed, since it goes from thread to thread. */
export interface PointForecast {
  lon: number
  lat: number
  hours: Int32Array
  covers_pct: Float32Array
}

interface Task {
  file: string
  now_ms: number
}

/** @throws Error that says in one sentence why the file cannot be used */
export function readForecastFile({ file, now_ms }: Task): PointForecast[] {
  const points = readClouds(FileContent, textOf(file))
  requirePercent(points)
  const each = points.map((point) => hoursOf(point, now_ms))
  requireHoursToCome(each)
  return points.map(({ latitude: lat, longitude }, index) => ({
    lon: longitude > 180 ? longitude - 360 : longitude,
    lat,
    hours: Int32Array.from(each[index]!.keys()),
    covers_pct: Float32Array.from(each[index]!.values()),
  }))
}

function textOf(file: string): string {
  const opened = openSync(file, 'r')
  try {
    const { size } = fstatSync(opened)
    if (size <= most_mib * 1024 * 1024) return readFileSync(opened, 'utf8')
    throw new UnusableForecast(`It has more than ${most_mib} MiB: make it of fewer places or days`)
  } finally {
    closeSync(opened)
  }
}
