import type { Arithmetic, Expression, Node } from './ast.ts'
import { childrenOf, describe, patternText, wantedAt } from './children.ts'
import { Cql2Error, markOffset, type Offset, offsetOf } from './error.ts'
import { type Geometry, lineProblem, type Position, positionsOf, shapes } from './geometry.ts'

/** The most that one filter may cost. */
export interface Limits {
  depth: number
  nodes: number
  positions: number
  /** Characters of a text or a name. */
  literal_length: number
  /** Characters of a whole filter in text. */
  text_length: number
}

const default_limits: Limits = {
  depth: 100,
  nodes: 10_000,
  positions: 20_000,
  literal_length: 10_000,
  text_length: 1_000_000,
}

/** Both readers make their nodes here, so that both keep the grammar and the limits. */
export class Builder {
  readonly limits: Limits
  readonly #depths = new WeakMap<object, number>()
  #nodes = 0
  #positions = 0

  constructor(limits: Partial<Limits>) {
    this.limits = { ...default_limits, ...limits }
  }

  /** Every node passes here once. */
  add<N extends Node>(node: N, offset: Offset): N {
    markOffset(node, offset)
    this.#nodes++
    if (this.#nodes > this.limits.nodes)
      throw new Cql2Error(`the filter has more than ${this.limits.nodes} parts`, offset)
    const children = childrenOf(node)
    for (const [child, place] of children) {
      const wanted = wantedAt(child, place)
      if (wanted !== undefined)
        throw new Cql2Error(`found ${describe(child)}, expected ${wanted}`, offsetOf(child))
    }
    const below = children.reduce((most, [child]) => Math.max(most, this.#depths.get(child) ?? 0), 0)
    this.checkDepth(below + 1, offset)
    this.#depths.set(node, below + 1)
    return node
  }

  checkDepth(depth: number, offset: Offset): void {
    if (depth > this.limits.depth)
      throw new Cql2Error(`the filter is nested more than ${this.limits.depth} levels deep`, offset)
  }

  root(node: Expression): Expression {
    const wanted = wantedAt(node, 'condition')
    if (wanted === undefined) return node
    throw new Cql2Error(`found ${describe(node)}, expected ${wanted}`, offsetOf(node))
  }

  /** (a AND b) AND c is a AND b AND c. */
  logic(kind: 'and' | 'or', args: Expression[], offset: Offset): Expression {
    const flat = args.flatMap((arg) => (arg.kind === kind ? arg.args : [arg]))
    return flat.length === 1 ? flat[0]! : this.add({ kind, args: flat }, offset)
  }

  string(value: string, offset: Offset): Expression {
    this.checkText(value, offset)
    return this.add({ kind: 'string', value }, offset)
  }

  property(name: string, offset: Offset) {
    this.checkText(name, offset)
    if (name === '') throw new Cql2Error('found an empty property name', offset)
    return this.add({ kind: 'property', name }, offset)
  }

  checkText(value: string, offset: Offset): void {
    if (value.length > this.limits.literal_length)
      throw new Cql2Error(`a text is longer than ${this.limits.literal_length} characters`, offset)
    if (value.includes('\0') || !value.isWellFormed())
      throw new Cql2Error('a text has a NUL or half a character, which no database can hold', offset)
  }

  number(value: number, offset: Offset): Expression {
    if (!Number.isFinite(value)) throw new Cql2Error('a number is too large', offset)
    // Neither encoding can tell -0 from 0.
    return this.add({ kind: 'number', value: value === 0 ? 0 : value }, offset)
  }

  arithmetic(op: Arithmetic, left: Expression, right: Expression, offset: Offset): Expression {
    return this.add({ kind: 'arithmetic', op, left, right }, offset)
  }

  like(of: Expression, pattern: Expression, offset: Offset): Expression {
    const node = this.add({ kind: 'like', of, pattern }, offset)
    const [trailing] = /\\*$/.exec(patternText(pattern))!
    if (trailing.length % 2 === 1)
      throw new Cql2Error('the pattern ends with a \\ that escapes nothing', offsetOf(pattern))
    return node
  }

  in(of: Expression, list: Expression[], offset: Offset): Expression {
    if (list.length === 0) throw new Cql2Error('found an empty list after IN', offset)
    return this.add({ kind: 'in', of, list }, offset)
  }

  bbox(bbox: number[], offset: Offset): Expression {
    if (bbox.length !== 4 && bbox.length !== 6)
      throw new Cql2Error(`a bounding box has ${bbox.length} numbers, expected 4 or 6`, offset)
    const [south, north] = [bbox[1]!, bbox[bbox.length / 2 + 1]!]
    if (south > north) throw new Cql2Error(`a bounding box has its south ${south} above its north`, offset)
    if (bbox.length === 6 && bbox[2]! > bbox[5]!)
      throw new Cql2Error('a bounding box has its bottom above its top', offset)
    return this.add({ kind: 'bbox', bbox: bbox.map(this.ordinate) }, offset)
  }

  readonly ordinate = (value: number): number => (value === 0 ? 0 : value)

  position(position: Position, offset: Offset): Position {
    this.#positions++
    if (this.#positions > this.limits.positions)
      throw new Cql2Error(`the filter has more than ${this.limits.positions} positions`, offset)
    if (position.length < 2 || position.length > 3 || !position.every(Number.isFinite))
      throw new Cql2Error(`a position has ${position.length} numbers, expected 2 or 3`, offset)
    return position.map(this.ordinate)
  }

  geometry(geometry: Geometry, offset: Offset): Expression {
    const problem = geometryProblem(geometry)
    if (problem !== undefined) throw new Cql2Error(problem, offset)
    return this.add({ kind: 'geometry', geometry }, offset)
  }
}

function geometryProblem(geometry: Geometry): string | undefined {
  const sizes = new Set(positionsOf(geometry).map(({ length }) => length))
  if (sizes.size === 0) return 'a geometry is empty'
  if (sizes.size > 1) return 'a geometry has positions with and without height'
  const parts = geometry.type === 'GeometryCollection' ? geometry.geometries : [geometry]
  for (const { type, coordinates } of parts) {
    const { nesting } = shapes[type]
    const lines = nesting === 0 ? [] : nesting === 1 ? [coordinates] : coordinates.flat(nesting - 2)
    for (const line of lines as Position[][]) {
      const problem = lineProblem(type, line)
      if (problem !== undefined) return problem
    }
  }
  return undefined
}
