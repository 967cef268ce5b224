import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { anItem } from './items.ts'

const assets = path.join(import.meta.dirname, '../../console/dist/assets')

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let elsewhere: Server
  let address: string
  before(async () => {
    elsewhere = createServer((request, response) => {
      response.statusCode = request.url === '/thumbnail.png' ? 200 : 500
      response.end('a picture')
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
    swath = await TestApp.open(await openDatabase(), { SWATH_OUTBOUND_ALLOW: address })
  })
  after(async () => {
    elsewhere.close()
    await swath.close()
  })

  const get = (url: string, headers: Record<string, string> = {}) =>
    swath.app.http.inject({ method: 'GET', url, headers })

  test('a browser that asks the root for a page is sent to the console; a client of the API gets the catalog', async () => {
    const browser = await get('/', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    assert.deepEqual([browser.statusCode, browser.headers.location], [302, '/console/'])
    assert.match(String(browser.headers.vary), /Accept/)
    for (const headers of [{}, { accept: '*/*' }, { accept: 'application/json' }]) {
      const { statusCode, body } = await get('/', headers as Record<string, string>)
      assert.deepEqual([statusCode, JSON.parse(body).type], [200, 'Catalog'])
    }
  })

  test('every path of the console is its one page, with a policy that lets nothing in from elsewhere', async () => {
    const nonces = new Set<string>()
    for (const url of ['/console', '/console/', '/console/orders/000001?query=x']) {
      const { statusCode, headers, body } = await get(url)
      assert.deepEqual(
        [statusCode, headers['content-type'], headers['cache-control']],
        [200, 'text/html; charset=utf-8', 'no-store'],
      )
      const policy = String(headers['content-security-policy'])
      const nonce = /'nonce-([^']+)'/.exec(policy)![1]!
      assert.ok(body.includes(`content="${nonce}"`))
      assert.doesNotMatch(body, /%NONCE%|<script>|<style/)
      assert.doesNotMatch(policy, /unsafe|\*|https?:/)
      nonces.add(nonce)
    }
    assert.equal(nonces.size, 3)
  })

  test('what the page loads may be kept for ever and is compressed already; what is not there is not the page', async () => {
    const script = readdirSync(assets).find((name) => /^index-.*\.js$/.test(name))!
    const { statusCode, headers } = await get(`/console/assets/${script}`, { 'accept-encoding': 'gzip, br' })
    assert.equal(statusCode, 200)
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.equal(headers['content-encoding'], 'br')
    assert.match(String(headers['content-type']), /javascript/)
    assert.equal((await get('/console/assets/gone.js')).statusCode, 404)
    assert.equal((await get('/console/assets/..%2findex.html')).statusCode, 404)
  })

  test('a browse image that is stored elsewhere is passed on, and only to who may see the item', async () => {
    const thumbnail = { href: `${address}/thumbnail.png`, type: 'image/png' }
    const preview = { href: `${address}/gone.png`, type: 'image/png' }
    const visual = { href: `${address}/thumbnail.png`, type: 'image/tiff' }
    const items = [anItem('far', { assets: { thumbnail, preview, visual } })]
    const put = await swath.call('operator', 'POST', '/ops/v1/archive/items', { collection: 'l1d', items })
    assert.equal(put.body.results[0].result, 'created')
    const url = '/v2/browse/l1d/far'
    const seen = await swath.call('demo', 'GET', `${url}/thumbnail`)
    assert.deepEqual([seen.status, seen.headers['content-type']], [200, 'image/png'])
    const lost = await swath.call('demo', 'GET', `${url}/preview`)
    assert.deepEqual([lost.status, lost.body.code], [503, 'provider_unreachable'])
    assert.equal((await swath.call('demo', 'GET', `${url}/visual`)).status, 404)
    assert.equal((await swath.call('demo-two', 'GET', `${url}/thumbnail`)).status, 404)
    assert.equal((await get(`${url}/thumbnail`)).statusCode, 401)
  })
})
