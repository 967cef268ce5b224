import { randomUUID } from 'node:crypto'
import type { Clip } from './imagery/clip.ts'
import type { SpaceScene } from './imagery/star-field.ts'
import { type Obstacle, takenOf } from './obstacles.ts'
import type { Scenario } from './scenarios.ts'
import { type Booking, bookingOf, constraintsOf, freeAccesses, polygonOf, publicAccess } from './schedule.ts'
import { constellationAt } from './sky/constellation.ts'
import { hash01 } from './sky/hash.ts'
import { cloudCoverPct } from './sky/weather.ts'
import { joinObstacles, spaceAccess, spaceBooking, spaceObstacles } from './space.ts'
import { centreOf, type Ring, ringOf, type Task } from './task.ts'

/** A report to send, `at_ms` in the time of the simulated sky. Reports about products name their level. */
export interface Step {
  at_ms: number
  level?: string
  report: { report_id: string; status: string; occurred_at: string; [field: string]: unknown }
}

/** All that will happen to a capture, decided when it is tasked, and what is needed to make its products. */
export interface Story {
  steps: Step[]
  booking: Booking | undefined
  image: Image | undefined
}

export interface Image {
  outcome_id: string
  satellite_name: string
  satellite_generation: string
  acquired_at: string
  footprint: Ring
  cloud_cover_pct: number
  /** The weather of an image of the past; otherwise it follows from the capture. */
  cloud_seed?: number
  off_nadir_deg: number
  view_azimuth_deg: number
  incidence_angle_deg: number
  sun_elevation_deg: number
  sun_azimuth_deg: number
  space?: SpaceScene
  clip?: Clip
}

/** A pass or a moment in space: when the satellite is busy, and the view as the world is told of it. */
interface Collection {
  booking: Booking
  view: ReturnType<typeof publicAccess>
  peak_ms: number
  space?: SpaceScene
}

const minute_ms = 60_000
const downlink_ms = 40 * minute_ms
const processing_ms: Record<string, number> = { L1B: 30 * minute_ms, L1D: 120 * minute_ms }

/**
 * Tells the story of a capture: the first free pass within the limits, then clouds and failures as the seed or
 * the scenario has it. `now_ms` is the time of the sky at which the task arrived.
 */
export function tell(
  task: Task,
  scenario: Scenario | undefined,
  bookings: readonly Booking[],
  seed: string,
  now_ms: number,
): Story {
  const chapters = new Chapters(task.capture_id, now_ms + minute_ms)
  const free = collections(task, bookings, now_ms)
  const first = scenario === 'no-access' ? undefined : free.next().value
  const chosen = first && scenario === 'rescheduled' ? (free.next().value ?? first) : first
  if (!first || !chosen) {
    const obstacle = task.nei
      ? joinObstacles(spaceObstacles(task.nei, bookings, now_ms))
      : takenOf(constraintsOf(task.frame, task, now_ms))
    const steps = [chapters.without(scenario === 'no-access' ? undefined : obstacle)]
    return { steps, booking: undefined, image: undefined }
  }
  const { booking, view } = chosen
  chapters.scheduled(first)
  if (chosen !== first) chapters.scheduled(chosen)
  if (scenario === 'on-hold') return { steps: chapters.steps, booking, image: undefined }

  chapters.at_ms = booking.start_ms
  chapters.add({ status: 'collecting' })
  chapters.at_ms = booking.end_ms
  const image = imageOf(task, scenario, chosen, seed)
  const failure = failureOf(task, scenario, image, seed, booking.start_ms)
  if (failure) {
    chapters.at_ms += downlink_ms
    chapters.failed(failure, image.cloud_cover_pct)
    return { steps: chapters.steps, booking, image: undefined }
  }
  chapters.add({
    status: 'acquired',
    outcome_id: image.outcome_id,
    access: view,
    footprint: polygonOf(image.footprint),
    cloud_cover_pct: image.cloud_cover_pct,
  })
  for (const level of task.processing_levels) {
    chapters.at_ms = booking.end_ms + downlink_ms
    chapters.processed(level, scenario)
  }
  if (scenario === 'late-report') chapters.late()
  return { steps: chapters.steps.toSorted((a, b) => a.at_ms - b.at_ms), booking, image }
}

/** The possible collections, in order of time; for a capture in space that one moment, or nothing. */
function* collections(
  task: Task,
  bookings: readonly Booking[],
  now_ms: number,
): Generator<Collection, undefined> {
  if (!task.nei) {
    for (const access of freeAccesses(constraintsOf(task.frame, task, now_ms), bookings)) {
      yield { booking: bookingOf(access), view: publicAccess(access), peak_ms: access.peak_ms }
    }
  } else if (spaceObstacles(task.nei, bookings, now_ms).length === 0) {
    const { view, centre_ms, worst } = spaceAccess(task.nei)
    const { farthest_km: range_km, sun_angle_deg } = worst
    const space = { nei: task.nei, range_km, sun_angle_deg }
    yield { booking: spaceBooking(task.nei), view, peak_ms: centre_ms, space }
  }
}

