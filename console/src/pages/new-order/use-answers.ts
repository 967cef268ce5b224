import { useDebouncedValue } from '@mantine/hooks'
import type { NewOrder } from '@swath/client/orders'
import type { Product } from '@swath/contract/products'
import { useQuery } from '@tanstack/react-query'
import { keepLast } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { takes } from './draft.ts'

/** Whoever still turns a knob is not answered yet. */
const settle_ms = 350

/** When satellites pass; of the archive there is nothing to wait for. */
export function useAnalysis(question: NewOrder | undefined, product: Product | undefined) {
  const swath = useSwath()
  const [asked] = useDebouncedValue(question, settle_ms)
  const is_collected = product !== undefined && takes(product, 'start')
  return useQuery({
    queryKey: ['analysis', asked],
    queryFn: ({ signal }) => swath.feasibility.analyse(asked!, { signal, limit: 100 }),
    enabled: asked !== undefined && question !== undefined && is_collected,
    staleTime: 600_000,
  })
}

/** What it would cost now, or everything that is wrong with it. Nothing of it is stored. */
export function usePrice(question: NewOrder | undefined) {
  const swath = useSwath()
  const [asked] = useDebouncedValue(question, settle_ms)
  return useQuery({
    queryKey: ['price', asked],
    queryFn: ({ signal }) => swath.orders.validate(asked!, { signal }),
    enabled: asked !== undefined && question !== undefined,
    staleTime: 60_000,
    ...keepLast,
  })
}
