import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import { newId } from '../lib/ids.ts'
import { type History, recordHistories } from '../record/histories.ts'
import { type Batch, type CollectedBatch, type LineResult, refused } from './batch.ts'
import { captureNews, targetOf } from './captures.rules.ts'
import { capturesOf, clipToOrders, type OrderOfTask, ordersOfTasks } from './captures.store.ts'
import type { Capture, Indexed } from './lines.rules.ts'

type Placed = Indexed<Capture> & { order: OrderOfTask; history: History }

/** Represents captures of tasks that are represented already; no two lines are about the same capture. */
export async function takeCaptures(
  batch: CollectedBatch,
  lines: readonly Indexed<Capture>[],
): Promise<LineResult[]> {
  const { tx, contract_id, origin, now, entities } = batch
  const task_ids = [...new Set(lines.map(({ line }) => String(line.task_id)))]
  const orders = await ordersOfTasks(tx, contract_id, origin, task_ids)
  const known = await capturesOf(
    tx,
    [...orders.values()].map((order) => order.order_id),
    lines.map(({ line }) => line.capture_id),
  )
  const results: LineResult[] = []
  const placed: Placed[] = []
  for (const one of lines) {
    const { index, line } = one
    const order = orders.get(String(line.task_id))
    if (!order) {
      const message = `No task ${line.task_id} of ${origin} is represented in this contract; import it first`
      results.push(refused(index, '/task_id', 'task_unknown', message))
      continue
    }
    const capture = known.get(`${order.order_id} ${line.capture_id}`)
    const steps = captureNews(line, capture)
    if (capture && steps.length === 0) {
      results.push({ index, result: 'unchanged', id: capture.capture_id })
      continue
    }
    const { order_id } = order
    const of_it = { contract_id, order_id, steps }
    const history = capture
      ? { ...of_it, id: capture.capture_id, state: capture }
      : { ...of_it, id: newId('capt', now), row: rowOf(batch, line, order) }
    placed.push({ ...one, order, history })
  }
  await clipTargets(batch, placed)
  await recordHistories(
    tx,
    entities.capture,
    placed.map((one) => one.history),
    batch,
  )
  await refreshOrders(
    batch,
    placed.map((one) => one.order.order_id),
  )
  const told = placed.map(({ index, history: { id, row } }): LineResult => {
    return { index, result: row ? 'created' : 'updated', id }
  })
  return [...results, ...told]
}

/** Each capture is a part of its own: which of them repeat an earlier one, other systems do not tell. */
function rowOf(
  { contract_id, fleet }: CollectedBatch,
  { capture_id, start, footprint }: Capture,
  order: OrderOfTask,
) {
  const { swath, hours_to_deliver } = fleet.of(order.sku)
  const target = footprint ? splitAtAntimeridian(footprint) : targetOf(order, swath.track_heading_deg)
  return {
    contract_id,
    order_id: order.order_id,
    origin_id: capture_id,
    strip: order.next_strip++,
    attempt: 1,
    period: 0,
    target,
    frame: target,
    not_before: order.window_start,
    hours_to_deliver,
    created_at: start && start < order.created_at ? start : order.created_at,
  }
}

/** A capture of an area covers no more than was ordered. */
async function clipTargets({ tx }: Batch, placed: readonly Placed[]) {
  const of_areas = placed.filter(
    ({ line, order, history }) => history.row && line.footprint && order.geometry.type !== 'Point',
  )
  if (of_areas.length === 0) return
  const clipped = await clipToOrders(
    tx,
    of_areas.map(({ order, history }) => ({
      id: history.id,
      order_id: order.order_id,
      shape: history.row!.target,
    })),
  )
  for (const { history } of of_areas) {
    const target = clipped.get(history.id)
    if (target) Object.assign(history, { row: { ...history.row, target } })
  }
}

/** The documents of orders tell of their parts. */
export async function refreshOrders({ tx, entities, owners, now }: Batch, order_ids: readonly string[]) {
  const once = [...new Set(order_ids)].sort()
  if (once.length === 0) return
  await owners.orders.touch(tx, once, now)
  await entities.order.refreshAll(tx, once)
}
