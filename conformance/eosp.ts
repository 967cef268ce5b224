/** Reads the instances of github.com/ssquilla/Earth_Observing_Satellites_benchmarks, one a file. */
import type { Instance, Opportunity } from '../planner/src/instance.ts'

const DEGREE_KM = 111.2
/** The files tell no agility: ten seconds, and one for each degree between the pointings, seen from 500 km. */
const SETTLE_S = 10
const ALTITUDE_KM = 500

export function readEosp(text: string): Instance {
  const lines = text.trim().split(/\r?\n/)
  const places = new Map<Opportunity, readonly [lat: number, lon: number]>()
  let row = 1
  for (let request = 0; request < Number(lines[0]); request++) {
    const [request_id, count] = lines[row++]!.split(',') as [string, string]
    for (let end = row + Number(count); row < end; row++) {
      const [id, satellite, from_s, to_s, duration_s, lat, lon, , value] = lines[row]!.split(',') as string[]
      const opportunity = {
        opportunity_id: id!,
        request_id,
        satellite: satellite!,
        from_s: Number(from_s),
        to_s: Number(to_s),
        duration_s: Number(duration_s),
        value: Number(value),
      }
      places.set(opportunity, [Number(lat), Number(lon)])
    }
  }
  return {
    opportunities: [...places.keys()],
    turnSeconds: (from, to) => SETTLE_S + angleDeg(places.get(from)!, places.get(to)!),
    least_turn_s: SETTLE_S,
    most_turn_s: SETTLE_S + 90,
  }
}

/** Both ends of the ground between two places, as one who is above the middle sees it. */
function angleDeg([lat, lon]: readonly [number, number], [lat2, lon2]: readonly [number, number]): number {
  const east = (((lon2 - lon + 540) % 360) - 180) * Math.cos(((lat + lat2) * Math.PI) / 360)
  const km = DEGREE_KM * Math.hypot(lat2 - lat, east)
  return Math.min((2 * Math.atan(km / 2 / ALTITUDE_KM) * 180) / Math.PI, 90)
}
