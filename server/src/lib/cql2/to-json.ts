import type { Expression, Node } from './ast.ts'

export type Json = string | number | boolean | Json[] | { [member: string]: Json }

/** cql2-json, in the spelling of its schema. */
export function toJson(node: Expression): Json {
  switch (node.kind) {
    case 'and':
    case 'or':
      return operation(node.kind, node.args)
    case 'not':
    case 'isNull':
      return operation(node.kind, [node.of])
    case 'fold':
      return operation(node.fold, [node.of])
    case 'compare':
    case 'arithmetic':
    case 'relation':
      return operation(node.op, [node.left, node.right])
    case 'like':
      return operation('like', [node.of, node.pattern])
    case 'between':
      return operation('between', [node.of, node.low, node.high])
    case 'in':
      return { op: 'in', args: [toJson(node.of), node.list.map(toJson)] }
    case 'call':
      return operation(node.name, node.args)
    default:
      return valueJson(node)
  }
}

function operation(op: string, args: readonly Expression[]): Json {
  return { op, args: args.map(toJson) }
}

type Literal = Exclude<Extract<Expression, { kind: Value }>, never>
type Value =
  | 'string'
  | 'number'
  | 'boolean'
  | 'timestamp'
  | 'date'
  | 'interval'
  | 'geometry'
  | 'bbox'
  | 'array'
  | 'property'

function valueJson(node: Literal): Json {
  switch (node.kind) {
    case 'timestamp':
    case 'date':
      return { [node.kind]: node.value }
    case 'interval':
      return { interval: [endpointJson(node.start), endpointJson(node.end)] }
    case 'geometry':
      return node.geometry as unknown as Json
    case 'bbox':
      return { bbox: node.bbox }
    case 'array':
      return node.items.map(toJson)
    case 'property':
      return { property: node.name }
    default:
      return node.value
  }
}

/** Instants stand bare in an interval. */
function endpointJson(endpoint: Node): Json {
  if (endpoint.kind === 'open') return '..'
  return endpoint.kind === 'timestamp' || endpoint.kind === 'date' ? endpoint.value : toJson(endpoint)
}
