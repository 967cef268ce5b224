import { useHotkeys, useStateHistory } from '@mantine/hooks'
import type { Geometry } from '@swath/contract/geometry'
import { archive_sku } from '@swath/contract/products/registry'
import type { Place } from '@swath/places/place'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { areaQuery, itemQuery, orderQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import type { readNewOrderSearch } from '../../search.ts'
import { readPart } from '../archive/part.ts'
import type { AreaChoices } from './area-choices.ts'
import { type Draft, draftOfOrder, empty_draft } from './draft.ts'
import { useKeeping, useKeptDraft } from './kept-draft.ts'
import { placeOf } from './suggestions.tsx'

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

/**
 * The draft, whose place can be changed back. It begins with an item of the archive, an area that is kept or an order of
 * before where the address names one, or else as it was left.
 */
export function useDraft(search: ReturnType<typeof readNewOrderSearch>) {
  const { sku, item, collection, again, part, area: area_id } = search
  const { kept, keep, forget } = useKeptDraft()
  const [begun] = useState(() => (sku ?? item ?? again ?? area_id) === undefined && kept)
  const [rest, setRest] = useState<Omit<Draft, 'places'>>(begun || { ...empty_draft, sku })
  const { where, setWhere, history } = useWhereabouts(begun ? at(begun.places) : nowhere)
  const draft: Draft = useMemo(() => ({ ...rest, places: where.places }), [rest, where.places])
  const change: ChangeDraft = (changed) => setRest((before) => ({ ...before, ...changed }))
  useKeeping(draft, keep)
  const swath = useSwath()
  const use = useCallback(
    ({ places, ...used }: Draft) => {
      setWhere(at(places))
      setRest(used)
    },
    [setWhere],
  )
  const before = useQuery({ ...orderQuery(swath, again ?? ''), enabled: again !== undefined })
  useEffect(() => {
    if (before.data) use(draftOfOrder(before.data))
  }, [before.data, use])
  const from_archive = useQuery({
    ...itemQuery(swath, collection!, item!),
    enabled: collection !== undefined && item !== undefined,
  })
  useEffect(() => {
    if (!from_archive.data) return
    const { geometry, properties = {}, links } = from_archive.data
    // The item itself says how a part of it is ordered.
    const order = links.find(({ rel }) => rel === 'order')?.body as OrderBody | undefined
    const outcome_id = properties['satl:outcome_id']
    setWhere(at([{ geometry: readPart(part) ?? (geometry as Geometry), properties: {} }]))
    setRest((before) => ({
      ...before,
      sku: order?.properties.sku ?? archive_sku,
      order_name: `From ${from_archive.data.id}`,
      ...(typeof outcome_id === 'string' ? { outcome_id } : {}),
    }))
  }, [from_archive.data, part, setWhere])
  const area = useQuery({ ...areaQuery(swath, area_id ?? ''), enabled: area_id !== undefined })
  useEffect(() => {
    if (area.data) setWhere(at([placeOf(area.data)]))
  }, [area.data, setWhere])
  return {
    draft,
    where,
    change,
    use,
    forget,
    is_kept: begun !== false && begun !== null,
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

interface OrderBody {
  properties: { sku: string }
}
