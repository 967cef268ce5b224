import { useDebouncedValue } from '@mantine/hooks'
import type { NewOrder } from '@swath/client/orders'
import type { Validation } from '@swath/contract/orders'
import type { Product } from '@swath/contract/products'
import { useQuery } from '@tanstack/react-query'
import { inLanes } from '../../data/in-lanes.ts'
import { keepLast } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { takes } from './draft.ts'
import { sumOfPrices } from './draft-price.ts'

/** A question waits so long, because a user who still turns a knob wants no answer yet. */
const settle_ms = 350

/**
 * When satellites pass; of the archive there is nothing to wait for, and of several orders each has passes of its own.
 */
export function useAnalysis(questions: readonly NewOrder[], product: Product | undefined) {
  const swath = useSwath()
  const [[asked]] = useDebouncedValue(questions, settle_ms)
  const is_collected = product !== undefined && takes(product, 'start')
  return useQuery({
    queryKey: ['analysis', asked],
    queryFn: ({ signal }) => swath.feasibility.analyse(asked!, { signal, limit: 100 }),
    enabled: asked !== undefined && questions.length === 1 && is_collected,
    staleTime: 600_000,
  })
}

/** The price now, for several orders together, or everything that is wrong. Nothing of it is stored. */
export function usePrice(questions: readonly NewOrder[]) {
  const swath = useSwath()
  const [asked] = useDebouncedValue(questions, settle_ms)
  const pricing = useQuery({
    queryKey: ['price', asked],
    queryFn: async ({ signal }) =>
      validationOf(await inLanes(asked, (one) => swath.orders.validate(one, { signal }))),
    enabled: asked.length > 0 && questions.length > 0,
    staleTime: 60_000,
    ...keepLast,
  })
  // Until then the price on the screen is that of what was asked before.
  return { pricing, is_settled: asked === questions && !pricing.isFetching && !pricing.isError }
}

/** As the bulk route has it: the pointer says which order it is. */
function validationOf(each: readonly Validation[]): Validation {
  const errors = each.flatMap(({ errors }, at) =>
    errors.map((error) => ({ ...error, pointer: `/orders/${at}${error.pointer}` })),
  )
  const [first, ...more] = each.flatMap(({ price }) => price ?? [])
  const valid = errors.length === 0
  return { valid, errors, price: valid && first ? sumOfPrices([first, ...more]) : null }
}
