import { fork } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import { sql } from 'kysely'
import { demo_contracts } from '../server/src/contracts/demo.ts'
import type { Figure } from './figure.ts'
import { ratio } from './page.ts'
import { type Bench, one_order } from './server.ts'
import { sized } from './size.ts'

const webhooks = sized(16, 3)
const events = sized(500, 20)
const entities = sized(100, 5)
/** As many requests at once as Swath makes to one receiver. */
const at_once = 8

/**
 * Messages that receivers get per second, against a bare node:http client that posts the same bodies to the same
 * receiver, with as many requests at once and nothing to record. The receiver is a process of its own.
 */
export async function benchmarkWebhooks(bench: Bench): Promise<Figure[]> {
  const receiver = fork(new URL('./receiver.ts', import.meta.url))
  try {
    const [{ url }] = (await once(receiver, 'message')) as [{ url: string }]
    await writeEvents(bench, url)
    const total = webhooks * events
    const sent = await perSecond(total, () => bench.app.features.webhooks.sender.run())
    const delivered = await countDelivered(bench)
    if (delivered !== total) throw new Error(`Of ${total} messages ${delivered} arrived`)
    const bodies = await bodiesOf(bench)
    const most = await perSecond(total, () => postAll(url, bodies))
    console.log(
      `webhooks: ${Math.round(sent)} messages a second to ${webhooks} webhooks; bare node:http posts ${Math.round(most)} a second`,
    )
    return [ratio('webhook messages / bare node:http client', sent, most)]
  } finally {
    receiver.kill()
  }
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (count * 1000) / (performance.now() - start)
}

/** Webhooks for everything, and events of many captures behind their places. */
async function writeEvents({ app, url: api, headers }: Bench, url: string) {
  const post = async (path: string, body: unknown) => {
    const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }
    const response = await fetch(`${api}${path}`, { ...init, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(await response.text())
    return (await response.json()) as { id: string }
  }
  const { id } = await post('/v2/orders/', one_order)
  for (let i = 0; i < webhooks; i++) {
    await post('/v2/webhooks/', { url, event_types: ['CaptureQueued'], description: `${i}` })
  }
  await app.db.tenant(demo_contracts.demo, (tx) =>
    tx.run(sql`
      insert into events (event_id, contract_id, order_id, entity, entity_id, type, action, status, message, actor,
        time, changes)
      select 'evt.' || gen_random_uuid(), contract_id, order_id, 'capture', 'capt.' || n % ${entities}::int,
        'CaptureQueued', 'update', 'queued', 'a benchmark', 'bench', now(), '{}'
      from orders, generate_series(1, ${events}::int) as n where order_id = ${id}`),
  )
}

async function countDelivered({ app }: Bench): Promise<number> {
  const { count } = await app.db.system((tx) =>
    tx.one(sql<{ count: number }>`select count(*) from webhook_messages where state = 'delivered'`),
  )
  return count
}

async function bodiesOf({ app }: Bench): Promise<string[]> {
  const rows = await app.db.system((tx) => tx.rows(sql<{ body: string }>`select body from webhook_bodies`))
  return Array.from({ length: webhooks }, () => rows.map(({ body }) => body)).flat()
}

async function postAll(url: string, bodies: string[]) {
  const agent = new http.Agent({ keepAlive: true })
  const clients = Array.from({ length: webhooks * at_once }, async () => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) await postOne(url, agent, body)
  })
  await Promise.all(clients)
  agent.destroy()
}

function postOne(url: string, agent: http.Agent, body: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const request = http.request(url, { method: 'POST', agent, headers }, (response) => {
    response.resume().once('end', resolve)
  })
  request.once('error', reject).end(body)
  return promise
}
