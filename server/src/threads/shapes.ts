/** Computations on geometries, in another thread if they take long enough for others to notice. */
import { SwathError } from '@swath/contract/errors'
import { type AreaStrip, stripsOver } from '../lib/geo/frames.ts'
import type { Geometry } from '../lib/geo/geometry.ts'
import type { GeometryProblem } from '../lib/geo/problems.ts'
import type { Reading } from '../lib/geo/ring.ts'
import { countPositions, findExcess, outlineDegrees } from '../lib/geo/structure.ts'
import { type Survey, surveyGeometry } from '../lib/geo/survey.ts'
import type { Swath } from '../lib/geo/swath.ts'
import { findGeometryProblems } from '../lib/geo/validate.ts'
import { Hopeless } from '../platform/hopeless.ts'
import type { Threads } from './threads.ts'

/** A few milliseconds, also where all that they make meets in one point: less than a thread takes to be asked. */
export const max_positions_here = 100
/** The longest outline: a square of 300 km. */
const max_degrees_here = 12

export class Shapes {
  readonly #threads: Threads

  constructor(threads: Threads) {
    this.#threads = threads
  }

  /** As `surveyGeometry`. */
  async survey(shape: unknown, swath: Swath): Promise<Survey | GeometryProblem[]> {
    const is_light = (isSmall(shape) && isShort(shape)) || findExcess(shape) !== undefined
    return is_light
      ? surveyGeometry(shape, swath)
      : this.#threads.run(import.meta.url, surveyShape, { shape, swath })
  }

  /** As `findGeometryProblems`. */
  async problemsOf(shape: unknown, reading: Reading = 'globe'): Promise<GeometryProblem[]> {
    const is_light = isSmall(shape) || findExcess(shape) !== undefined
    if (is_light) return findGeometryProblems(shape, reading)
    return this.#threads.run(import.meta.url, judgeShape, { shape, reading })
  }

  /** @throws SwathError `invalid_geometry` with everything that is wrong with what is at the pointer */
  async requireSound(shape: unknown, pointer: string): Promise<void> {
    const problems = (await this.problemsOf(shape)).map((found) => ({
      ...found,
      pointer: pointer + found.pointer,
    }))
    const [first] = problems
    if (first) throw new SwathError('invalid_geometry', `${first.pointer}: ${first.message}`, { problems })
  }

  /** The strips that a provider is asked about: one that plans its own frames divides the area itself. */
  async stripsFor(
    { swath, frames }: { swath: Swath; frames?: unknown },
    geometry: Geometry,
  ): Promise<AreaStrip[]> {
    return frames ? [] : this.stripsOver(geometry, swath)
  }

  /** As `stripsOver`; a point has none. @throws Hopeless where the area cannot be divided into strips */
  async stripsOver(geometry: Geometry, swath: Swath): Promise<AreaStrip[]> {
    try {
      return await (isSmall(geometry) && isShort(geometry)
        ? layStrips({ geometry, swath })
        : this.#threads.run(import.meta.url, layStrips, { geometry, swath }))
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause
      throw new Hopeless(`The area cannot be planned: ${cause.message}`, { cause })
    }
  }
}

const isSmall = (shape: unknown) => countPositions(shape) <= max_positions_here
const isShort = (shape: unknown) => outlineDegrees(shape) <= max_degrees_here

/** @inThread */
export const judgeShape = ({ shape, reading }: { shape: unknown; reading: Reading }) =>
  findGeometryProblems(shape, reading)
/** @inThread */
export const surveyShape = ({ shape, swath }: { shape: unknown; swath: Swath }) =>
  surveyGeometry(shape, swath)
/** @inThread */
export const layStrips = ({ geometry, swath }: { geometry: Geometry; swath: Swath }) =>
  geometry.type === 'Point' ? [] : stripsOver(geometry, swath)
