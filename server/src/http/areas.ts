/**
 * Areas in what a request asks for: they have to be sound, as those of orders are, since the database computes with
 * them.
 */

import type { GeometryProblem } from '../lib/geo/problems.ts'
import type { Reading } from '../lib/geo/ring.ts'
import { countPositions } from '../lib/geo/structure.ts'
import { findGeometryProblems } from '../lib/geo/validate.ts'
import { max_positions_here, type Shapes } from '../threads/shapes.ts'
import { Refusal } from './parameter.ts'

/** A value that a request has told, but for areas that another thread has to judge. */
export class Unjudged {
  readonly #areas: readonly unknown[]
  readonly #reading: Reading
  readonly #value: () => unknown

  constructor(areas: readonly unknown[], reading: Reading, value: () => unknown) {
    this.#areas = areas
    this.#reading = reading
    this.#value = value
  }

  /** @throws Refusal */
  async judge(shapes: Shapes): Promise<unknown> {
    for (const area of this.#areas) requireNone(await shapes.problemsOf(area, this.#reading))
    return this.#value()
  }
}

/** @returns the value, or what becomes it. @throws Refusal where small areas are not sound */
export function onceSound<T>(areas: readonly unknown[], reading: Reading, value: () => T): T {
  const positions = areas.reduce<number>((sum, area) => sum + countPositions(area), 0)
  // The handler of the request gets the value.
  if (positions > max_positions_here) return new Unjudged(areas, reading, value) as T
  for (const area of areas) requireNone(findGeometryProblems(area, reading))
  return value()
}

function requireNone([problem]: readonly GeometryProblem[]) {
  if (problem) throw new Refusal(`${problem.pointer || 'the geometry'}: ${problem.message}`, problem.code)
}
