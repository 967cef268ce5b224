import {
  type AccessConstraints,
  EXPLAINED_MS,
  eachAccess,
  explainNoAccess,
  limitFor,
} from '@swath/orbits/access'

/** Why an order cannot be served, and for a limit the nearest value that would do. */
export interface Obstacle {
  reason:
    | 'refused'
    | 'off_nadir'
    | 'sun_elevation'
    | 'never_visible'
    | 'taken'
    | 'time'
    | 'satellite'
    | 'altitude'
    | 'range'
    | 'line_of_sight'
    | 'sun_angle'
    | 'slew_rate'
  nearest_deg?: number
  message: string
}

/** The obstacle where passes are there, and not free. */
function takenOf(constraints: AccessConstraints): Obstacle | undefined {
  if (eachAccess(constraints).next().done) return undefined
  return { reason: 'taken', message: 'Every pass within the window and the limits is taken by other orders' }
}

/** The obstacle where there is no free access. */
export function obstacleOf(constraints: AccessConstraints): Obstacle {
  const taken = takenOf(constraints)
  if (taken) return taken
  const { start_ms, end_ms, max_off_nadir_deg = 90, max_sun_elevation_deg = 90 } = constraints
  const why = explainNoAccess({ ...constraints, end_ms: Math.min(end_ms, start_ms + EXPLAINED_MS) })
  if (why?.constraint === 'OFF_NADIR') {
    return tooNarrow('off_nadir', 'off-nadir', limitFor(why, max_off_nadir_deg))
  }
  if (why?.constraint === 'SUN_ELEVATION') {
    return tooNarrow('sun_elevation', 'sun-elevation', limitFor(why, max_sun_elevation_deg))
  }
  return {
    reason: 'never_visible',
    message: 'No satellite of the constellation sees the target in the window',
  }
}

function tooNarrow(reason: 'off_nadir' | 'sun_elevation', name: string, nearest_deg: number): Obstacle {
  const message = `No pass within the ${name} limits; the nearest is at ${nearest_deg.toFixed(1)} degrees`
  return { reason, nearest_deg, message }
}
