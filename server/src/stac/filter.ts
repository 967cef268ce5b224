import { SwathError } from '@swath/contract/errors'
import { type RawBuilder, sql } from 'kysely'
import type { Expression, Node } from '../lib/cql2/ast.ts'
import { childrenOf } from '../lib/cql2/children.ts'
import { Cql2Error, offsetOf } from '../lib/cql2/error.ts'
import { areasOf } from '../lib/cql2/geometry.ts'
import { readJson } from '../lib/cql2/read-json.ts'
import { readText } from '../lib/cql2/read-text.ts'
import { toSql } from '../lib/cql2/to-sql.ts'
import type { Shapes } from '../threads/shapes.ts'
import type { SearchInput } from './parameters.ts'
import { queryables } from './queryables.ts'

/** In front of the name of a parameter, in the pointer of a problem. */
export type Where = '?' | '/'

/** @throws SwathError `invalid_filter`, with the place in the filter */
export async function filtersOf(
  shapes: Shapes,
  input: SearchInput,
  where: Where,
): Promise<RawBuilder<unknown>[]> {
  const { filter } = input
  if (filter === undefined) return []
  const told = input['filter-lang'] ?? input.filter_lang
  const by_default = where === '?' || typeof filter === 'string' ? 'cql2-text' : 'cql2-json'
  const pointer = `${where}filter`
  const read = readFilter(filter, told ?? by_default, pointer)
  await requireSoundAreas(shapes, read, pointer)
  return [compile(read, pointer)]
}

/** As those of `intersects`: the database computes with them, for minutes where they cross themselves. */
async function requireSoundAreas(shapes: Shapes, filter: Expression, pointer: string) {
  for (const node of geometriesIn(filter)) {
    for (const area of areasOf(node.geometry)) {
      const [problem] = await shapes.problemsOf(area, 'plane')
      if (problem) throw refused(new Cql2Error(problem.message, offsetOf(node)), pointer)
    }
  }
}

type GeometryNode = Extract<Node, { kind: 'geometry' }>

const geometriesIn = (node: Node): GeometryNode[] =>
  node.kind === 'geometry' ? [node] : childrenOf(node).flatMap(([child]) => geometriesIn(child))

function readFilter(filter: unknown, lang: 'cql2-text' | 'cql2-json', pointer: string): Expression {
  try {
    if (lang === 'cql2-json') return readJson(typeof filter === 'string' ? JSON.parse(filter) : filter)
    if (typeof filter !== 'string') throw new Cql2Error('found JSON, expected cql2-text', '')
    return readText(filter)
  } catch (error) {
    if (error instanceof SyntaxError) throw refused(new Cql2Error(`no JSON: ${error.message}`, ''), pointer)
    throw refused(error, pointer)
  }
}

export function compile(condition: Expression, pointer: string): RawBuilder<unknown> {
  try {
    const { text, values } = toSql(condition, queryables)
    // Kysely reads the strings of a template by their index and nothing else.
    return sql(text as unknown as TemplateStringsArray, ...values)
  } catch (error) {
    throw refused(error, pointer)
  }
}

/** Points at the character of a text, or at the member of a JSON value. */
function refused(error: unknown, pointer: string): unknown {
  if (!(error instanceof Cql2Error)) return error
  const { offset, message } = error
  const is_member = typeof offset === 'string' && pointer.startsWith('/')
  return new SwathError('invalid_filter', `${pointer.slice(1)}: ${message}`, {
    problems: [{ pointer: is_member ? pointer + offset : pointer, code: 'invalid_cql2', message }],
    extra: { at: offset },
  })
}
