import type { TaskLine } from '@swath/contract/imports'
import { amountProblem } from '../lib/money.ts'
import { type History, recordHistories } from '../record/histories.ts'
import { listTerms } from '../terms/contract-terms.ts'
import { type Batch, type CollectedBatch, type LineResult, refused } from './batch.ts'
import type { Indexed, Task } from './lines.rules.ts'
import { idsElsewhere, nextOrderIds, ordersOf, taskIdsFor } from './store.ts'
import { newsOf, orderRowOf, termsOf, wholeHistory } from './tasks.rules.ts'

/** Represents tasks as orders; no two lines are about the same task. */
export async function takeTasks(
  batch: CollectedBatch,
  lines: readonly Indexed<Task>[],
): Promise<LineResult[]> {
  const { tx, contract_id, origin, now } = batch
  const known = await ordersOf(tx, contract_id, origin, lines.map(originIdOf))
  const all_terms = await listTerms(tx, contract_id, batch.now)
  const results: LineResult[] = []
  const news: (Indexed<Task> & { history: History })[] = []
  const added: Added[] = []
  for (const one of lines) {
    const { index, line } = one
    const order = known.get(originIdOf(one))
    const terms = order ? undefined : termsOf(line, all_terms)
    if (order) {
      const steps = newsOf(line, order, now)
      const { order_id: id } = order
      if (steps.length === 0) results.push({ index, result: 'unchanged', id })
      else news.push({ ...one, history: { id, contract_id, order_id: id, state: order, steps } })
    } else if (terms && 'code' in terms) results.push({ index, result: 'refused', problems: [terms] })
    else if (terms) {
      const row = orderRowOf(line, terms, batch.fleet.of(terms.sku).swath)
      const problem = amountProblem(row.price_minor, 'The order would cost')
      if (problem) results.push(refused(index, '/target', problem.code, problem.message))
      else added.push({ ...one, row })
    }
  }
  await recordHistories(
    tx,
    batch.entities.order,
    news.map((one) => one.history),
    batch,
  )
  for (const { index, history } of news) results.push({ index, result: 'updated', id: history.id })
  return [...results, ...(await addOrders(batch, added))]
}

const originIdOf = ({ line }: Indexed<Pick<TaskLine, 'task_id'>>) => String(line.task_id)

type Added = Indexed<Task> & { row: ReturnType<typeof orderRowOf> }

async function addOrders(batch: Batch, added: readonly Added[]) {
  const { tx, contract_id, origin } = batch
  if (added.length === 0) return []
  const elsewhere = await idsElsewhere(tx, contract_id, origin, added.map(originIdOf))
  const isTaken = (one: Added) => elsewhere.has(originIdOf(one))
  const refusals = added.filter(isTaken).map((one) => taken(one, origin))
  const free = added.filter((one) => !isTaken(one))
  return free.length === 0 ? refusals : [...refusals, ...(await insertOrders(batch, free))]
}

async function insertOrders(batch: Batch, added: readonly Added[]) {
  const { tx, contract_id, origin, now } = batch
  const names = [...new Set(added.map(({ line }) => line.project_name))].sort()
  const projects = await batch.owners.projects.ensure(tx, contract_id, names, now)
  const ids = await nextOrderIds(tx, added.length)
  const task_ids = await taskIdsFor(
    tx,
    added.map(({ line }) => line.task_id),
  )
  const histories = added.map(({ line, row: told }, at): History => {
    const id = ids[at]!
    const row = {
      ...told,
      contract_id,
      origin,
      origin_id: String(line.task_id),
      task_id: task_ids.get(line.task_id),
      project_id: projects.get(line.project_name),
    }
    return { id, contract_id, order_id: id, row, steps: wholeHistory(line, now) }
  })
  const left_out = await recordHistories(tx, batch.entities.order, histories, batch)
  return added.map((one, at): LineResult => {
    const id = ids[at]!
    return left_out.has(id) ? taken(one, origin) : { index: one.index, result: 'created', id }
  })
}

/** The same history under another name would be charged twice. */
function taken({ index, line }: Indexed<Task>, origin: string): LineResult {
  const message = `Another order has the task_id ${line.task_id}; it does not come from ${origin}`
  return refused(index, '/task_id', 'task_id_taken', message)
}
