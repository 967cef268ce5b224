/** The answers of a v1 system about a task, as news of the capture that it is to make. */
import type { ReportedFile } from '@swath/contract/deliverables'
import type { Geometry } from '@swath/contract/geometry'
import type { ReasonCode } from '@swath/contract/reasons'
import { isOneOf, type ProcessingLevel, processing_levels } from '@swath/contract/states'
import { z } from 'zod'
import type { CaptureToPlan, Told } from '../provider.ts'

const Time = z.iso.datetime({ offset: true })

export const V1Task = z.looseObject({
  task_id: z.int(),
  task_name: z.string(),
  status: z.string(),
  created_time: Time,
})
export type V1Task = z.infer<typeof V1Task>

export const V1Capture = z.looseObject({
  capture_id: z.string(),
  status: z.string(),
  start: Time.nullish(),
  end: Time.nullish(),
  satellite_name: z.string().nullish(),
  sceneset_id: z.string().nullish(),
})
export type V1Capture = z.infer<typeof V1Capture>

const File = z.looseObject({
  file_name: z.string(),
  url: z.string(),
  media_type: z.string().default('application/octet-stream'),
  size_bytes: z.int().nullish(),
  sha256: z.string().nullish(),
})
export const V1Scene = z.looseObject({
  scene_id: z.string(),
  productname: z.string(),
  last_modified: Time,
  footprint: z.looseObject({ type: z.string() }).nullable(),
  attachments: z.array(File).default([]),
  rasters: z.array(File).default([]),
})
export type V1Scene = z.infer<typeof V1Scene>

/** The pass of a capture that is planned, whose angles v1 does not tell. */
function accessOf({ start, end, satellite_name }: V1Capture) {
  const unknown = { off_nadir_deg: null, view_azimuth_deg: null, incidence_angle_deg: null }
  const sun = { sun_elevation_deg: null, sun_azimuth_deg: null }
  return {
    satellite_name: satellite_name ?? 'unknown',
    start: start!,
    end: end ?? start!,
    ...unknown,
    ...sun,
  }
}

/** News of one attempt of that system: it has a time once it is planned, and scenes once it is published. */
export function newsOfCapture(
  capture: V1Capture,
  scenes: readonly V1Scene[],
  { frame, processing_levels: levels }: Pick<CaptureToPlan, 'frame' | 'processing_levels'>,
  now: Date,
): Told[] {
  if (!capture.start) return []
  const access = accessOf(capture)
  const head = (what: string) => ({
    report_id: `${capture.capture_id}/${what}`,
    occurred_at: now.toISOString(),
  })
  const scheduled: Told = { report: { ...head(`scheduled/${access.start}`), status: 'scheduled', access } }
  const [first] = scenes
  if (!first) return [scheduled]
  const acquired: Told = {
    report: {
      ...head('acquired'),
      status: 'acquired',
      outcome_id: capture.sceneset_id!,
      access,
      footprint: (first.footprint ?? frame) as Geometry,
      // It tells no clouds of scenes.
      cloud_cover_pct: null,
    },
  }
  const missing = levels.filter((level) => !scenes.some(({ productname }) => productname === level))
  const failed = missing.map(
    (level): Told => ({
      level: level as ProcessingLevel,
      report: {
        ...head(`without ${level}`),
        status: 'failed',
        reason_code: 'PROCESSING_FAILED',
        message: `The system that carries it out made no ${level}`,
      },
    }),
  )
  return [scheduled, acquired, ...scenes.flatMap(newsOfScene), ...failed]
}

function newsOfScene({ scene_id, productname, last_modified, attachments, rasters }: V1Scene): Told[] {
  if (!isOneOf(processing_levels, productname)) return []
  const files = [...rasters, ...attachments].map((file) => fileOf(scene_id, file))
  const head = { report_id: `${scene_id}/${productname}`, occurred_at: last_modified }
  return [{ level: productname, report: { ...head, status: 'ready', files } }]
}

function fileOf(scene_id: string, { file_name, url, media_type, size_bytes, sha256 }: z.infer<typeof File>) {
  const stem = file_name.replace(/\.[^.]*$/, '').replace(`${scene_id}_`, '')
  const known = typeof size_bytes === 'number' && typeof sha256 === 'string' ? { size_bytes, sha256 } : {}
  const key =
    stem === scene_id
      ? 'delivery'
      : stem
          .toLowerCase()
          .replaceAll(/[^a-z0-9_]/g, '_')
          .slice(0, 40)
  const file: Pick<ReportedFile, 'key' | 'file_name' | 'href' | 'media_type' | 'roles'> = {
    key,
    file_name,
    href: url,
    media_type,
    roles: ['data'],
  }
  return { ...file, ...known }
}

const reasons: Readonly<Record<string, ReasonCode>> = {
  rejected: 'NOT_FEASIBLE',
  failed: 'FAILED_ELSEWHERE',
  canceled: 'FAILED_ELSEWHERE',
}

/** A task that has ended without an image. */
export function newsOfEnd({ task_id, status }: V1Task, now: Date): Told[] {
  const reason_code = reasons[status]
  if (!reason_code) return []
  const message = `The task ${task_id} was ${status}`
  const head = { report_id: `task ${task_id}/${status}`, occurred_at: now.toISOString() }
  return [{ report: { ...head, status: 'failed', reason_code, message } }]
}
