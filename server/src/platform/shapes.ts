/** What is computed of geometries, in another thread where it takes long enough for others to notice. */
import { type AreaStrip, stripsOver } from '../lib/geo/frames.ts'
import type { Geometry } from '../lib/geo/geometry.ts'
import type { GeometryProblem } from '../lib/geo/problems.ts'
import { countPositions, findExcess, outlineDegrees } from '../lib/geo/structure.ts'
import { type Survey, surveyGeometry } from '../lib/geo/survey.ts'
import { Hopeless } from './hopeless.ts'
import type { Threads } from './threads.ts'

/** A few milliseconds: less than a thread takes to be asked. */
const max_positions_here = 500
/** Of the outline: a square of 300 km. */
const max_degrees_here = 12

export class Shapes {
  readonly #threads: Threads

  constructor(threads: Threads) {
    this.#threads = threads
  }

  /** As `surveyGeometry`. */
  async survey(shape: unknown): Promise<Survey | GeometryProblem[]> {
    const is_light = isLight(shape) || findExcess(shape) !== undefined
    return is_light ? surveyGeometry(shape) : this.#threads.run(import.meta.url, surveyShape, shape)
  }

  /** As `stripsOver`; a point has none. @throws Hopeless where the area cannot be divided into strips */
  async stripsOver(geometry: Geometry): Promise<AreaStrip[]> {
    try {
      return await (isLight(geometry)
        ? layStrips(geometry)
        : this.#threads.run(import.meta.url, layStrips, geometry))
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause
      throw new Hopeless(`The area cannot be planned: ${cause.message}`, { cause })
    }
  }
}

function isLight(shape: unknown): boolean {
  return countPositions(shape) <= max_positions_here && outlineDegrees(shape) <= max_degrees_here
}

// For a thread.
export const surveyShape = (shape: unknown) => surveyGeometry(shape)
export const layStrips = (geometry: Geometry) => (geometry.type === 'Point' ? [] : stripsOver(geometry))
