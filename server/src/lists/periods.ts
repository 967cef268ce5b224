import { SwathError } from '@swath/contract/errors'
import type { Period } from '@swath/contract/periods'
import { inOrder } from '../lib/times.ts'
import { timestamp } from '../platform/clock.ts'
import type { Condition } from './filters.ts'

/** Nothing can be in a period that ends before it begins. @throws SwathError `period_inverted` */
export function requirePeriod(field: string, conditions: readonly Condition[]) {
  const bounds = (direction: 'g' | 'l') =>
    conditions
      .filter(({ on, operator }) => on === field && operator.startsWith(direction))
      .flatMap(({ values }) => values)
  const [from, to] = [inOrder(bounds('g')).at(-1), inOrder(bounds('l'))[0]]
  if (from === undefined || to === undefined || inOrder([from, to])[0] === from) return
  throw inverted(from, to, `?${field}__lt`)
}

interface Counted {
  count: number
  most: number
  oldest: Date | null | undefined
}

/** @param days from its begin to its end, where the question tells no begin. @throws SwathError `period_inverted` */
export function readPeriod({ from, until }: Period, days: number, now: Date): { from: Date; until: Date } {
  const end = until === undefined ? now : new Date(until)
  const begin = from === undefined ? new Date(end.getTime() - days * 86_400_000) : new Date(from)
  if (begin > end) throw inverted(timestamp(begin), timestamp(end), '?until')
  return { from: begin, until: end }
}

/**
 * The period of figures that count no more than `most`: where there are so many, it begins with the oldest of them.
 * @param oldest of those that were counted, if there are any
 */
export function countedPeriod({ from, until }: { from: Date; until: Date }, counted: Counted) {
  const { count, most, oldest } = counted
  const is_whole = count < most || !oldest
  return { from: timestamp(is_whole ? from : oldest), until: timestamp(until), is_whole }
}

function inverted(from: string, until: string, pointer: string): SwathError {
  const message = `The period begins at ${from}, after its end at ${until}`
  const problems = [{ pointer, code: 'period_inverted', message }]
  return new SwathError('period_inverted', message, { problems })
}
