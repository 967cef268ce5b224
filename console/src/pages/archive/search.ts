import type { ItemSearch } from '@swath/client/stac'
import { useInfiniteQuery } from '@tanstack/react-query'
import { keepLast } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import type { Bounds } from '../../map/geometry.ts'
import type { readArchiveSearch } from '../../search.ts'

export type ArchiveSearch = ReturnType<typeof readArchiveSearch>

/** The collection with one picture of every capture, whatever there is to order of it. */
export const browse_collection = 'quickview-visual-thumb'

/** Page by page what the archive has in the view. */
export function useItems(search: ArchiveSearch, view: Bounds | undefined) {
  const swath = useSwath()
  const asked = view && { ...questionOf(search), bbox: bboxOf(view) }
  return useInfiniteQuery({
    queryKey: ['items', 'search', asked],
    queryFn: ({ pageParam, signal }) => swath.stac.search(asked, { signal }).page(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: asked !== undefined,
    ...keepLast,
  })
}

function questionOf({ from, until, clouds, collection }: ArchiveSearch): ItemSearch {
  return {
    collections: [collection ?? browse_collection],
    limit: 24,
    ...(from || until
      ? { datetime: `${from ? `${from}T00:00:00Z` : '..'}/${until ? `${until}T23:59:59Z` : '..'}` }
      : {}),
    ...(clouds ? { filter: `eo:cloud_cover <= ${Number(clouds)}` } : {}),
  }
}

/** A map that is wider than the world shows all longitudes; one across the antimeridian has west above east. */
export function bboxOf([west, south, east, north]: Bounds): Bounds {
  const [low, high] = [Math.max(south, -90), Math.min(north, 90)]
  if (east - west >= 360) return [-180, low, 180, high]
  const wrap = (lon: number) => ((((lon + 180) % 360) + 360) % 360) - 180
  return [wrap(west), low, wrap(east), high]
}
