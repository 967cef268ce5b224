import { isDownload, without_downloads } from '@swath/contract/products/registry'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import { geodesicAreaKm2 } from '../lib/geo/area.ts'
import { newId } from '../lib/ids.ts'
import type { Happening } from '../lib/machine.ts'
import { type History, recordHistories } from '../record/histories.ts'
import { listTerms } from '../terms/contract-terms.ts'
import { type Batch, type LineResult, refused } from './batch.ts'
import { captureNews } from './captures.rules.ts'
import { refreshOrders } from './captures.ts'
import type { Consumption, Indexed } from './lines.rules.ts'
import { sourcesOfOrders } from './scenes.store.ts'
import { addDeliverables, chargeNew, ordersOfNew, tooMuch } from './scenes.ts'
import { lockSources, nextOrderIds } from './store.ts'
import { agreementOf, type Terms } from './tasks.rules.ts'

/** The origin of a download, which is the archive whoever represents it, so that the same item is charged once. */
export const archive_origin = 'archive'

/** Represents downloads from the archive: an order for each capture and collection, a deliverable for each item. */
export async function takeConsumptions(
  batch: Batch,
  all: readonly Indexed<Consumption>[],
): Promise<LineResult[]> {
  const { tx, contract_id } = batch
  const terms = (await listTerms(tx, contract_id, batch.now)).find(
    ({ sku, is_offered }) => isDownload(sku) && (is_offered || !batch.within_limits),
  )
  if (!terms) {
    return all.map(({ index }) => refused(index, '', 'not_entitled', without_downloads))
  }
  // Before an order is made for it.
  const too_much = all.flatMap(({ index, line }) => {
    const billed = { ...line, footprint: line.geometry }
    return tooMuch({ index, line: billed }, { ...terms, quantity_scale: null, covered_km2: 0 }) ?? []
  })
  // The levels of one image may count together, also under orders of their own.
  await lockSources(tx, ...new Set(all.map(({ line }) => `${contract_id} ${line.outcome_id}`)))
  const refused_ones = new Set(too_much.map(({ index }) => index))
  const lines = all.filter(({ index }) => !refused_ones.has(index))
  const names = [...new Set(lines.map(({ line }) => nameOf(line)))].sort()
  const known = await sourcesOfOrders(tx, contract_id, archive_origin, names)
  const first = new Map(lines.toReversed().map(({ line }) => [nameOf(line), line]))
  const missing = names.filter((name) => !known.has(name)).map((name) => first.get(name)!)
  await addOrders(batch, missing, terms)
  const sources = missing.length === 0 ? known : await sourcesOfOrders(tx, contract_id, archive_origin, names)
  const products = lines.map(({ index, line }) => {
    const { item_id, geometry, downloaded_at, processing_level, area_km2, amount_minor } = line
    const told = { processing_level, area_km2, amount_minor, currency: undefined }
    const product = {
      ...told,
      part: item_id,
      scene_id: item_id,
      footprint: geometry,
      delivered_at: downloaded_at,
    }
    return { index, line: product, source: sources.get(nameOf(line))! }
  })
  const results = await addDeliverables(batch, products)
  await grow(batch, ordersOfNew(results))
  await chargeNew(batch, results)
  await refreshOrders(batch, ordersOfNew(results))
  return [...too_much, ...results]
}

const nameOf = ({ collection, outcome_id }: Consumption) => `${collection}/${outcome_id}`

/** An order of downloads shows and costs what its deliverables do, before limits are asked about it. */
async function grow({ tx, entities, owners }: Batch, order_ids: readonly string[]) {
  if (order_ids.length === 0) return
  await owners.orders.growDownloads(tx, order_ids)
  const capture_ids = await owners.captures.showDownloads(tx, order_ids)
  await entities.capture.refreshAll(tx, capture_ids)
}

/** An order, closed from its first download on, and the capture that it is about. */
async function addOrders(batch: Batch, firsts: readonly Consumption[], terms: Terms) {
  const { tx, contract_id, now, entities, owners } = batch
  if (firsts.length === 0) return
  const projects = await owners.projects.ensure(tx, contract_id, ['archive'], now)
  const ids = await nextOrderIds(tx, firsts.length)
  const orders = firsts.map((line, at): History => {
    const keys = { contract_id, project_id: projects.get('archive'), origin_id: nameOf(line) }
    const id = ids[at]!
    return { id, contract_id, order_id: id, row: { ...keys, ...orderOf(line, terms) }, steps: closed(line) }
  })
  // Captures before the documents of orders would tell of them: those are made again with the deliverables.
  const left_out = await recordHistories(tx, entities.order, orders, batch)
  const captures = firsts.flatMap((line, at): History[] => {
    const order_id = ids[at]!
    if (left_out.has(order_id)) return []
    const row = { contract_id, order_id, ...captureOf(line) }
    return [{ id: newId('capt', now), contract_id, order_id, row, steps: collected(line) }]
  })
  await recordHistories(tx, entities.capture, captures, batch)
}

function orderOf(line: Consumption, terms: Terms) {
  const { collection, outcome_id, processing_level, acquired_at, downloaded_at, geometry } = line
  const area_km2 = line.area_km2 ?? geodesicAreaKm2(geometry)
  return {
    ...agreementOf(terms, [processing_level]),
    // Its deliverables say what it costs.
    price_minor: 0,
    origin: archive_origin,
    order_name: `${collection} ${outcome_id}`,
    window_start: acquired_at,
    window_end: downloaded_at,
    parameters: { outcome_id, collection, processing_level },
    requested_geometry: geometry,
    geometry: splitAtAntimeridian(geometry),
    area_km2,
    periods: 1,
    created_at: downloaded_at,
  }
}

function closed({ downloaded_at }: Consumption): Happening[] {
  const message = 'Downloaded from the archive.'
  return [
    { action: 'place', occurred_at: downloaded_at },
    { action: 'accept', occurred_at: downloaded_at },
    {
      action: 'complete',
      occurred_at: downloaded_at,
      outcome: 'fulfilled',
      reason_code: 'ALL_DELIVERED',
      message,
      set: { closed_at: downloaded_at, message },
    },
  ]
}

function captureOf({ outcome_id, geometry, acquired_at, downloaded_at }: Consumption) {
  const target = splitAtAntimeridian(geometry)
  return {
    origin_id: outcome_id,
    strip: 0,
    attempt: 1,
    period: 0,
    target,
    frame: target,
    not_before: acquired_at,
    created_at: acquired_at < downloaded_at ? acquired_at : downloaded_at,
  }
}

function collected({ outcome_id, geometry, acquired_at, satellite_name, cloud_cover }: Consumption) {
  const line = { capture_id: outcome_id, task_id: 0, sceneset_id: outcome_id, footprint: geometry }
  return captureNews(
    { ...line, start: acquired_at, satellite_name, cloud_cover, status: 'published' },
    undefined,
  )
}
