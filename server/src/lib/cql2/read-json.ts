import {
  type Arithmetic,
  arithmetics,
  type Comparison,
  comparisons,
  type Endpoint,
  type Expression,
} from './ast.ts'
import { Builder, type Limits } from './builder.ts'
import { Cql2Error } from './error.ts'
import { readGeoJson } from './geojson.ts'
import { readInstant } from './instants.ts'
import { relationOf } from './relations.ts'
import { isName } from './scanner.ts'
import { special } from './words.ts'

/** Reads cql2-json, from which JSON.parse has made a value. @throws Cql2Error */
export function readJson(json: unknown, limits: Partial<Limits> = {}): Expression {
  const builder = new Builder(limits)
  return builder.root(new JsonReader(builder).expression(json, '', 1))
}

type Members = Record<string, unknown>

function isObject(json: unknown): json is Members {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** Describes a JSON value for a message. */
function show(json: unknown): string {
  if (json === undefined) return 'nothing'
  if (Array.isArray(json)) return `a list of ${json.length}`
  if (isObject(json)) return `an object with ${Object.keys(json).slice(0, 5).join(', ') || 'no members'}`
  return JSON.stringify(json).slice(0, 40)
}

class JsonReader {
  readonly #builder: Builder

  constructor(builder: Builder) {
    this.#builder = builder
  }

  expression(json: unknown, at: string, depth: number): Expression {
    this.#builder.checkDepth(depth, at)
    switch (typeof json) {
      case 'string':
        return this.#builder.string(json, at)
      case 'number':
        return this.#builder.number(json, at)
      case 'boolean':
        return this.#builder.add({ kind: 'boolean', value: json }, at)
    }
    if (Array.isArray(json))
      return this.#builder.add({ kind: 'array', items: this.#each(json, at, depth) }, at)
    if (isObject(json)) return this.#object(json, at, depth)
    throw new Cql2Error(`found ${show(json)}, expected an expression`, at)
  }

  #each(items: unknown[], at: string, depth: number): Expression[] {
    return items.map((item, index) => this.expression(item, `${at}/${index}`, depth + 1))
  }

  #object(json: Members, at: string, depth: number): Expression {
    if ('op' in json) return this.#operation(json.op, json.args, at, depth)
    if ('property' in json) return this.#property(json.property, at)
    if ('timestamp' in json) return this.#instant('timestamp', json.timestamp, at)
    if ('date' in json) return this.#instant('date', json.date, at)
    if ('interval' in json) return this.#interval(json.interval, at, depth)
    if ('bbox' in json && !('type' in json)) return this.#bbox(json.bbox, at)
    if ('type' in json) return this.#builder.geometry(readGeoJson(json, at, this.#builder), at)
    // The form of drafts, which examples of STAC still have.
    if ('function' in json && isObject(json.function))
      return this.#operation(json.function.name, json.function.args, `${at}/function`, depth)
    throw new Cql2Error(
      `found ${show(json)}, expected op, property, timestamp, date, interval, bbox or type`,
      at,
    )
  }

  #property(name: unknown, at: string) {
    if (typeof name === 'string') return this.#builder.property(name, `${at}/property`)
    throw new Cql2Error(`found ${show(name)}, expected the name of a property`, `${at}/property`)
  }

  #instant(kind: 'timestamp' | 'date', text: unknown, at: string): Expression {
    const instant = typeof text === 'string' ? readInstant(text) : undefined
    if (instant?.kind === kind) return this.#builder.add(instant, at)
    const example =
      kind === 'date' ? 'a day such as "2026-01-31"' : 'a time in UTC such as "2026-01-31T09:30:00Z"'
    throw new Cql2Error(`found ${show(text)}, expected ${example}`, `${at}/${kind}`)
  }

  #interval(ends: unknown, at: string, depth: number): Expression {
    if (!Array.isArray(ends) || ends.length !== 2)
      throw new Cql2Error(`found ${show(ends)}, expected a list of start and end`, `${at}/interval`)
    const [start, end] = ends.map((json, index) => this.#endpoint(json, `${at}/interval/${index}`, depth))
    return this.#builder.add({ kind: 'interval', start: start!, end: end! }, at)
  }

  #endpoint(json: unknown, at: string, depth: number): Endpoint {
    // The place check refuses what is neither property nor function.
    if (typeof json !== 'string') return this.expression(json, at, depth + 1) as Endpoint
    const endpoint: Endpoint | undefined = json === '..' ? { kind: 'open' } : readInstant(json)
    if (endpoint !== undefined) return this.#builder.add(endpoint, at)
    throw new Cql2Error(`found ${show(json)}, expected a day, a time in UTC, ".." or a property`, at)
  }

  #bbox(numbers: unknown, at: string): Expression {
    if (Array.isArray(numbers) && numbers.every((value) => typeof value === 'number'))
      return this.#builder.bbox(numbers, `${at}/bbox`)
    throw new Cql2Error(`found ${show(numbers)}, expected 4 or 6 numbers`, `${at}/bbox`)
  }

  #operation(op: unknown, given: unknown, at: string, depth: number): Expression {
    if (typeof op !== 'string') throw new Cql2Error(`found ${show(op)}, expected an operator`, `${at}/op`)
    const word = op.toLowerCase()
    const args_at = `${at}/args`
    if (!Array.isArray(given))
      throw new Cql2Error(`found ${show(given)}, expected a list of arguments of ${op}`, args_at)
    if (word === 'in') return this.#in(given, at, depth)
    const args = this.#each(word === 'between' ? flatBetween(given) : given, args_at, depth)
    return this.#apply(op, word, args, at)
  }

  #in(given: unknown[], at: string, depth: number): Expression {
    this.#count('in', given, 2, at)
    const [of, list] = given
    if (!Array.isArray(list))
      throw new Cql2Error(`found ${show(list)}, expected a list of values`, `${at}/args/1`)
    return this.#builder.in(
      this.expression(of, `${at}/args/0`, depth + 1),
      this.#each(list, `${at}/args/1`, depth),
      at,
    )
  }

  #apply(op: string, word: string, args: Expression[], at: string): Expression {
    const builder = this.#builder
    const [first, second, third] = args as [Expression, Expression, Expression]
    const count = arities.get(word)
    if (count !== undefined) this.#count(op, args, count, at)
    switch (word) {
      case 'and':
      case 'or':
        if (args.length === 0) this.#count(op, args, 2, at)
        return builder.logic(word, args, at)
      case 'not':
        return builder.add({ kind: 'not', of: first }, at)
      case 'isnull':
        return builder.add({ kind: 'isNull', of: first }, at)
      case 'casei':
      case 'accenti':
        return builder.add({ kind: 'fold', fold: word, of: first }, at)
      case 'like':
        return builder.like(first, second, at)
      case 'between':
        return builder.add({ kind: 'between', of: first, low: second, high: third }, at)
    }
    return this.#binary(op, word, args, at)
  }

  #binary(op: string, word: string, args: Expression[], at: string): Expression {
    const relation = relationOf(word)
    const is_binary = relation !== undefined || operators.has(word)
    if (is_binary) this.#count(op, args, 2, at)
    const [left, right] = args as [Expression, Expression]
    if (relation !== undefined) return this.#builder.add({ kind: 'relation', op: relation, left, right }, at)
    if ((comparisons as readonly string[]).includes(word))
      return this.#builder.add({ kind: 'compare', op: word as Comparison, left, right }, at)
    if (is_binary) return this.#builder.arithmetic(word as Arithmetic, left, right, at)
    this.#builder.checkText(op, `${at}/op`)
    if (!isName(op) || special.has(word))
      throw new Cql2Error(`found ${show(op)}, expected an operator or the name of a function`, `${at}/op`)
    return this.#builder.add({ kind: 'call', name: op, args }, at)
  }

  #count(op: string, args: unknown[], count: number, at: string): void {
    if (args.length === count) return
    const wanted = `${count} argument${count === 1 ? '' : 's'}`
    throw new Cql2Error(`${op} has ${args.length}, expected ${wanted}`, `${at}/args`)
  }
}

const operators = new Set<string>([...comparisons, ...arithmetics])
const arities = new Map([
  ...['not', 'isnull', 'casei', 'accenti'].map((op) => [op, 1] as const),
  ['like', 2],
  ['between', 3],
])

/** Drafts had the bounds in a list of their own, and clients still write them so. */
function flatBetween(args: unknown[]): unknown[] {
  return args.length === 2 && Array.isArray(args[1]) ? [args[0], ...args[1]] : args
}
