import type { Problem } from '@swath/contract/errors'
import { findProduct } from '@swath/contract/products/registry'
import type { Transaction } from '../database/db.ts'
import { footprintAround } from '../lib/geo/footprint.ts'
import type { Geometry } from '../lib/geo/geometry.ts'
import type { Survey } from '../lib/geo/survey.ts'
import { listRestrictions, restrictionText } from '../terms/restrictions.ts'
import type { Placement } from './placement.rules.ts'

/** Why an order waits for the order desk, though it is within the limits of its contract. */
export interface Approval {
  reason_code: 'AREA_RESTRICTED'
  message: string
}

/** The restricted areas that an order reaches into: those that refuse it, and those for which it has to be approved. */
export async function restrictionsOf(
  tx: Transaction,
  { contract_id, sku }: { contract_id: string; sku: string },
  survey: Survey,
  found: Placement | Problem[],
): Promise<{ refusals: Problem[]; approval: Approval | undefined }> {
  if (findProduct(sku)?.shows !== 'ground') return { refusals: [], approval: undefined }
  const all = await listRestrictions(tx, contract_id, groundOf(survey, found))
  const refusals = all
    .filter(({ rule }) => rule === 'refuse')
    .map((one) => ({ pointer: '/geometry', code: 'area_restricted', message: restrictionText(one) }))
  const waits = all.find(({ rule }) => rule === 'approval')
  const approval = waits && { reason_code: 'AREA_RESTRICTED' as const, message: restrictionText(waits) }
  return { refusals, approval }
}

/** The images round a point show more than the point. */
function groundOf({ planar, swath }: Survey, found: Placement | Problem[]): Geometry {
  if (planar.type !== 'Point' || Array.isArray(found)) return planar
  const { footprint_width_km, footprint_length_km } = found.terms
  if (footprint_width_km === null || footprint_length_km === null) return planar
  const [lon, lat] = planar.coordinates as [number, number]
  return footprintAround({ lon, lat }, footprint_width_km, footprint_length_km, swath.track_heading_deg)
}
