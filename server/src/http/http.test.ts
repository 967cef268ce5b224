import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { openHttp } from './http.ts'

const app = openHttp(pino({ level: 'silent' }), {
  request_timeout_ms: 60_000,
  trusted_proxies: [],
  path_prefix: '',
})
app.get('/list/', ({ url }) => new URL(url, 'http://localhost').href)
before(() => app.listen({ port: 0 }))
after(() => app.close())

/** Sends the path as it is. */
async function get(path: string): Promise<[status: number, body: string]> {
  const { port } = app.server.address() as AddressInfo
  const [answer] = (await once(http.get({ port, path }), 'response')) as [http.IncomingMessage]
  return [answer.statusCode!, await text(answer)]
}

test('an address as to a proxy, and the part behind #, say nothing more than the path and the query', async () => {
  const told = [200, 'http://localhost/list/?a=%']
  for (const path of [
    '/list/?a=%',
    '/list/?a=%#%zz',
    'http://swath.test/list/?a=%',
    'HTTP://h:99999/list/?a=%',
  ]) {
    assert.deepEqual(await get(path), told, path)
  }
})

test('what cannot be decoded is nowhere, in whichever part of an address it is', async () => {
  for (const path of [
    '/%',
    '/%FF',
    '/list/%zz',
    '/nothing#%zz',
    '/#%',
    'http://h/%',
    'http://[/nothing',
    '*',
    '//[',
  ]) {
    assert.equal((await get(path))[0], 404, path)
  }
})

test('a prefix that begins as a path of the server itself does is refused at the start', async () => {
  const readyBelow = async (path_prefix: string) => {
    const settings = { request_timeout_ms: 60_000, trusted_proxies: [], path_prefix }
    const below = openHttp(pino({ level: 'silent' }), settings)
    for (const path of ['/v2/orders/', '/docs/*']) below.get(path_prefix + path, () => '')
    await below.ready()
  }
  for (const prefix of ['/v2', '/docs', '/v2/orders', '/docs/swath'])
    await assert.rejects(
      readyBelow(prefix),
      /^Error: SWATH_PUBLIC_URL: the path \S+ begins as paths of Swath/,
    )
  for (const prefix of ['/swath', '/V2', '/v22', '/swath/v2']) await readyBelow(prefix)
})
