import { z } from 'zod'
import { Geometry, GeometryInput } from './geometry.ts'
import { filteredListOf, Timestamp } from './lists.ts'
import { reason_codes } from './reasons.ts'
import { capture_statuses } from './states.ts'
import { SpaceAge } from './times.ts'

/** The limits that a collection has to keep to. Angles in degrees. */
export interface CollectionLimits {
  min_off_nadir_deg: number
  max_off_nadir_deg: number
  min_sun_elevation_deg: number
  max_sun_elevation_deg: number
  max_cloud_pct: number
}

/** The limits of a capture that is not looked for on the ground, or is there already. */
export const no_limits: CollectionLimits = {
  min_off_nadir_deg: 0,
  max_off_nadir_deg: 180,
  min_sun_elevation_deg: -90,
  max_sun_elevation_deg: 90,
  max_cloud_pct: 100,
}

/** One pass of one satellite over the target, as it was planned or as it was flown. */
export const Access = z
  .object({
    satellite_name: z.string(),
    start: Timestamp,
    end: Timestamp,
    off_nadir_deg: z.number(),
    view_azimuth_deg: z.number(),
    incidence_angle_deg: z.number(),
    sun_elevation_deg: z.number(),
    sun_azimuth_deg: z.number(),
  })
  .meta({ id: 'Access' })
export type Access = z.infer<typeof Access>

const angle = z.number().nullable()
/** The same where another system carries it out, which does not tell the angles. */
export const CaptureAccess = Access.extend({
  off_nadir_deg: angle,
  view_azimuth_deg: angle,
  incidence_angle_deg: angle,
  sun_elevation_deg: angle,
  sun_azimuth_deg: angle,
}).meta({ id: 'CaptureAccess' })
export type CaptureAccess = z.infer<typeof CaptureAccess>

export const Capture = z
  .object({
    capture_id: z.string().meta({ examples: ['capt.<uuid>'] }),
    order_id: z.string(),
    contract_id: z.string(),
    status: z.enum(capture_statuses),
    reason_code: z.enum(reason_codes).nullable(),
    strip: z.int().meta({ description: 'Which part of the order, from 0' }),
    period: z.int().meta({ description: 'Which period of a recurring order, from 0' }),
    attempt: z.int().meta({ description: 'Which attempt at this part, from 1' }),
    target: Geometry.meta({ description: 'What this capture is to cover' }),
    footprint: Geometry.nullable().meta({ description: 'What it did cover' }),
    outcome_id: z.string().nullable().meta({ description: 'The capture event, shared with STAC items' }),
    access: CaptureAccess.nullable(),
    cloud_cover_pct: z.number().nullable(),
    compensation_minor: z.int().meta({
      description: 'What was credited because an order of a higher priority class took its pass',
    }),
    acquired_at: Timestamp.nullable(),
    created_at: Timestamp,
    updated_at: Timestamp,
    provider: z.string().nullable().meta({
      description: 'The title of who carries it out; null where the operator does not show it',
    }),
  })
  .meta({ id: 'Capture' })
export type Capture = z.infer<typeof Capture>

export const CaptureList = filteredListOf(Capture, 'CaptureList')

export const OperatorCapture = Capture.extend({
  provider: z.string().nullable().meta({ description: 'The title of who carries it out' }),
  provider_name: z.string().nullable().meta({ description: 'Null as long as nobody is chosen' }),
}).meta({ id: 'OperatorCapture', description: 'A capture as operators see it' })
export type OperatorCapture = z.infer<typeof OperatorCapture>

export const OperatorCaptureList = filteredListOf(OperatorCapture, 'OperatorCaptureList')

/** The fields of every report of a provider. `report_id` makes a repeated report harmless. */
export const report = {
  report_id: z.string().min(1).max(200),
  occurred_at: SpaceAge,
}
export const AccessReport = CaptureAccess.extend({ start: SpaceAge, end: SpaceAge })
  .strict()
  .meta({ id: 'AccessReport', description: 'When and from where the satellite sees the target' })

export const CaptureReport = z
  .discriminatedUnion('status', [
    z.strictObject({
      ...report,
      status: z.literal('scheduled'),
      access: AccessReport,
      reason_code: z
        .enum(reason_codes)
        .optional()
        .meta({ description: 'Why it is another pass than the one that was told before' }),
    }),
    z.strictObject({ ...report, status: z.literal('collecting') }),
    z.strictObject({
      ...report,
      status: z.literal('acquired'),
      outcome_id: z.uuid(),
      access: AccessReport,
      footprint: GeometryInput,
      cloud_cover_pct: z.number().min(0).max(100).nullable().meta({
        description: 'Null where nobody knows it, as of the images of radars',
      }),
    }),
    z.strictObject({
      ...report,
      status: z.literal('failed'),
      reason_code: z.enum(reason_codes),
      message: z.string().max(500),
      cloud_cover_pct: z.number().min(0).max(100).optional(),
    }),
  ])
  .meta({ id: 'CaptureReport', description: 'What a provider says about a capture' })
export type CaptureReport = z.infer<typeof CaptureReport>

export const report_results = ['applied', 'waiting', 'duplicate', 'ignored'] as const
export const ReportReceipt = z
  .object({
    report_id: z.string(),
    result: z.enum(report_results).meta({
      description:
        '`waiting`: it came before what it builds upon, and is judged when that is known; it need not be sent again',
    }),
    detail: z.string(),
  })
  .meta({ id: 'ReportReceipt' })
export type ReportReceipt = z.infer<typeof ReportReceipt>
