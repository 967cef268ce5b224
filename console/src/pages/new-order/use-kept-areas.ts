import type { Place } from '@swath/places/place'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { areasOnMapQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { keptLayer } from '../../map/subjects.ts'
import { placeOf } from './suggestions.tsx'

/** The areas that the contract keeps, as a layer of the map on which a click chooses one. */
export function useKeptAreas(choose: (place: Place) => void) {
  const areas = useQuery(areasOnMapQuery(useSwath())).data
  return {
    layer: useMemo(() => keptLayer(areas ?? []), [areas]),
    pick: (picked: { layer: string; id: string } | undefined) => {
      const area = picked?.layer === 'kept' && areas?.find(({ area_id }) => area_id === picked.id)
      if (area) choose(placeOf(area))
    },
  }
}
