import { useHotkeys, useStateHistory } from '@mantine/hooks'
import type { Geometry } from '@swath/contract/geometry'
import { archive_sku } from '@swath/contract/products/registry'
import type { Place } from '@swath/places/place'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { useSwath } from '../../data/session.ts'
import type { readNewOrderSearch } from '../../search.ts'
import type { AreaChoices } from './area-choices.ts'
import { type Draft, empty_draft } from './draft.ts'

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

/** The draft, whose place can be changed back; it begins with an item of the archive where the address names one. */
export function useDraft({ sku, item, collection }: ReturnType<typeof readNewOrderSearch>) {
  const [rest, setRest] = useState<Omit<Draft, 'places'>>({ ...empty_draft, sku })
  const { where, setWhere, history } = useWhereabouts()
  const draft: Draft = useMemo(() => ({ ...rest, places: where.places }), [rest, where.places])
  const change: ChangeDraft = (changed) => setRest((before) => ({ ...before, ...changed }))
  const swath = useSwath()
  const from_archive = useQuery({
    queryKey: ['items', 'one', collection, item],
    queryFn: ({ signal }) => swath.stac.item(collection!, item!, { signal }),
    enabled: collection !== undefined && item !== undefined,
  })
  useEffect(() => {
    if (!from_archive.data) return
    const { geometry, properties = {}, links } = from_archive.data
    // The item itself says how a part of it is ordered.
    const order = links.find(({ rel }) => rel === 'order')?.body as OrderBody | undefined
    const outcome_id = properties['satl:outcome_id']
    setWhere(at([{ geometry: geometry as Geometry, properties: {} }]))
    setRest((before) => ({
      ...before,
      sku: order?.properties.sku ?? archive_sku,
      order_name: `From ${from_archive.data.id}`,
      ...(typeof outcome_id === 'string' ? { outcome_id } : {}),
    }))
  }, [from_archive.data, setWhere])
  return {
    draft,
    where,
    change,
    clear: () => {
      setWhere(nowhere)
      change({ outcome_id: undefined })
    },
    take: (areas: AreaChoices) => setWhere({ ...at(placesOf(areas)), areas }),
    choose: (places: readonly Place[]) => setWhere({ ...where, places }),
    put: (geometry: Geometry) =>
      setWhere({ places: [{ geometry, properties: {} }], looked_at: where.looked_at }),
    history,
  }
}

const placesOf = ({ united, each }: AreaChoices) => (united ? [united.place] : (each?.places ?? []))

const at = (places: readonly Place[]): Whereabouts => ({
  places,
  looked_at: places.map(({ geometry }) => geometry),
})
const nowhere = at([])

function useWhereabouts() {
  const [where, { set: setWhere, back, forward }, { current, history }] =
    useStateHistory<Whereabouts>(nowhere)
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
