// Checks what was delivered from every side that must agree.
import assert from 'node:assert/strict'
import type { ConsumptionTotal } from '@swath/contract/consumption'
import type { Deliverable } from '@swath/contract/deliverables'
import { demo_contracts } from '../src/contracts/demo.ts'
import type { Client, TestApp } from './app.ts'

let last_item = 0

/** A download from an archive elsewhere, which becomes a delivery at the time that it says. */
export function aDownload(downloaded_at: string, more: Record<string, unknown> = {}) {
  return {
    item_id: `item_${++last_item}`,
    collection: 'l1d',
    outcome_id: crypto.randomUUID(),
    processing_level: 'L1D',
    downloaded_at,
    acquired_at: '2020-01-01T00:00:00Z',
    geometry: square(last_item % 50),
    ...more,
  }
}

function square(lon: number) {
  const ring = [
    [lon, 0],
    [lon + 0.02, 0],
    [lon + 0.02, 0.02],
    [lon, 0.02],
    [lon, 0],
  ]
  return { type: 'Polygon', coordinates: [ring] }
}

export async function importDownloads(swath: TestApp, lines: unknown[]) {
  const body = { contract_id: demo_contracts.demo, source: 'old', kind: 'consumptions', lines }
  const answer = await swath.call('operator', 'POST', '/ops/v1/imports', body)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  assert.deepEqual(answer.body.results, [])
}

/** Everything that a list has, page by page. */
export async function listAll<T>(swath: TestApp, url: string, client: Client = 'demo'): Promise<T[]> {
  const items: T[] = []
  for (let next: string | null = url; next !== null; ) {
    const { status, body } = await swath.call(client, 'GET', next)
    assert.equal(status, 200, `${next}: ${JSON.stringify(body)}`)
    items.push(...body.results)
    next = body.next
  }
  return items
}

/** The consumption that deliverables should have, added up one by one, exactly. */
function addUp(deliverables: readonly Deliverable[]): ConsumptionTotal[] {
  const delivered = deliverables.filter((one) => one.delivered_at !== null)
  const kinds = Map.groupBy(delivered, (one) => `${one.unit} ${one.charge!.currency}`)
  return [...kinds.entries()].sort().map(([kind, of_kind]) => {
    const [unit, currency] = kind.split(' ') as ['km2', string]
    const sum = (value: (one: Deliverable) => number) => of_kind.reduce((total, one) => total + value(one), 0)
    const amount_minor = sum((one) => one.charge!.amount_minor)
    const credited_minor = sum((one) => one.charge!.credited_minor)
    const quantity = sum((one) => Math.round(one.quantity! * 1e6)) / 1e6
    const net_minor = amount_minor - credited_minor
    return { unit, currency, deliverables: of_kind.length, quantity, amount_minor, credited_minor, net_minor }
  })
}

/** Consumption, its groups, and the deliverables that the links of the groups show, all say the same. */
export async function checkConsumption(swath: TestApp, filters: string, group_by: string) {
  const { status, body } = await swath.call('demo', 'GET', `/v2/consumption/?${filters}&group_by=${group_by}`)
  assert.equal(status, 200, JSON.stringify(body))
  const listed = await listAll<Deliverable>(swath, `/v2/deliverables/?${filters}&limit=1000`)
  assert.deepEqual(body.totals, addUp(listed), filters)
  const seen = new Set<string>()
  for (const { deliverables_href, ...group } of body.results) {
    const members = await listAll<Deliverable>(swath, `${deliverables_href}&limit=1000`)
    const [sum, ...others] = addUp(members)
    assert.deepEqual(others, [])
    assert.deepEqual({ ...group, ...sum }, group, deliverables_href)
    for (const { deliverable_id, delivered_at } of members) {
      assert.ok(delivered_at !== null, `${deliverable_id} was not delivered`)
      assert.ok(!seen.has(deliverable_id), `${deliverable_id} is in two groups`)
      seen.add(deliverable_id)
    }
  }
  const delivered = listed.filter((one) => one.delivered_at !== null)
  assert.deepEqual(seen, new Set(delivered.map((one) => one.deliverable_id)))
  return body
}
