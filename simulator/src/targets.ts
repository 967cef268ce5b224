/** The targets of an order: a point, or each strip of an area. */
import { type Obstacle, obstacleOf } from './obstacles.ts'
import { constraintsOf } from './schedule.ts'
import { centreOf, type Geometry, type Question } from './task.ts'

export interface Target {
  /** Which polygons of the area, counted from 1, it shows; of a point none. */
  parts: number[]
  frame: Geometry
}

export function targetsOf({ strips = [], geometry }: Question): Target[] {
  return strips.length > 0 ? strips : [{ parts: [], frame: geometry }]
}

/** When so many parts cannot be had, the others are not looked at. */
const told_parts = 5

/** A part that cannot be had, and what stands in the way of its first and its last lost strip. */
interface LostPart {
  target: Target
  obstacles: Obstacle[]
}

/**
 * Why targets cannot be had, if there are such: the first obstacle, with the value that would do for all that it
 * stops.
 */
export function obstacleOfTargets(
  question: Question,
  isLost: (target: Target) => boolean,
  now_ms: number,
): Obstacle | undefined {
  const lost = lostParts(question, isLost, now_ms)
  const first = lost[0]?.obstacles[0]
  if (!first) return undefined
  const alike = lost.flatMap(({ obstacles }) => obstacles).filter(({ reason }) => reason === first.reason)
  const furthest = alike.reduce((a, b) => (isFurther(b, a, question) ? b : a))
  const told = lost.map(({ target, obstacles }) => {
    const worst = obstacles.reduce((a, b) => (isFurther(b, a, question) ? b : a))
    return { target, message: worst.message }
  })
  return { ...furthest, message: messageOf(told, question.geometry) }
}

function lostParts(question: Question, isLost: (target: Target) => boolean, now_ms: number): LostPart[] {
  const found: LostPart[] = []
  for (const targets of Map.groupBy(targetsOf(question), partOf).values()) {
    const target = targets.find(isLost)
    if (!target) continue
    const ends = new Set([target, targets.findLast(isLost)!])
    const obstacles = [...ends].map(({ frame }) => obstacleOf(constraintsOf(frame, question, now_ms)))
    if (found.push({ target, obstacles }) === told_parts) break
  }
  return found
}

const partOf = ({ parts }: Target) => parts[0]

/** Whether what would do for one obstacle is further from the limits than what would do for another of its kind. */
function isFurther(one: Obstacle, other: Obstacle, { limits }: Question): boolean {
  if (one.reason !== other.reason || one.nearest_deg === undefined || other.nearest_deg === undefined)
    return false
  const upper = one.reason === 'sun_elevation' ? limits.max_sun_elevation_deg : limits.max_off_nadir_deg
  return one.nearest_deg > upper ? one.nearest_deg > other.nearest_deg : one.nearest_deg < other.nearest_deg
}

function messageOf(told: { target: Target; message: string }[], { type, coordinates }: Geometry): string {
  const count = type === 'MultiPolygon' ? coordinates.length : 1
  if (count === 1) return told[0]!.message
  const lines = told.map(({ target, message }) => {
    const { lat, lon } = centreOf(target.frame)
    return `Part ${partOf(target)} of ${count}, near ${degrees(lat, 'NS')} ${degrees(lon, 'EW')}: ${message}`
  })
  const advice =
    told.length < count
      ? 'Order what can be had without these parts, and these with wider limits or another window'
      : 'Widen the limits or change the window'
  return `${lines.join('. ')}. ${advice}`
}

const degrees = (value: number, directions: string) =>
  `${Math.abs(value).toFixed(2)} ${directions[value < 0 ? 1 : 0]}`
