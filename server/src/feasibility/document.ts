import type { Analysis } from '@swath/contract/feasibility'
import type { Geometry } from '@swath/contract/geometry'
import { timestamp } from '../platform/clock.ts'
import type { Opportunities, OpportunityRequest } from '../providers/provider.ts'

interface Asked {
  analysis_id: string
  contract_id: string
  sku: string
  /** As the customer wrote it. */
  geometry: Geometry
  request: OpportunityRequest
  now: Date
  expires_at: Date
}

export function pendingAnalysis({ analysis_id, request, now, expires_at, ...asked }: Asked): Analysis {
  const { window, limits, nei } = request
  return {
    analysis_id,
    id: analysis_id,
    ...asked,
    status: 'PENDING',
    message: 'The provider is being asked',
    parameters: {
      start: timestamp(window.start),
      end: timestamp(window.end),
      min_ona: limits.min_off_nadir_deg,
      max_ona: limits.max_off_nadir_deg,
      min_sun_elevation: limits.min_sun_elevation_deg,
      max_sun_elevation: limits.max_sun_elevation_deg,
      ...(nei && { nei }),
    },
    feasible: null,
    opportunities: [],
    has_more: false,
    constraint: null,
    created_at: timestamp(now),
    finished_at: null,
    expires_at: timestamp(expires_at),
  }
}

/** @param found what the provider answered, or undefined when it could not be asked */
export function finishedAnalysis(pending: Analysis, found: Opportunities | undefined, now: Date): Analysis {
  const finished_at = timestamp(now)
  if (!found) {
    const message = 'The provider could not be asked; start another analysis later'
    return { ...pending, status: 'FAILED', message, finished_at }
  }
  const count = found.opportunities.length
  const number = found.has_more ? `More than ${count}` : String(count)
  const message = found.constraint?.message ?? `${number} ${count === 1 ? 'opportunity' : 'opportunities'}`
  return { ...pending, ...found, status: 'SUCCESS', feasible: count > 0, message, finished_at }
}
