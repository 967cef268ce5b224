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
import { type UseQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { inLanes } from '../../data/in-lanes.ts'
import { keepLast } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { idOfPass } from '../../map/subjects.ts'
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
  const analysis = useAnalysis(asked[0], isAskedAbout(false))
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

/** An answer tells so many passes; of a long window it is asked on from the last of them. */
const told_at_once = 100

export interface AskedAnalysis extends Pick<UseQueryResult<Analysis>, 'data' | 'error' | 'isFetching'> {
  /** Asks about the rest of the window; missing if all of it was asked about. */
  askOn: (() => void) | undefined
  is_asking_on: boolean
}

function useAnalysis(question: NewOrder | undefined, enabled: boolean): AskedAnalysis {
  const swath = useSwath()
  const asked = useInfiniteQuery({
    queryKey: ['analysis', question],
    queryFn: ({ pageParam, signal }) =>
      swath.feasibility.analyse(beginningAt(question!, pageParam), { signal, limit: told_at_once }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ has_more, opportunities }) => (has_more ? opportunities.at(-1)?.start : undefined),
    enabled,
    staleTime: 600_000,
  })
  const pages = asked.data?.pages
  const data = useMemo(() => pages && joined(pages), [pages])
  const askOn = asked.hasNextPage ? () => void asked.fetchNextPage() : undefined
  const { error, isFetching, isFetchingNextPage: is_asking_on } = asked
  return { data, error, isFetching, askOn, is_asking_on }
}

function beginningAt(question: NewOrder, start: string | undefined): NewOrder {
  const { properties } = question
  if (start === undefined) return question
  return { ...question, properties: { ...properties, parameters: { ...properties.parameters, start } } }
}

/** The pass from which it was asked on may be told twice. */
function joined(pages: readonly Analysis[]): Analysis {
  const passes = new Map(
    pages.flatMap(({ opportunities }) => opportunities.map((one) => [idOfPass(one), one])),
  )
  return { ...pages[0]!, opportunities: [...passes.values()], has_more: pages.at(-1)!.has_more }
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
