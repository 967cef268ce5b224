// Swath below a path of somebody's server: https://example.org/swath/.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import http, { type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { SwathClient } from '@swath/client/client'
import type { Page } from 'playwright-core'
import { aPointOrder, TestApp } from '../../server/test/app.ts'
import { onOneDatabase } from '../../server/test/databases.ts'
import { no_browser, openBrowser, openVisit, signIn, until } from './browser.ts'

const client_secret = 'a secret of the tests'

/** A PMTiles file of shapes with one tile, from zoom 0 to 1: half of it is earth. */
const pmtiles = Buffer.from(
  'UE1UaWxlcwN/AAAAAAAAAAUAAAAAAAAAhAAAAAAAAAACAAAAAAAAAIYAAAAAAAAAAAAAAAAAAACGAAAAAAAAACYAAAAAAAAABQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQEBAQABAC62lIAHVs0A0klrgPipMgAAAAAAAAAAAAEABSYBe30aJHgCCgVlYXJ0aBIWCAEYAyIQCegH6Aca8C4AAPAu7y4ADyiAIA==',
  'base64',
)
const map_file = path.join(tmpdir(), `swath-${process.pid}.pmtiles`)

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let proxy: Server
  /** As clients know it, and the process behind. */
  let url: string
  let inner: string
  before(async () => {
    proxy = http.createServer(passOn).listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/swath`
    await writeFile(map_file, pmtiles)
    const elsewhere = `${new URL(url).origin}/tiles/{z}/{x}/{y}.png`
    const basemaps = [
      { name: 'Survey', kind: 'pmtiles', url: map_file },
      { name: 'Silent', kind: 'xyz', url: elsewhere },
    ]
    const SWATH_BASEMAPS = JSON.stringify(basemaps)
    swath = await TestApp.open(await openDatabase(), { SWATH_PUBLIC_URL: `${url}/`, SWATH_BASEMAPS })
    inner = await swath.app.http.listen({ host: '127.0.0.1', port: 0 })
    for (const order_name of ['one', 'two']) await swath.place(aPointOrder({ order_name }))
  })
  after(async () => {
    proxy.closeAllConnections()
    proxy.close()
    await swath.close()
    await rm(map_file)
  })

  /** Takes the path away, as most proxies are set up; everything else belongs to somebody else. */
  function passOn(request: http.IncomingMessage, response: http.ServerResponse) {
    if (!request.url!.startsWith('/swath')) return void response.writeHead(410).end()
    const { method, headers } = request
    const path = request.url!.slice('/swath'.length) || '/'
    const outgoing = http.request(inner + path, { method: method!, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    outgoing.on('error', () => response.destroy())
    request.pipe(outgoing)
  }

  const ask = async (at: string, init: RequestInit = {}) =>
    fetch(at, {
      redirect: 'manual',
      ...init,
      headers: { ...(await swath.headers('demo')), 'content-type': 'application/json', ...init.headers },
    })
  const json = async (at: string) => {
    const answer = await ask(at)
    assert.equal(answer.status, 200, at)
    return (await answer.json()) as Told
  }
  const follow = (next: string) => json(new URL(next, url).href)

  test('what answers lead to is below the path, whether the proxy takes it away or leaves it', async () => {
    for (const base of [url, `${inner}/swath`]) {
      const orders = await json(`${base}/v2/orders/?limit=1`)
      assert.match(orders.next, /^\/swath\/v2\/orders\/\?/)
      assert.equal((await follow(orders.next)).features.length, 1)
      const products = await json(`${base}/v2/products/?limit=1`)
      assert.equal((await follow(products.next)).results.length, 1)
      const tasks = await json(`${base}/tasking/tasks/?limit=1`)
      assert.ok(tasks.next.startsWith(`${url}/tasking/tasks/?`), tasks.next)
      assert.equal((await follow(tasks.next)).results.length, 1)
      const { links } = await json(`${base}/search`)
      for (const { href } of links) assert.ok(href.startsWith(`${url}/`), href)
      assert.deepEqual((await json(`${base}/openapi.json`)).servers, [{ url: '/swath' }])
      const placed = await ask(`${base}/v2/orders/`, { method: 'POST', body: JSON.stringify(aPointOrder()) })
      assert.match(placed.headers.get('location')!, /^\/swath\/v2\/orders\/\d+$/)
      const page = await ask(`${base}/`, { headers: { accept: 'text/html' } })
      assert.equal(page.headers.get('location'), '/swath/console/')
    }
    const root = await json(`${url}/`)
    for (const { href } of root.links.filter(({ method = 'GET' }) => method === 'GET'))
      assert.equal((await ask(href, { redirect: 'follow' })).status, 200, href)
  })

  test('the SDK follows lists below the path', async () => {
    const client = new SwathClient({ url, client_id: 'demo', client_secret })
    const found = await client.orders.list({ limit: 1 }).all()
    assert.ok(found.length >= 2)
    assert.equal((await client.orders.get(found[0]!.id)).id, found[0]!.id)
    assert.ok((await client.stac.search({ limit: 1 }).all(1)).length <= 1)
  })

  test('the console is signed in to, walked through and reloaded below the path', {
    skip: no_browser,
  }, async () => {
    const browser = await openBrowser()
    try {
      const { page, complaints } = await openVisit(browser, url)
      await signIn(page, client_secret, 'demo', url)
      await page.getByRole('link', { name: 'Orders' }).first().click()
      await page.getByRole('link', { name: 'two' }).first().click()
      await page.getByRole('heading', { level: 1, name: 'two' }).waitFor()
      assert.match(page.url(), /\/swath\/console\/orders\/\d+/)
      await page.reload()
      await page.getByRole('heading', { level: 1, name: 'two' }).waitFor()
      await page.goto(`${url}/console/archive`)
      await page.locator('canvas').waitFor()
      await page.goto(`${url}/docs`)
      await page.getByRole('heading', { name: 'Swath', exact: true }).first().waitFor()
      assert.deepEqual(complaints, [])
      await basemapsAreShown(page)
    } finally {
      await browser.close()
    }
  })
})

/** That of a file of the server is drawn, and named in the address; of that whose tiles do not come the reason is told, and Swath's own is back. */
async function basemapsAreShown(page: Page) {
  await page.goto('/swath/console/')
  const map = 'document.querySelector("[data-ready]")?.map'
  // The file has the whole world, and the map stays where it is when it gets another ground.
  await until(page, `${map}?.getZoom() > 5`)
  await page.evaluate(`${map}.jumpTo({ center: [0, 10], zoom: 1 })`)
  await page.getByRole('button', { name: 'Map and legend' }).click()
  await page.getByRole('radio', { name: 'Survey' }).click()
  await until(
    page,
    `${map}?.getLayer('earth') && ${map}.queryRenderedFeatures({ layers: ['earth'] }).length > 0`,
  )
  await page.waitForURL((url) => url.searchParams.get('basemap') === 'Survey')
  // Whoever has chosen another one sees what the link says; a basemap that is not there is none.
  await page.evaluate("localStorage.removeItem('swath-basemap')")
  await page.reload()
  await until(page, `${map}?.getLayer('earth')`)
  await page.goto('/swath/console/?basemap=Sold')
  await until(page, `${map}?.getLayer('land')`)
  await page.getByRole('button', { name: 'Map and legend' }).click()
  await page.getByRole('radio', { name: 'Silent' }).click()
  await page.getByText('Silent cannot be shown').waitFor()
  await until(page, `${map}?.getLayer('land')`)
}

/** The parts of the answers that the tests look at. */
interface Told {
  next: string
  features: unknown[]
  results: unknown[]
  links: { href: string; method?: string }[]
  servers: unknown
}
