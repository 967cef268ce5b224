import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Figure } from './figure.ts'
import { type Bench, requestsPerSecond, seedOrders } from './server.ts'
import { sized } from './size.ts'

/** A page of 100 orders, and the same unchanged, against a bare node:http server that sends the same bytes. */
export async function benchmarkPage(bench: Bench): Promise<Figure[]> {
  await seedOrders(bench, sized(10_000, 200))
  const url = `${bench.url}/v2/orders/?limit=100`
  const first = await fetch(url, { headers: bench.headers })
  const body = Buffer.from(await first.arrayBuffer())
  const etag = first.headers.get('etag')
  const ceiling = await bareServer(body)
  const most = await requestsPerSecond({ url: ceiling.url }, 200)
  const page = await requestsPerSecond({ url, headers: bench.headers }, 200)
  const figures = [ratio('page of 100 orders / bare node:http', page, most, 0.15)]
  if (etag) {
    const headers = { ...bench.headers, 'if-none-match': etag }
    figures.push(
      ratio(
        'the same with If-None-Match / bare node:http',
        await requestsPerSecond({ url, headers }, 304),
        most,
        0.4,
      ),
    )
  }
  figures.push(ratio('the same while orders change / bare node:http', await whileChanging(bench, url), most))
  ceiling.close()
  console.log(
    `a page has ${body.length} bytes; bare node:http sends ${Math.round(most)} a second, Swath ${Math.round(page)}`,
  )
  return figures
}

/** With a commit every few milliseconds, so that a kept page is seldom good for a second request. */
async function whileChanging(bench: Bench, url: string): Promise<number> {
  let is_over = false
  const writing = (async () => {
    while (!is_over) {
      await bench.app.db.system((tx) => tx.run(sql`select pg_current_xact_id()`))
      await setTimeout(2)
    }
  })()
  const page = await requestsPerSecond({ url, headers: bench.headers }, 200)
  is_over = true
  await writing
  return page
}

export function ratio(what: string, value: number, ceiling: number, least?: number): Figure {
  const share = value / ceiling
  const target = least === undefined ? 'none' : `>= ${least}`
  return { what, figure: share.toFixed(3), target, holds: share >= (least ?? 0) }
}

export async function bareServer(body: Buffer, type = 'application/json') {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': type, 'content-length': body.length })
    response.end(body)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}
