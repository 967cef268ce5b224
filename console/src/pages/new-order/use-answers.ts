import { useDebouncedValue } from '@mantine/hooks'
import type { NewOrder } from '@swath/client/orders'
import {
  type Analysis,
  type AnalysisBatch,
  most_targets,
  type Opportunity,
} from '@swath/contract/feasibility'
import type { Validation } from '@swath/contract/orders'
import type { Product } from '@swath/contract/products'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { inLanes } from '../../data/in-lanes.ts'
import { keepLast } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { takes } from './draft.ts'
import { sumOfPrices } from './draft-price.ts'

/** A question waits so long, because a user who still turns a knob wants no answer yet. */
const settle_ms = 350

/** When satellites pass over the place, or first over each of several. Of the archive there is nothing to wait for. */
export function usePasses(questions: readonly NewOrder[], product: Product | undefined) {
  const swath = useSwath()
  const [asked] = useDebouncedValue(questions, settle_ms)
  const is_collected = product !== undefined && takes(product, 'start')
  const isAskedAbout = (several: boolean) =>
    is_collected && [asked, questions].every(({ length }) => (several ? length > 1 : length === 1))
  const analysis = useQuery({
    queryKey: ['analysis', asked[0]],
    queryFn: ({ signal }) => swath.feasibility.analyse(asked[0]!, { signal, limit: 100 }),
    enabled: isAskedAbout(false),
    staleTime: 600_000,
  })
  const comparison = useQuery({
    queryKey: ['comparison', asked],
    queryFn: ({ signal }) => swath.feasibility.analyseAll(asked.slice(0, most_targets), { signal, limit: 1 }),
    enabled: isAskedAbout(true),
    staleTime: 600_000,
  })
  const is_one = questions.length === 1
  const told = is_one ? analysis.data : comparison.data
  const passes = useMemo(() => passesIn(told), [told])
  return { analysis, comparison, passes }
}

function passesIn(told: Analysis | AnalysisBatch | undefined): Opportunity[] {
  if (!told) return []
  if ('opportunities' in told) return told.opportunities
  return told.results.flatMap(({ analysis }) => analysis?.opportunities ?? [])
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
