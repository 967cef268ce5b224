import type { Expression, Node } from './ast.ts'
import type { RelationName } from './relations.ts'

/** The kinds of nodes that the grammar lets stand at a place. */
export type Place = 'condition' | 'scalar' | 'number' | 'text' | 'pattern' | Operand | 'endpoint' | 'any'
type Operand = 'temporal' | 'geometry' | 'array'

const computed = ['property', 'call']

const allowed: Record<Exclude<Place, 'any' | 'pattern'>, { kinds: string[]; words: string }> = {
  condition: {
    kinds: 'and or not compare like between in isNull relation boolean call'.split(' '),
    words: 'a condition, such as name = value',
  },
  scalar: {
    kinds: ['string', 'fold', 'number', 'arithmetic', 'boolean', 'timestamp', 'date', ...computed],
    words: 'a property, a text, a number, a boolean, DATE(...) or TIMESTAMP(...)',
  },
  number: { kinds: ['number', 'arithmetic', ...computed], words: 'a number or a property' },
  text: { kinds: ['string', 'fold', ...computed], words: "a text in '...' or a property" },
  temporal: {
    kinds: ['timestamp', 'date', 'interval', ...computed],
    words: 'DATE(...), TIMESTAMP(...), INTERVAL(...) or a property',
  },
  geometry: {
    kinds: ['geometry', 'bbox', ...computed],
    words: 'a geometry, such as POINT(7 50) or BBOX(...), or a property',
  },
  array: { kinds: ['array', ...computed], words: "an array, such as ('a', 'b'), or a property" },
  endpoint: {
    kinds: ['open', 'timestamp', 'date', ...computed],
    words: "a day, a time in UTC, '..' or a property",
  },
}

const operands: Record<string, Operand> = { s: 'geometry', t: 'temporal', a: 'array' }

function operandOf(relation: RelationName): Operand {
  return operands[relation[0]!]!
}

/** The parts of a node, each with what may stand there. */
export function childrenOf(node: Node): [Node, Place][] {
  const each = (nodes: readonly Node[], place: Place) => nodes.map((child): [Node, Place] => [child, place])
  switch (node.kind) {
    case 'and':
    case 'or':
      return each(node.args, 'condition')
    case 'not':
      return each([node.of], 'condition')
    case 'compare':
      return each([node.left, node.right], 'scalar')
    case 'like':
      return [
        [node.of, 'text'],
        [node.pattern, 'pattern'],
      ]
    case 'between':
      return each([node.of, node.low, node.high], 'number')
    case 'in':
      return each([node.of, ...node.list], 'scalar')
    case 'isNull':
      return each([node.of], 'any')
    case 'relation':
      return each([node.left, node.right], operandOf(node.op))
    case 'fold':
      return each([node.of], 'text')
    case 'arithmetic':
      return each([node.left, node.right], 'number')
    case 'interval':
      return each([node.start, node.end], 'endpoint')
    case 'array':
      return each(node.items, 'any')
    case 'call':
      return each(node.args, 'any')
    default:
      return []
  }
}

/** Says what should be at the place instead; undefined when the node may stand there. */
export function wantedAt(node: Node, place: Place): string | undefined {
  if (place === 'any') return undefined
  if (place === 'pattern') return isPattern(node) ? undefined : "a pattern in '...', with CASEI or ACCENTI"
  const { kinds, words } = allowed[place]
  return kinds.includes(node.kind) ? undefined : words
}

function isPattern(node: Node): boolean {
  return node.kind === 'fold' ? isPattern(node.of) : node.kind === 'string'
}

const descriptions: Partial<Record<Node['kind'], string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'a boolean',
  timestamp: 'a timestamp',
  date: 'a date',
  interval: 'an interval',
  open: "an open end '..'",
  geometry: 'a geometry',
  bbox: 'a bounding box',
  array: 'an array',
  fold: 'a text',
  arithmetic: 'a calculation',
}

export function describe(node: Node): string {
  if (node.kind === 'property') return `the property ${node.name}`
  if (node.kind === 'call') return `the function ${node.name}`
  return descriptions[node.kind] ?? 'a condition'
}

/** The text inside CASEI and ACCENTI. */
export function patternText(pattern: Expression): string {
  if (pattern.kind === 'fold') return patternText(pattern.of)
  return pattern.kind === 'string' ? pattern.value : ''
}
