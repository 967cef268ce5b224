import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { openLog } from '../platform/log.ts'
import { fail, goOn, here } from '../threads/threads.testing.ts'
import { Threads } from '../threads/threads.ts'
import { openHttp } from './http.ts'

const settings = { request_timeout_ms: 60_000, trusted_proxies: [], path_prefix: '' }
const app = openHttp(openLog('silent'), settings)
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

test('a stop that gives up what a thread computes is no fault: whoever asked may try again, and the log tells nothing', async () => {
  const lines: string[] = []
  const threads = new Threads(0)
  const site = openHttp(openLog('info', { write: (line) => void lines.push(line) }), settings)
  const [computing, under_way] = [
    Array(availableParallelism() + 1).fill('/computing'),
    Promise.withResolvers(),
  ]
  let begun = 0
  site.get('/computing', () => {
    if (++begun === computing.length) under_way.resolve(undefined)
    return threads.run(here, goOn, undefined)
  })
  site.get('/broken', () => threads.run(here, fail, 'a fault'))
  assert.equal((await site.inject({ url: '/broken' })).statusCode, 500)
  assert.equal(lines.length, 1)
  const asked = computing.map((url) => site.inject({ url }))
  await under_way.promise
  await threads.close()
  const answers = await Promise.all(asked)
  assert.equal(lines.length, 1, lines.at(-1))
  for (const answer of [...answers, await site.inject({ url: '/computing' })]) {
    const { code, message } = answer.json()
    assert.deepEqual([answer.statusCode, code, answer.headers['retry-after']], [503, 'not_ready', '5'])
    assert.match(message, /being stopped/)
  }
  assert.equal(lines.length, 1)
  await site.close()
})

test('a prefix that begins as a path of the server itself does is refused at the start', async () => {
  const readyBelow = async (path_prefix: string) => {
    const below = openHttp(openLog('silent'), { ...settings, path_prefix })
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