/** Collects the steps of a story; each report has an id that a retold story would give it again. */
export class Chapters {
  readonly steps: Step[] = []
  at_ms: number
  #capture_id: string

  constructor(capture_id: string, at_ms: number) {
    this.#capture_id = capture_id
    this.at_ms = at_ms
  }

  add(report: { status: string; [field: string]: unknown }, level?: string): Step {
    const report_id = `${this.#capture_id}/${this.steps.length}/${level ?? 'capture'}-${report.status}`
    const occurred_at = new Date(this.at_ms).toISOString()
    const step = {
      at_ms: this.at_ms,
      ...(level ? { level } : {}),
      report: { report_id, occurred_at, ...report },
    }
    this.steps.push(step)
    return step
  }

  scheduled({ view }: Collection) {
    this.add({ status: 'scheduled', access: view })
    this.at_ms += minute_ms
  }

  /** There is nothing to collect it with. */
  without(obstacle: Obstacle | undefined): Step {
    const reason_code = obstacle?.reason === 'taken' ? 'NO_CAPACITY' : 'NO_ACCESS_IN_WINDOW'
    return this.failed(reason_code, undefined, obstacle?.message)
  }

  failed(reason_code: string, cloud_cover_pct?: number, why = failure_messages[reason_code]!): Step {
    return this.add({
      status: 'failed',
      reason_code,
      message: why,
      ...(cloud_cover_pct === undefined ? {} : { cloud_cover_pct }),
    })
  }

  processed(
    level: string,
    scenario: Scenario | undefined,
    takes_ms = processing_ms[level] ?? 60 * minute_ms,
  ) {
    this.add({ status: 'processing' }, level)
    this.at_ms += takes_ms
    const fails = scenario === 'processing-fails' || (scenario === 'l1d-fails' && level === 'L1D')
    if (!fails) this.add({ status: 'ready' }, level)
    else
      this.add(
        { status: 'failed', reason_code: 'PROCESSING_FAILED', message: `${level} could not be processed` },
        level,
      )
  }

  late() {
    const acquired = this.steps.find((step) => step.report.status === 'acquired')!
    const { status, report_id: _, occurred_at: __, ...content } = acquired.report
    this.at_ms = Math.max(...this.steps.map((step) => step.at_ms)) + minute_ms
    this.add({ status, ...content })
  }
}

const failure_messages: Record<string, string> = {
  NO_ACCESS_IN_WINDOW: 'No satellite passes within the limits and the rest of the window',
  CLOUD_COVER_EXCEEDED: 'Clouds cover more of the image than the limit allows',
  COLLECTION_MISSED: 'The satellite did not point in time',
  QUALITY_CHECK_FAILED: 'The image is not sharp enough',
  SATELLITE_ANOMALY: 'The satellite went into safe mode',
}

function imageOf(task: Task, scenario: Scenario | undefined, chosen: Collection, seed: string): Image {
  const { peak_ms, booking, space } = chosen
  const { start: _, end: __, ...view } = chosen.view
  const satellite = constellationAt(peak_ms).find((one) => one.satellite_name === view.satellite_name)!
  return {
    ...view,
    ...(space && { space }),
    outcome_id: randomUUID(),
    satellite_generation: satellite.generation,
    acquired_at: new Date(booking.end_ms).toISOString(),
    footprint: ringOf(task.frame),
    cloud_cover_pct: cloudsOf(task, scenario, peak_ms, seed),
  }
}

function cloudsOf(task: Task, scenario: Scenario | undefined, time_ms: number, seed: string): number {
  if (task.nei) return 0
  const is_cloudy = scenario === 'cloudy' || (scenario === 'cloudy-once' && task.attempt === 1)
  if (is_cloudy) return Math.min(100, task.limits.max_cloud_pct + 45)
  if (scenario !== undefined) return Math.min(3, task.limits.max_cloud_pct)
  return Math.round(cloudCoverPct({ seed, ...centreOf(task.frame), time_ms }) * 10) / 10
}

function failureOf(task: Task, scenario: Scenario | undefined, image: Image, seed: string, time_ms: number) {
  if (scenario === 'anomaly') return 'SATELLITE_ANOMALY'
  if (scenario === 'missed' && task.attempt === 1) return 'COLLECTION_MISSED'
  if (scenario === 'quality-fails-once' && task.attempt === 1) return 'QUALITY_CHECK_FAILED'
  if (image.cloud_cover_pct > task.limits.max_cloud_pct) return 'CLOUD_COVER_EXCEEDED'
  if (scenario !== undefined) return undefined
  if (hash01(seed, 'missed', image.satellite_name, time_ms) < 0.02) return 'COLLECTION_MISSED'
  if (hash01(seed, 'quality', image.satellite_name, time_ms) < 0.02) return 'QUALITY_CHECK_FAILED'
  return undefined
}
