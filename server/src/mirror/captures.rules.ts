import type { CaptureStatus } from '@swath/contract/states'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import { footprintAround } from '../lib/geo/footprint.ts'
import type { Geometry } from '../lib/geo/geometry.ts'
import type { Happening } from '../lib/machine.ts'
import type { Capture } from './lines.rules.ts'
import { readReason } from './reasons.rules.ts'

/** The way of a capture that goes well, with the actions that lead from each status to the next. */
const way: readonly CaptureStatus[] = ['queued', 'scheduled', 'collecting', 'acquired', 'published']
const steps_on_the_way = ['plan', 'schedule', 'collect', 'acquire', 'publish'] as const

interface KnownCapture {
  status: CaptureStatus
  starts_at: string | null
}

/**
 * The changes that bring a capture to where the line says; from the very beginning where there is none yet.
 * A state that is final, or further than the line, stays.
 */
export function captureNews(line: Capture, known: KnownCapture | undefined): Happening[] {
  const at = known === undefined ? -1 : way.indexOf(known.status)
  if (known !== undefined && (at === -1 || known.status === 'published')) return []
  if (line.status === 'failed' || line.status === 'canceled') {
    const plan = known === undefined ? [stepOf(line, 'plan')] : []
    return [...plan, stepOf(line, line.status === 'failed' ? 'fail' : 'cancel')]
  }
  const is_moved = known?.starts_at != null && Date.parse(known.starts_at) !== line.start?.getTime()
  if (known?.status === 'scheduled' && line.status === 'scheduled' && is_moved)
    return [stepOf(line, 'reschedule')]
  return steps_on_the_way.slice(at + 1, way.indexOf(line.status) + 1).map((action) => stepOf(line, action))
}

type CaptureStep = (typeof steps_on_the_way)[number] | 'reschedule' | 'fail' | 'cancel'

function stepOf(line: Capture, action: CaptureStep): Happening {
  const { start = null, end = start, cloud_cover } = line
  switch (action) {
    case 'schedule':
    case 'reschedule':
      return { action, occurred_at: null, set: { access: accessOf(line) } }
    case 'collect':
      return { action, occurred_at: start }
    case 'acquire':
      return { action, occurred_at: end, set: acquisitionOf(line) }
    case 'fail':
      return {
        action,
        occurred_at: end,
        set: { access: accessOf(line), cloud_cover_pct: cloud_cover ?? null },
        ...readReason(line.reason, 'FAILED_ELSEWHERE'),
      }
    case 'cancel':
      return { action, occurred_at: null, ...readReason(line.reason, 'ORDER_CLOSED') }
    default:
      return { action, occurred_at: null }
  }
}

function acquisitionOf(line: Capture) {
  const { start, end = start, sceneset_id, footprint, cloud_cover } = line
  return {
    access: accessOf(line),
    outcome_id: sceneset_id ?? null,
    footprint: footprint ? splitAtAntimeridian(footprint) : null,
    cloud_cover_pct: cloud_cover ?? null,
    acquired_at: end,
  }
}

/** Other systems do not tell the angles. */
function accessOf({ satellite_name, start, end = start }: Capture) {
  if (!start || !end) return null
  const angles = ['off_nadir', 'view_azimuth', 'incidence_angle', 'sun_elevation', 'sun_azimuth']
  return {
    satellite_name,
    start: start.toISOString(),
    end: end.toISOString(),
    ...Object.fromEntries(angles.map((name) => [`${name}_deg`, null])),
  }
}

interface OrderOfCapture {
  geometry: Geometry
  width_km: number | null
  length_km: number | null
}

/** The target of a capture without a footprint: of a point the image round it, else all of the order. */
export function targetOf(
  { geometry, width_km, length_km }: OrderOfCapture,
  track_heading_deg: number,
): Geometry {
  if (geometry.type !== 'Point') return splitAtAntimeridian(geometry)
  const [lon, lat] = geometry.coordinates as [number, number]
  return footprintAround({ lon, lat }, width_km ?? 1, length_km ?? 1, track_heading_deg)
}
