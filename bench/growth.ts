import { sql } from 'kysely'
import type { Figure } from './figure.ts'
import { type Bench, seedOrders } from './server.ts'
import { sized } from './size.ts'

const few = sized(10_000, 100)
const many = sized(1_000_000, 1000)

const filters = [
  '?status=in_progress&limit=25',
  '?order_name=order%20777&limit=25',
  '?updated_at__gte=2020-01-01T00:00:00Z&sort=updated_at&limit=25',
  '?bbox=2,48,2.2,48.2&limit=25',
]

/** Compares the slowest one in a hundred of filtered lists at ten thousand orders and at a million. */
export async function benchmarkGrowth(bench: Bench): Promise<Figure[]> {
  await seedOrders(bench, few)
  const small = await percentiles(bench)
  console.log(`seeding ${many} orders ...`)
  await seedOrders(bench, many)
  const large = await percentiles(bench)
  return filters.map((filter, index) => {
    const growth = large[index]! / small[index]!
    console.log(
      `${filter}: p99 ${small[index]!.toFixed(1)} ms at ${few}, ${large[index]!.toFixed(1)} ms at ${many}`,
    )
    return {
      what: `p99 at ${many} / at ${few}: ${filter.slice(1, 40)}`,
      figure: growth.toFixed(2),
      target: '<= 1.5',
      holds: growth <= 1.5,
    }
  })
}

async function percentiles(bench: Bench): Promise<number[]> {
  const found: number[] = []
  for (const filter of filters) found.push(await p99(bench, filter))
  return found
}

/** Milliseconds, one request at a time, each after a commit, so that no page is a kept one. */
async function p99({ app, url, headers }: Bench, filter: string): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < sized(600, 4); i++) {
    await app.db.system((tx) => tx.run(sql`select pg_current_xact_id()`))
    const start = performance.now()
    const response = await fetch(`${url}/v2/orders/${filter}`, { headers })
    await response.arrayBuffer()
    if (!response.ok) throw new Error(`${filter} answered ${response.status}`)
    if (i >= sized(100, 1)) times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  return times[Math.floor(times.length * 0.99)]!
}
