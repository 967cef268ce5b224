import type { ZipChoice } from './deliverables.ts'

/** The choice as the query of an address, always in the same order, so that it can be signed. */
export function zipQueryOf({ deliverable_ids, processing_levels, keys }: ZipChoice): string {
  const told = Object.entries({ deliverable_ids, processing_levels, keys })
  const chosen = told.flatMap(([name, values]) => (values ? [[name, values.join()]] : []))
  return chosen.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(chosen))}`
}
