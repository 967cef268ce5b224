// A sandbox with something on every page.
import { Sandbox } from '../../server/test/outside/sandbox.ts'
import { customerOf, furnishBusiness } from './furnish-business.ts'
import type { Furniture } from './pages.ts'

/** Fast enough for an order to be delivered while somebody waits. */
const speed = 50_000

export function openSandbox(): Promise<Sandbox> {
  return Sandbox.open({
    speed,
    archive_items: 180,
    // Receivers of webhooks are on this machine.
    env: { SWATH_OUTBOUND_ALLOW: '127.0.0.1' },
  })
}

const orders = [
  ['Port of Rotterdam, container terminals', [4.05, 51.95], 'clear'],
  ['Nile delta, irrigation', [31.2, 30.9], 'l1d-fails'],
  ['Atacama solar park', [-69.6, -23.3], 'on-hold'],
  ['Sundarbans', [89.2, 21.9], 'reject'],
  ['Paris, 13e', [2.35, 48.83], 'clear'],
  ['Suez canal', [32.5, 30.5], 'on-hold'],
  ['Manila bay', [120.8, 14.5], 'on-hold'],
  ['Callao, quays', [-77.15, -12.05], 'cloudy-once'],
  ['Lagos, lagoon', [3.37, 6.43], 'on-hold'],
] as const

/** Places orders of which each ends in another way, and waits until they have. */
export async function furnish(sandbox: Sandbox): Promise<Furniture> {
  const placed: { id: string }[] = []
  for (const [name, at, scenario] of orders) placed.push(await placeOrder(sandbox, name, at, scenario))
  const ending = placed.filter((_, index) => orders[index]![2] !== 'on-hold')
  await Promise.all(ending.map(({ id }) => sandbox.closed(id)))
  const fulfilled = placed[0]!.id
  const { results } = await sandbox.call('GET', `/v2/orders/${fulfilled}/captures`)
  const [{ capture_id, access }] = results
  const pass = { capture_id, date: access.start.slice(0, 10) }
  await rejectPart(sandbox, fulfilled)
  await keepAreas(sandbox)
  const deliverable_id = await deliverableOf(sandbox, fulfilled, 'L1D')
  return { fulfilled, deliverable_id, pass, ...(await furnishBusiness(sandbox, fulfilled)) }
}

async function deliverableOf(sandbox: Sandbox, order_id: string, level: string): Promise<string> {
  const found = await customerOf(sandbox).orders.deliverables(order_id).all(10)
  return found.find(({ processing_level }) => processing_level === level)!.deliverable_id
}

async function keepAreas(sandbox: Sandbox) {
  const swath = customerOf(sandbox)
  const box = (west: number, south: number) => ({
    type: 'Polygon' as const,
    coordinates: [
      [
        [west, south],
        [west + 0.2, south],
        [west + 0.2, south + 0.1],
        [west, south + 0.1],
        [west, south],
      ],
    ],
  })
  const kept = {
    Maasvlakte: box(3.95, 51.92),
    'حقل القمح، الدلتا': box(31.1, 30.85),
    ['x'.repeat(110)]: box(2.3, 48.8),
  }
  for (const [area_name, geometry] of Object.entries(kept)) await swath.areas.create({ area_name, geometry })
}

/** The order desk has to decide, about what is drawn. */
async function rejectPart(sandbox: Sandbox, order_id: string) {
  const swath = customerOf(sandbox)
  const deliverable_id = await deliverableOf(sandbox, order_id, 'L1B')
  const [west, south, east, north] = [4.04, 51.95, 4.06, 51.965]
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  await swath.deliverables.reject(deliverable_id, {
    category: 'haze',
    comment: 'The basin in the north is hidden.',
    evidence: { type: 'Polygon', coordinates: [ring] },
  })
}

export function placeOrder(
  sandbox: Sandbox,
  order_name: string,
  coordinates: readonly number[],
  scenario: string,
): Promise<{ id: string }> {
  const properties = { order_name, project_name: 'Coasts 2026', sku: 'TSKPOI-M', metadata: { scenario } }
  const geometry = { type: 'Point', coordinates }
  return sandbox.call('POST', '/v2/orders/', { type: 'Feature', geometry, properties })
}
