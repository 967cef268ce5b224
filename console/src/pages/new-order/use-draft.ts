import type { Geometry } from '@swath/contract/geometry'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useSwath } from '../../data/session.ts'
import type { readNewOrderSearch } from '../../search.ts'
import { type Draft, empty_draft } from './draft.ts'

export type ChangeDraft = (changed: Partial<Draft>) => void

/** The draft; it begins with an item of the archive where the address names one. */
export function useDraft({ sku, item, collection }: ReturnType<typeof readNewOrderSearch>) {
  const [draft, setDraft] = useState<Draft>({ ...empty_draft, sku })
  const change: ChangeDraft = (changed) => setDraft((before) => ({ ...before, ...changed }))
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
    setDraft((before) => ({
      ...before,
      geometry: geometry as Geometry,
      sku: order?.properties.sku ?? 'ARCIMG-M.NN.NN',
      order_name: `From ${from_archive.data.id}`,
      ...(typeof outcome_id === 'string' ? { outcome_id } : {}),
    }))
  }, [from_archive.data])
  return { draft, change }
}

interface OrderBody {
  properties: { sku: string }
}
