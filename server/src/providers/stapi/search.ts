import type { CollectionLimits } from '@swath/contract/captures'
import type { Geometry } from '@swath/contract/geometry'
import type { StapiProduct } from '@swath/contract/stapi-provider'
import type { CollectionWindow } from '../provider.ts'
import type { Search } from './api.ts'

interface Wish {
  geometry: Geometry
  window: CollectionWindow
  limits: CollectionLimits
}

/** Says in the words of STAPI what is to be collected; limits that the product cannot be asked for are left out. */
export function searchOf({ geometry, window, limits }: Wish, { limits: named }: StapiProduct): Search {
  const conditions = [
    ...between(named.off_nadir_deg, limits.min_off_nadir_deg, limits.max_off_nadir_deg, [0, 90]),
    ...between(
      named.sun_elevation_deg,
      limits.min_sun_elevation_deg,
      limits.max_sun_elevation_deg,
      [-90, 90],
    ),
    ...between(named.cloud_pct, 0, limits.max_cloud_pct, [0, 100]),
  ]
  const datetime = `${window.start.toISOString()}/${window.end.toISOString()}`
  return { datetime, geometry, filter: all(conditions) }
}

type Condition = { op: string; args: unknown[] }

/** Two comparisons, or one where the other end says nothing: not every server knows `between`. */
function between(
  property: string | undefined,
  low: number,
  high: number,
  [least, most]: readonly [number, number],
): Condition[] {
  if (property === undefined) return []
  return [
    ...(low > least ? [{ op: '>=', args: [{ property }, low] }] : []),
    ...(high < most ? [{ op: '<=', args: [{ property }, high] }] : []),
  ]
}

function all(conditions: readonly Condition[]): Condition | undefined {
  return conditions.length > 1 ? { op: 'and', args: [...conditions] } : conditions[0]
}
