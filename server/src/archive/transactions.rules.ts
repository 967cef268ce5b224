import type { Problem } from '@swath/contract/errors'

type Json = Readonly<Record<string, unknown>>

export interface ItemPath {
  collection: string
  item: string
}

/** RFC 7386: what is null goes, objects are merged, everything else is replaced. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name]
    else merged[name] = mergePatch(merged[name], value)
  }
  return merged
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The path says which item it is; a body may repeat that, and nothing else. */
export function placeProblems(input: Json, { collection, item }: { collection: string; item?: string }) {
  const problems: Problem[] = []
  const differs = (name: string, path: string | undefined) => {
    if (path === undefined || input[name] === undefined || input[name] === path) return
    problems.push({ pointer: `/${name}`, code: 'differs_from_path', message: `The path says ${path}` })
  }
  differs('id', item)
  differs('collection', collection)
  return problems
}

/**
 * A client that changes an item sends back what it has read. Its assets then have the addresses at which we answer;
 * here they get those at which the bytes are.
 *
 * @param storedAt where the bytes are, if we answer at the address
 */
export function withStoredHrefs(input: Json, storedAt: (href: string) => string | undefined): Json {
  if (!isObject(input.assets)) return input
  const assets = Object.entries(input.assets).map(([key, asset]) => {
    const href = isObject(asset) && typeof asset.href === 'string' ? storedAt(asset.href) : undefined
    return [key, href === undefined ? asset : { ...(asset as Json), href }]
  })
  return { ...input, assets: Object.fromEntries(assets) }
}

/** The declared extensions follow from the fields, and may follow otherwise from the changed ones. */
export function withoutDerived(input: Json, derived: readonly string[]): Json {
  const { stac_extensions, ...rest } = input
  const is_derived = Array.isArray(stac_extensions) && stac_extensions.every((uri) => derived.includes(uri))
  return is_derived ? rest : input
}

/** The code of the projection follows from the number that is there, and may follow from another one. */
export function withoutCode(input: Json): Json {
  if (!isObject(input.properties) || typeof input.properties['proj:epsg'] !== 'number') return input
  const { 'proj:code': _, ...properties } = input.properties
  return { ...input, properties }
}

/** An item that does not say which capture it shows goes on showing the same one. */
export function withOutcome(input: Json, outcome_id: string): Json {
  if (!isObject(input.properties)) return input
  return { ...input, properties: { 'satl:outcome_id': outcome_id, ...input.properties } }
}
