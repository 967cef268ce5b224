import { PlaceOrder } from '@swath/contract/orders'
import { findProduct } from '@swath/contract/products/registry'
import type { z } from 'zod'
import { pointerTo } from '../lib/storable.ts'

/** An order out of what is sound in a body, and where the rest of it was, by JSON pointers. */
export interface SoundParts {
  order: PlaceOrder
  gone: string[]
}

type Path = readonly PropertyKey[]
type Json = Record<PropertyKey, unknown>

/**
 * Leaves out what is not as an order is written, or puts something harmless there that an order cannot do without,
 * so that the rest can be examined and everything that is wrong be told at once.
 * @returns undefined where nothing is left to examine
 */
export function soundPartsOf(body: unknown): SoundParts | undefined {
  const sound = structuredClone(body)
  const gone: string[] = []
  for (let round = 0; round < max_rounds; round++) {
    const parsed = PlaceOrder.safeParse(sound)
    if (parsed.success) return { order: parsed.data, gone }
    for (const issue of parsed.error.issues) {
      for (const path of pathsOf(issue)) {
        if (gone.some((place) => `${pointerTo(path)}/`.startsWith(`${place}/`))) continue
        const left_out = leaveOut(sound, path)
        if (left_out === undefined) return undefined
        gone.push(pointerTo(left_out))
      }
    }
  }
  return undefined
}

/** A part that is gone may be missed by another one, which goes then. Nothing depends on as many. */
const max_rounds = 10

function pathsOf(issue: z.core.$ZodIssue): Path[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
}

/** Leaves out the value there, or what it is a necessary part of. @returns where that was */
function leaveOut(sound: unknown, path: Path): Path | undefined {
  const [top, field] = path
  if (!isObject(sound) || top === undefined) return undefined
  if (top === 'type') sound.type = 'Feature'
  else if (top === 'geometry') sound.geometry = anyGeometryFor(sound)
  else if (top !== 'properties') delete sound[top]
  else if (path.length === 1 || !isObject(sound.properties)) return undefined
  else if (field === 'order_name' || field === 'sku') sound.properties[field] = '-'
  else return ['properties', ...removeFrom(sound.properties, path.slice(1))]
  return top === 'properties' ? ['properties', field!] : [top]
}

function removeFrom(within: Json, [key, ...rest]: Path): Path {
  const value = within[key!]
  const is_deeper = rest.length > 0 && isObject(value)
  if (is_deeper && Object.hasOwn(value, rest[0]!)) return [key!, ...removeFrom(value, rest)]
  delete within[key!]
  return [key!]
}

function anyGeometryFor({ properties }: Json) {
  const sku = isObject(properties) ? String(properties.sku) : ''
  const allowed: readonly string[] = findProduct(sku)?.geometries ?? []
  if (!allowed.includes('Polygon')) return { type: 'Point', coordinates: [0, 0] }
  return {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [0.1, 0],
        [0.1, 0.1],
        [0, 0],
      ],
    ],
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
