import { SwathError } from '@swath/contract/errors'
import { inOrder } from '../lib/times.ts'
import type { Condition } from './filters.ts'

/** Nothing can be in a period that ends before it begins. @throws SwathError `period_inverted` */
export function requirePeriod(field: string, conditions: readonly Condition[]) {
  const bounds = (direction: 'g' | 'l') =>
    conditions
      .filter(({ on, operator }) => on === field && operator.startsWith(direction))
      .flatMap(({ values }) => values)
  const [from, to] = [inOrder(bounds('g')).at(-1), inOrder(bounds('l'))[0]]
  if (from === undefined || to === undefined || inOrder([from, to])[0] === from) return
  const message = `The period begins at ${from}, after its end at ${to}`
  const problems = [{ pointer: `?${field}__lt`, code: 'period_inverted', message }]
  throw new SwathError('period_inverted', message, { problems })
}
