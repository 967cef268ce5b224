import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import { geodesicAreaKm2 } from '../lib/geo/area.ts'
import { newId } from '../lib/ids.ts'
import { amountOf, amountProblem, quantityOf } from '../lib/money.ts'
import { addedQuantity, type Billed, nothing_billed } from '../lib/price.ts'
import { type History, recordHistories } from '../record/histories.ts'
import { type Batch, type LineResult, refused } from './batch.ts'
import { refreshOrders } from './captures.ts'
import { type Indexed, inRounds, type Scene } from './lines.rules.ts'
import { billedBefore, deliverablesOf, type Shown, type Source, sourcesOfScenes } from './scenes.store.ts'

/** Represents scenes of captures that are represented already; no two lines are about the same product. */
export async function takeScenes(batch: Batch, lines: readonly Indexed<Scene>[]): Promise<LineResult[]> {
  const { tx, contract_id, origin } = batch
  const sources = await sourcesOfScenes(
    tx,
    contract_id,
    origin,
    lines.map(({ line }) => line),
  )
  const results: LineResult[] = []
  const deliveries: (Indexed<Scene> & { source: Source })[] = []
  for (const one of lines) {
    const { index, line } = one
    const source = sources.get(line.capture_id ?? line.sceneset_id!)
    if (source) deliveries.push({ ...one, source })
    else {
      const place = line.capture_id === undefined ? 'sceneset_id' : 'capture_id'
      const message = `No capture of ${origin} in this contract has the ${place} ${line[place]}; import it first`
      results.push(refused(index, `/${place}`, 'capture_unknown', message))
    }
  }
  const told = await addDeliverables(
    batch,
    deliveries.map(({ index, line, source }) => ({ index, line: { ...line, part: line.scene_id }, source })),
  )
  await chargeNew(batch, told)
  await refreshOrders(batch, ordersOfNew(told))
  return [...results, ...told]
}

/** A product of a capture that was delivered elsewhere. */
export type Product = Pick<
  Scene,
  'processing_level' | 'delivered_at' | 'area_km2' | 'footprint' | 'amount_minor' | 'currency' | 'scene_id'
> & { part: string }

type Priced = Pick<Source, 'unit' | 'price_minor' | 'min_quantity' | 'quantity_scale' | 'covered_km2'>

/** The refusal of a product that costs more than can be booked. */
export function tooMuch({ index, line }: Indexed<Told>, source: Priced): LineResult | undefined {
  const problem = amountProblem(billOf(line, source, nothing_billed).amount_minor, 'It would cost')
  return problem && refused(index, '/area_km2', problem.code, problem.message)
}

type Delivered = Indexed<Product> & { source: Source }

/** Adds the deliverables that are not there yet. @returns a result for each, in their order */
export async function addDeliverables(batch: Batch, all: readonly Delivered[]): Promise<LineResult[]> {
  const too_much = new Map(all.map((one) => [one.index, tooMuch(one, one.source)]))
  const results: LineResult[] = []
  // An image counts what was billed of it before, so its products go one after the other.
  for (const round of inRounds(
    all.filter(({ index }) => !too_much.get(index)),
    ({ source }) => source.outcome_id ?? source.capture_id,
  ))
    results.push(...(await addAll(batch, round)))
  const by_index = new Map(results.map((result) => [result.index, result]))
  return all.map(({ index }) => (too_much.get(index) ?? by_index.get(index))!)
}

async function addAll(batch: Batch, products: readonly Delivered[]): Promise<LineResult[]> {
  const { tx, contract_id, now } = batch
  const capture_ids = products.map(({ source }) => source.capture_id)
  const known = await deliverablesOf(tx, capture_ids)
  const added = products.filter((one) => !known.has(keyOf(one)))
  const billed = await billedBefore(tx, added.map(shownBy))
  const histories = added.map(({ line, source }, place): History => {
    const { order_id, capture_id } = source
    const id = newId('deliv', now)
    const keys = { contract_id, order_id, capture_id }
    return { id, contract_id, order_id, ...deliveryOf(line, source, keys, billed[place]!) }
  })
  // Products that are left out were delivered by somebody else a moment ago.
  const left_out = await recordHistories(tx, batch.entities.deliverable, histories, batch)
  const now_known = left_out.size === 0 ? known : await deliverablesOf(tx, capture_ids)
  const new_ids = new Map(added.map((one, place) => [keyOf(one), histories[place]!.id]))
  return products.map((product): LineResult => {
    const { index, source } = product
    const { order_id } = source
    const id = new_ids.get(keyOf(product))
    return id === undefined || left_out.has(id)
      ? { index, result: 'unchanged', id: now_known.get(keyOf(product))!, order_id }
      : { index, result: 'created', id, order_id }
  })
}

const keyOf = ({ line, source }: Delivered) => `${source.capture_id} ${line.processing_level} ${line.part}`

const shownBy = ({ line, source }: Delivered): Shown => ({
  capture_id: source.capture_id,
  processing_level: line.processing_level,
  footprint: line.footprint ? splitAtAntimeridian(line.footprint) : null,
})

type Told = Pick<Product, 'area_km2' | 'footprint' | 'amount_minor'>

function billOf({ area_km2, footprint, ...line }: Told, terms: Priced, billed: Billed) {
  const { unit, price_minor, quantity_scale, covered_km2 } = terms
  const own_km2 = area_km2 ?? (footprint ? geodesicAreaKm2(footprint) : covered_km2)
  // An amount that another system billed is kept as it was.
  if (line.amount_minor !== undefined)
    return { quantity: quantityOf(unit, own_km2), amount_minor: line.amount_minor }
  const added = addedQuantity(quantity_scale === null ? terms : { unit, min_quantity: 0 }, own_km2, billed)
  const quantity = quantityOf('km2', added, quantity_scale ?? 1)
  return { quantity, amount_minor: amountOf(quantity, price_minor) }
}

const isNew = ({ result }: LineResult) => result === 'created'

/** Books the deliverables that were added. */
export async function chargeNew(
  { charges, contract_id, within_limits }: Batch,
  results: readonly LineResult[],
) {
  const added = results.filter(isNew).map(({ id }) => id!)
  if (added.length > 0) await charges.charge(contract_id, added, { within_limits })
}

/** The orders that deliverables were added to. */
export const ordersOfNew = (results: readonly LineResult[]): string[] => [
  ...new Set(results.filter(isNew).map(({ order_id }) => order_id!)),
]

function deliveryOf(line: Product, source: Source, keys: Record<string, string>, billed: Billed) {
  const { delivered_at, footprint, scene_id } = line
  const { quantity, amount_minor } = billOf(line, source, billed)
  const row = {
    ...keys,
    processing_level: line.processing_level,
    part: line.part,
    unit: source.unit,
    currency: line.currency ?? source.currency,
    price_minor: source.price_minor,
    footprint: footprint ? splitAtAntimeridian(footprint) : null,
    created_at: delivered_at,
  }
  const steps = [
    { action: 'expect', occurred_at: null },
    { action: 'announce', occurred_at: null, set: { scene_id } },
    { action: 'deliver', occurred_at: delivered_at, set: { quantity, amount_minor, delivered_at } },
  ]
  return { row, steps }
}
