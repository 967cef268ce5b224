import { useEffect } from 'react'
import { useKept } from '../../data/kept.ts'
import type { Draft } from './draft.ts'

/** A browser keeps some megabytes for a whole site; areas of files may be larger than that. */
const most_letters = 1_000_000

/** Keeps the draft in this browser until it is ordered: whoever comes back, or signs in again, goes on with it. */
export function useKeptDraft() {
  const [kept, keep] = useKept<Draft | null>('order-draft', null)
  return { kept, keep: (draft: Draft) => keep(small(draft)), forget: () => keep(null) }
}

/** Areas that are too large are given again, which is better than to lose all the rest with them. */
function small(draft: Draft): Draft {
  return JSON.stringify(draft).length > most_letters ? { ...draft, places: [] } : draft
}

/** Keeps each change of it. */
export function useKeeping(draft: Draft, keep: (draft: Draft) => void) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the draft changes
  useEffect(() => {
    if (hasSomething(draft)) keep(draft)
  }, [draft])
}

export const hasSomething = ({ places, order_name, client_reference }: Draft): boolean =>
  places.length > 0 || order_name !== '' || client_reference !== ''
