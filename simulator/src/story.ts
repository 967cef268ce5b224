import { randomUUID } from 'node:crypto'
import type { Clip } from './imagery/clip.ts'
import type { SpaceScene } from './imagery/star-field.ts'
import type { Collection } from './passes.ts'
import type { Scenario } from './scenarios.ts'
import { type Booking, polygonOf } from './schedule.ts'
import { constellationAt } from './sky/constellation.ts'
import { hash01 } from './sky/hash.ts'
import { cloudCoverPct } from './sky/weather.ts'
import { joinObstacles, spaceObstacles } from './space.ts'
import { centreOf, type Ring, ringOf, type Task } from './task.ts'

/** A report to send, `at_ms` in the time of the simulated sky. Reports about products name their level. */
export interface Step {
  at_ms: number
  level?: string
  report: { report_id: string; status: string; occurred_at: string; [field: string]: unknown }
}

/** All that will happen to a capture as it is planned, and what is needed to make its products. */
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

const minute_ms = 60_000
const downlink_ms = 40 * minute_ms
const processing_ms: Record<string, number> = { L1B: 30 * minute_ms, L1D: 120 * minute_ms }

/** A capture whose story is told, again if its plan changes. */
export interface Telling {
  task: Task
  scenario: Scenario | undefined
  seed: string
  /** The time of the sky. */
  now_ms: number
  /** So many steps were told before; the story goes on behind them. */
  told: number
}

/** The pass that the plan has for a capture, if it has one. */
export interface Fate {
  collection?: Collection
  /** A pass that is told first, and given up for the other at once. */
  announced?: Collection
  /** Why it is another pass than was told before, or none. */
  reason_code?: string
}

/** Tells the story of a capture: its pass, then clouds and failures as the seed or the scenario has it. */
export function tell(telling: Telling, fate: Fate): Story {
  const { task, scenario, now_ms, told } = telling
  const chapters = new Chapters(task.capture_id, now_ms + minute_ms, told)
  const { collection, announced, reason_code } = fate
  if (!collection) {
    chapters.lost(telling, reason_code)
    return { steps: asReported(chapters.steps, scenario), booking: undefined, image: undefined }
  }
  if (announced) chapters.scheduled(announced)
  chapters.scheduled(collection, announced ? 'PLAN_CHANGED' : reason_code)
  const image = scenario === 'on-hold' ? undefined : chapters.collected(telling, collection)
  if (scenario === 'late-report' && image) chapters.late()
  const steps = chapters.steps.toSorted((a, b) => a.at_ms - b.at_ms)
  return { steps: asReported(steps, scenario), booking: collection.booking, image }
}

/** As often as the scenario has it. */
export function asReported(steps: Step[], scenario: Scenario | undefined): Step[] {
  return scenario === 'repeated-reports' ? steps.flatMap((step) => [step, step]) : steps
}

/** Collects the steps of a story; each report has an id that a retold story would give it again. */
export class Chapters {
  readonly steps: Step[] = []
  at_ms: number
  #capture_id: string
  #told: number

  /** @param told how many steps were told before */
  constructor(capture_id: string, at_ms: number, told = 0) {
    this.#capture_id = capture_id
    this.at_ms = at_ms
    this.#told = told
  }

  add(report: { status: string; [field: string]: unknown }, level?: string): Step {
    const report_id = `${this.#capture_id}/${this.#told + this.steps.length}/${level ?? 'capture'}-${report.status}`
    const occurred_at = new Date(this.at_ms).toISOString()
    const step = {
      at_ms: this.at_ms,
      ...(level ? { level } : {}),
      report: { report_id, occurred_at, ...report },
    }
    this.steps.push(step)
    return step
  }

  scheduled({ view }: Collection, reason_code?: string) {
    this.add({ status: 'scheduled', access: view, ...(reason_code && { reason_code }) })
    this.at_ms += minute_ms
  }

  /** There is nothing to collect it with: what there is others have, or nothing is there. */
  lost({ task: { nei }, now_ms }: Telling, reason_code = 'NO_ACCESS_IN_WINDOW'): Step {
    if (!nei) return this.failed(reason_code)
    const obstacle = joinObstacles(spaceObstacles(nei, [], now_ms))
    const taken = `${nei.satellite} looks at another target at ${nei.first_point_time}`
    return this.failed(reason_code, undefined, obstacle?.message ?? taken)
  }

  /** @returns what is seen, if it is good for anything */
  collected({ task, scenario, seed }: Telling, collection: Collection): Image | undefined {
    const { booking, view } = collection
    this.at_ms = booking.start_ms
    this.add({ status: 'collecting' })
    this.at_ms = booking.end_ms
    const image = imageOf(task, scenario, collection, seed)
    const { cloud_cover_pct, outcome_id } = image
    const failure = failureOf(task, scenario, image, seed, booking.start_ms)
    if (failure) {
      this.at_ms += downlink_ms
      this.failed(failure, cloud_cover_pct)
      return undefined
    }
    const footprint = polygonOf(image.footprint)
    this.add({ status: 'acquired', outcome_id, access: view, footprint, cloud_cover_pct })
    for (const level of task.processing_levels) {
      this.at_ms = booking.end_ms + downlink_ms
      this.processed(level, scenario)
    }
    return image
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
  BUMPED_BY_PRIORITY: 'An order of a higher priority class took the pass, and no other is free',
  PRIORITY_CONFLICT: 'Every pass within the window and the limits is taken, some by a higher priority class',
  NO_CAPACITY: 'Every pass within the window and the limits is taken by other orders',
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
