/** One of the two values that every temporal operand has: an instant starts and ends at itself. */
export type Side = 'start' | 'end'
/** Compares a side of the first operand with a side of the second. */
export type SideTest = readonly [Side, '<' | '>' | '=' | '<=' | '>=', Side]

export interface TemporalRelation {
  join: 'and' | 'or'
  tests: readonly SideTest[]
  /** Instants are refused. */
  intervals_only: boolean
}

const all = (...tests: SideTest[]): TemporalRelation => ({ join: 'and', tests, intervals_only: true })
const either = (...tests: SideTest[]): TemporalRelation => ({ join: 'or', tests, intervals_only: false })
const forInstants = (relation: TemporalRelation) => ({ ...relation, intervals_only: false })

/**
 * The definitions of the Time Ontology in OWL, for intervals that are closed at both ends. (The table of the
 * standard links startedBy and starts to each other's definition; its test counts follow the names.)
 */
export const temporal_relations = {
  t_after: forInstants(all(['start', '>', 'end'])),
  t_before: forInstants(all(['end', '<', 'start'])),
  t_contains: all(['start', '<', 'start'], ['end', '>', 'end']),
  t_disjoint: either(['end', '<', 'start'], ['start', '>', 'end']),
  t_during: all(['start', '>', 'start'], ['end', '<', 'end']),
  t_equals: forInstants(all(['start', '=', 'start'], ['end', '=', 'end'])),
  t_finishedBy: all(['start', '<', 'start'], ['end', '=', 'end']),
  t_finishes: all(['start', '>', 'start'], ['end', '=', 'end']),
  t_intersects: forInstants(all(['start', '<=', 'end'], ['end', '>=', 'start'])),
  t_meets: all(['end', '=', 'start']),
  t_metBy: all(['start', '=', 'end']),
  t_overlappedBy: all(['start', '>', 'start'], ['start', '<', 'end'], ['end', '>', 'end']),
  t_overlaps: all(['start', '<', 'start'], ['end', '>', 'start'], ['end', '<', 'end']),
  t_startedBy: all(['start', '=', 'start'], ['end', '>', 'end']),
  t_starts: all(['start', '=', 'start'], ['end', '<', 'end']),
} satisfies Record<string, TemporalRelation>

export const spatial_relations = [
  's_contains',
  's_crosses',
  's_disjoint',
  's_equals',
  's_intersects',
  's_overlaps',
  's_touches',
  's_within',
] as const

export const array_relations = ['a_containedBy', 'a_contains', 'a_equals', 'a_overlaps'] as const

export type TemporalName = keyof typeof temporal_relations
export type SpatialName = (typeof spatial_relations)[number]
export type ArrayName = (typeof array_relations)[number]
export type RelationName = TemporalName | SpatialName | ArrayName

const names: readonly RelationName[] = [
  ...(Object.keys(temporal_relations) as TemporalName[]),
  ...spatial_relations,
  ...array_relations,
]
const by_lower_case = new Map(names.map((name) => [name.toLowerCase(), name]))

/** The relation in the spelling of the schema, however it was written. */
export function relationOf(name: string): RelationName | undefined {
  return by_lower_case.get(name.toLowerCase())
}

export const isTemporal = (name: RelationName): name is TemporalName => name.startsWith('t_')
export const isSpatial = (name: RelationName): name is SpatialName => name.startsWith('s_')
