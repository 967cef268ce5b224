import { isInstant } from './evaluate-temporal.ts'
import type { ArrayName } from './relations.ts'
import type { Truth } from './truth.ts'

/** Arrays are sets: neither order nor repetition counts. */
export function arrayTruth(op: ArrayName, left: unknown, right: unknown): Truth {
  if (!Array.isArray(left) || !Array.isArray(right)) return null
  const [l, r] = [toSet(left), toSet(right)]
  switch (op) {
    case 'a_contains':
      return l.isSupersetOf(r)
    case 'a_containedBy':
      return l.isSubsetOf(r)
    case 'a_equals':
      return l.size === r.size && l.isSubsetOf(r)
    case 'a_overlaps':
      return !l.isDisjointFrom(r)
  }
}

/** Days and times are texts in JSON. */
function toSet(items: readonly unknown[]): Set<string> {
  return new Set(items.map((item) => JSON.stringify(isInstant(item) ? item.value : item)))
}
