import { useHotkeys, useStateHistory } from '@mantine/hooks'
import type { Geometry } from '@swath/contract/geometry'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { useSwath } from '../../data/session.ts'
import type { readNewOrderSearch } from '../../search.ts'
import { type Draft, empty_draft } from './draft.ts'

export type ChangeDraft = (changed: Partial<Draft>) => void

export interface PlaceHistory {
  undo: (() => void) | undefined
  redo: (() => void) | undefined
}

interface Place {
  geometry: Geometry | undefined
  /** Where the map goes; it does not move under the hand of somebody who drags a corner. */
  looked_at: Geometry | undefined
}

/** The draft, whose place can be changed back; it begins with an item of the archive where the address names one. */
export function useDraft({ sku, item, collection }: ReturnType<typeof readNewOrderSearch>) {
  const [rest, setRest] = useState<Omit<Draft, 'geometry'>>({ ...empty_draft, sku })
  const { place, setPlace, history } = usePlace()
  const draft: Draft = useMemo(() => ({ ...rest, geometry: place.geometry }), [rest, place.geometry])
  const change: ChangeDraft = ({ geometry, ...changed }) => {
    if (geometry !== place.geometry && geometry !== undefined) setPlace({ geometry, looked_at: geometry })
    setRest((before) => ({ ...before, ...changed }))
  }
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
    setPlace({ geometry: geometry as Geometry, looked_at: geometry as Geometry })
    setRest((before) => ({
      ...before,
      sku: order?.properties.sku ?? 'ARCIMG-M.NN.NN',
      order_name: `From ${from_archive.data.id}`,
      ...(typeof outcome_id === 'string' ? { outcome_id } : {}),
    }))
  }, [from_archive.data, setPlace])
  return {
    draft,
    looked_at: place.looked_at,
    change,
    clear: () => {
      setPlace(nowhere)
      setRest((before) => ({ ...before, outcome_id: undefined }))
    },
    edit: (geometry: Geometry) => setPlace({ ...place, geometry }),
    history,
  }
}

const nowhere: Place = { geometry: undefined, looked_at: undefined }

function usePlace() {
  const [place, { set: setPlace, back, forward }, { current, history }] = useStateHistory<Place>(nowhere)
  const undo = current > 0 ? () => back() : undefined
  const redo = current < history.length - 1 ? () => forward() : undefined
  useHotkeys([
    ['mod+Z', () => undo?.()],
    ['mod+shift+Z', () => redo?.()],
    ['mod+Y', () => redo?.()],
  ])
  return { place, setPlace, history: { undo, redo } satisfies PlaceHistory }
}

interface OrderBody {
  properties: { sku: string }
}
