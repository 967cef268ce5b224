import type { Place } from '@swath/places/place'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { keepLast } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import type { MapLook } from '../../map/map-view.tsx'
import { keptLayer } from '../../map/subjects.ts'
import { bboxOf } from '../archive/search.ts'
import { placeOf } from './suggestions.tsx'

/** As many as a map can tell apart. */
export const most_areas = 500

export type KeptAreas = ReturnType<typeof useKeptAreas>

/** The areas that the contract keeps in the view of the map, as a layer on which a click chooses one. */
export function useKeptAreas(choose: (place: Place) => void) {
  const swath = useSwath()
  const [look, onMove] = useState<MapLook>()
  const bbox = look && bboxOf(look.bounds)
  const found = useQuery({
    queryKey: ['areas', 'map', bbox],
    queryFn: ({ signal }) =>
      swath.areas.list({ sort: '-updated_at', limit: most_areas, bbox }, { signal }).page(),
    enabled: bbox !== undefined,
    ...keepLast,
  })
  const areas = found.data?.items
  return {
    onMove,
    /** The view has more of them than are shown. */
    are_cut: Boolean(found.data?.next),
    layer: useMemo(() => keptLayer(areas ?? []), [areas]),
    pick: (picked: { layer: string; id: string } | undefined) => {
      const area = picked?.layer === 'kept' && areas?.find(({ area_id }) => area_id === picked.id)
      if (area) choose(placeOf(area))
    },
  }
}
