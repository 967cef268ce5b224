import { useHotkeys, useStateHistory } from '@mantine/hooks'
import type { Geometry } from '@swath/contract/geometry'
import type { Place } from '@swath/places/place'
import { useMemo, useState } from 'react'
import type { AreaChoices } from './area-choices.ts'
import { type Draft, empty_draft } from './draft.ts'
import { useKeeping, useKeptDraft } from './kept-draft.ts'

export type ChangeDraft = (changed: Partial<Omit<Draft, 'places'>>) => void

export interface PlaceHistory {
  undo: (() => void) | undefined
  redo: (() => void) | undefined
}

/** The places of the orders. Facts about their file go with them: they do not concern another place. */
export interface Whereabouts {
  places: readonly Place[]
  /** The places to which the map goes; it does not move under the hand of somebody who draws. */
  looked_at: readonly Geometry[]
  areas?: AreaChoices
}

/** The draft as it was left, whose place can be changed back. */
export function useDraft() {
  const { kept, keep, forget } = useKeptDraft()
  const [begun] = useState(kept)
  const [rest, setRest] = useState<Omit<Draft, 'places'>>(begun ?? empty_draft)
  const { where, setWhere, history } = useWhereabouts(begun ? at(begun.places) : nowhere)
  const draft: Draft = useMemo(() => ({ ...rest, places: where.places }), [rest, where.places])
  const change: ChangeDraft = (changed) => setRest((before) => ({ ...before, ...changed }))
  useKeeping(draft, keep)
  return {
    draft,
    where,
    change,
    use: ({ places, ...used }: Draft) => {
      setWhere(at(places))
      setRest(used)
    },
    forget,
    is_kept: begun !== null,
    clear: () => {
      setWhere(nowhere)
      change({ outcome_id: undefined })
    },
    take: (areas: AreaChoices) => setWhere({ ...at(placesOf(areas)), areas }),
    choose: (places: readonly Place[]) => setWhere({ ...where, places }),
    /** A shape that is edited keeps its name. */
    put: (geometry: Geometry, how: 'drawn' | 'edited') => {
      const properties = how === 'edited' ? (where.places[0]?.properties ?? {}) : {}
      setWhere({ places: [{ geometry, properties }], looked_at: where.looked_at })
    },
    history,
  }
}

const placesOf = ({ united, each }: AreaChoices) => (united ? [united.place] : (each?.places ?? []))

const at = (places: readonly Place[]): Whereabouts => ({
  places,
  looked_at: places.map(({ geometry }) => geometry),
})
const nowhere = at([])

function useWhereabouts(first: Whereabouts) {
  const [where, { set: setWhere, back, forward }, { current, history }] = useStateHistory<Whereabouts>(first)
  const undo = current > 0 ? () => back() : undefined
  const redo = current < history.length - 1 ? () => forward() : undefined
  useHotkeys([
    ['mod+Z', () => undo?.()],
    ['mod+shift+Z', () => redo?.()],
    ['mod+Y', () => redo?.()],
  ])
  return { where, setWhere, history: { undo, redo } satisfies PlaceHistory }
}
