// The demo does what a customer would: it uses the public API only.
import path from 'node:path'
import type { SwathClient } from '@swath/client/client'
import type { Deliverable } from '@swath/contract/deliverables'
import type { LedgerEntry } from '@swath/contract/ledger'
import type { Order } from '@swath/contract/orders'
import { downloadAll } from './demo-download.ts'
import { follow } from './demo-follow.ts'
import type { Scene } from './demo-scene.ts'
import { accent, bold, dim, done } from './narrate.ts'
import { money, position, utc } from './narrate-units.ts'

const target = { name: 'Lisbon', coordinates: [-9.14, 38.72] }

/** @throws an error at the first thing that is not as promised */
export async function tellStory(scene: Scene): Promise<void> {
  await signIn(scene)
  const order = await placeOrder(scene)
  await follow(scene, order)
  const folder =
    scene.folder ?? path.join(process.env.SWATH_DATA_DIR || 'data', 'demo', order.properties.order_name)
  const deliverables = await scene.swath.orders.deliverables(order.id).all()
  requireLevels(deliverables)
  await downloadAll(scene, deliverables, folder)
  await showCharges(scene, deliverables)
  sayWhatNext(scene, folder)
}

async function signIn({ swath, narrator }: Scene) {
  narrator.chapter('Sign in')
  const contracts = await swath.contracts()
  narrator.print(`  ${done} client ${bold('demo')} has a token for`)
  for (const { name, contract_id } of contracts) narrator.print(`    ${name} ${dim(contract_id)}`)
}

async function placeOrder({ swath, narrator }: Scene): Promise<Order> {
  narrator.chapter('Place an order')
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  const order = await swath.orders.place({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: target.coordinates },
    properties: {
      order_name: `${target.name.toLowerCase()}-${time}`,
      project_name: 'demo',
      sku: 'TSKPOI-M',
      // The weather is real enough to fail an order; this one is to succeed.
      metadata: { scenario: 'clear' },
    },
  })
  const { product_name, sku, area_km2, parameters } = order.properties
  narrator.print(
    `  ${done} order ${bold(order.id)} · ${target.name} ${dim(position(target.coordinates))}`,
    `    ${product_name} ${dim(sku)} · ${area_km2} km² · from ${utc(parameters.start)} to ${utc(parameters.end)}`,
  )
  return order
}

function requireLevels(deliverables: Deliverable[]) {
  const delivered = deliverables.filter(({ status }) => status === 'DELIVERED')
  const levels = delivered.map(({ processing_level }) => processing_level).sort()
  if (levels.join() === 'L1B,L1D') return
  throw new Error(`L1B and L1D were to be delivered, not ${levels.join(' and ') || 'nothing'}.`)
}

async function showCharges({ swath, narrator }: Scene, deliverables: Deliverable[]) {
  narrator.chapter('What it costs')
  const entries = await chargesOf(swath, deliverables)
  let total = 0
  for (const { processing_level, quantity, unit, charge } of deliverables) {
    const { amount_minor, currency } = charge!
    total += amount_minor
    narrator.print(
      `    ${processing_level}    ${quantity} ${unit.replace('km2', 'km²')}    ${money(amount_minor, currency)}`,
    )
  }
  const { currency } = deliverables[0]!.charge!
  const [held, consumed] = [sumOf(entries, 'held'), sumOf(entries, 'consumed')]
  if (consumed !== total || held !== -total) {
    throw new Error(`The ledger has ${consumed} consumed out of ${-held} held for charges of ${total}.`)
  }
  narrator.print(
    `  ${done} ${bold(money(total, currency))} · the ledger agrees: ` +
      `${money(held, currency)} held for the order, ${money(consumed, currency)} consumed, together 0`,
  )
}

/** The charges of these deliverables, which are booked in the moment in which they are delivered. */
async function chargesOf(swath: SwathClient, deliverables: Deliverable[]): Promise<LedgerEntry[]> {
  const ids = new Set<string | null>(deliverables.map(({ deliverable_id }) => deliverable_id))
  const entries = await swath.ledger.entries().all()
  return entries.filter(({ kind, deliverable_id }) => kind === 'charge' && ids.has(deliverable_id))
}

function sumOf(entries: LedgerEntry[], account: LedgerEntry['account']): number {
  const amounts = entries.filter((entry) => entry.account === account).map(({ amount_minor }) => amount_minor)
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

function sayWhatNext({ narrator }: Scene, folder: string) {
  narrator.print(
    '',
    bold('What next'),
    `  ${accent('npm start')}    a sandbox of your own, which stays; it prints commands to order with`,
    `  ${accent('README.md')}    orders with curl, the life of an order, running it for real`,
    `  ${accent('the files')}    *_preview.png in any viewer, *.tif in QGIS; they are in`,
    `               ${folder}/`,
    '',
  )
}
