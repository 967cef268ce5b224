import { type Problem, SwathError } from '@swath/contract/errors'
import { matchesPattern } from '@swath/contract/patterns'
import type { UpdateWebhook } from '@swath/contract/webhooks'
import type { Transaction } from '../database/db.ts'
import { findOrders, findProjects, findSkus } from './filters.store.ts'

type Filters = NonNullable<UpdateWebhook['filters']>
interface Judged {
  problems: Problem[]
}

/**
 * The filters as they are kept: with the ids of projects, so that a project may change its name.
 * @throws SwathError `invalid_request` for a value that no order can ever match
 */
export async function settleFilters(tx: Transaction, filters: Filters): Promise<Filters> {
  const judged = await Promise.all([
    judgeSkus(tx, filters.sku),
    judgeProjects(tx, filters.project),
    judgeOrders(tx, filters.order_id),
  ])
  const problems = judged.flatMap((one) => one.problems)
  if (problems.length === 0) return { ...filters, project: judged[1].ids }
  const detail = problems.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ')
  throw new SwathError('invalid_request', detail, { problems })
}

async function judgeSkus(tx: Transaction, patterns: readonly string[]): Promise<Judged> {
  if (patterns.length === 0) return { problems: [] }
  const skus = await findSkus(tx)
  const message = `matches no SKU of the contract; there are ${skus.join(', ')}`
  const matchesOne = (pattern: string) => skus.some((sku) => matchesPattern(sku, pattern))
  return { problems: strangers('sku', patterns, matchesOne, message) }
}

async function judgeProjects(tx: Transaction, given: readonly string[]): Promise<Judged & { ids: string[] }> {
  if (given.length === 0) return { problems: [], ids: [] }
  const projects = await findProjects(tx, given)
  const idOf = (one: string) =>
    (projects.find(({ project_id }) => project_id === one) ?? projects.find(({ name }) => name === one))
      ?.project_id
  const message = 'is no id and no name of a project of the contract; POST /v2/projects/ creates one'
  const ids = given.map(idOf).filter((id) => id !== undefined)
  return {
    problems: strangers('project', given, (one) => idOf(one) !== undefined, message),
    ids: [...new Set(ids)],
  }
}

async function judgeOrders(tx: Transaction, order_ids: readonly string[]): Promise<Judged> {
  if (order_ids.length === 0) return { problems: [] }
  const known = await findOrders(tx, order_ids)
  return {
    problems: strangers('order_id', order_ids, (id) => known.includes(id), 'is no order of the contract'),
  }
}

function strangers(
  filter: keyof Filters,
  given: readonly string[],
  isKnown: (value: string) => boolean,
  message: string,
): Problem[] {
  return given.flatMap((value, at) =>
    isKnown(value)
      ? []
      : [{ pointer: `/filters/${filter}/${at}`, code: 'no_match', message: `"${value}" ${message}` }],
  )
}
