import type { SwathClient } from '@swath/client/client'
import type { Geometry } from '@swath/contract/geometry'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useSwath } from '../../data/session.ts'
import type { NewOrderSearch } from '../../search.ts'
import { Answered, Loading } from '../../ui/states.tsx'
import { type Draft, draftOfItem, draftOfOrder, empty_draft } from './draft.ts'
import { useKeptDraft } from './kept-draft.ts'
import { placeOf } from './suggestions.tsx'

/**
 * Makes the draft that the address names, once. The address forgets it then, and the draft is one that is kept: nothing
 * that changes elsewhere, and no reload, takes away what is done to it.
 */
export function Beginning({ search }: { search: NewOrderSearch }) {
  const swath = useSwath()
  const navigate = useNavigate()
  const { keep } = useKeptDraft()
  const beginning = useQuery({
    queryKey: ['drafts', search],
    queryFn: async ({ signal }) => {
      keep(await draftOf(swath, search, signal))
      void navigate({ to: '/orders/new', search: {}, replace: true })
      return true
    },
    // The same address begins anew when somebody follows it again.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return <Answered query={beginning}>{() => <Loading />}</Answered>
}

async function draftOf(
  swath: SwathClient,
  { sku, item, collection, again, part, area }: NewOrderSearch,
  signal: AbortSignal,
): Promise<Draft> {
  if (again) return draftOfOrder(await swath.orders.get(again, { signal }))
  if (item && collection)
    return draftOfItem(
      await swath.stac.item(collection, item, { signal }),
      part ? await areaIn(part) : undefined,
    )
  const places = area ? [placeOf(await swath.areas.get(area, { signal }))] : []
  return { ...empty_draft, places, sku }
}

/** @throws Error that says why the text is no place */
async function areaIn(text: string): Promise<Geometry> {
  const { readPlaces } = await import('@swath/places/read')
  return (await readPlaces(text)).places[0].geometry
}
