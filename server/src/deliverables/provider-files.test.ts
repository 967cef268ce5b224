import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { Outbound, OutboundRefused } from '../outbound/outbound.ts'
import { ProviderFiles } from './provider-files.ts'

/** A provider, and something else on the same machine. */
let provider: http.Server
let inner: http.Server
let asked_inner = 0
const urlOf = (server: http.Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

async function listen(server: http.Server) {
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return server
}

before(async () => {
  inner = await listen(
    http.createServer((_, response) => {
      asked_inner++
      response.end('secret')
    }),
  )
  provider = await listen(
    http.createServer((request, response) => {
      const to: Record<string, string> = {
        '/moved': '/file',
        '/inside': `${urlOf(inner)}/file`,
        '/metadata': 'http://169.254.169.254/latest',
        '/disk': 'file:///etc/passwd',
        '/round': '/round',
      }
      const location = to[request.url!]
      if (location) return response.writeHead(302, { location }).end()
      return request.url === '/file' ? response.end('bytes') : response.writeHead(404).end()
    }),
  )
})
after(() => {
  for (const server of [provider, inner]) {
    server.closeAllConnections()
    server.close()
  }
})

const files = (allowed: string[] = [urlOf(provider)]) =>
  new ProviderFiles(new Outbound(allowed), { max_bytes: 1e9 })
async function read(path: string) {
  let text = ''
  for await (const part of (await files().receive(urlOf(provider) + path)).body) text += part
  return text
}
const named = (href: string) => ({
  ...{ key: 'visual', file_name: 'a.tif', media_type: 'image/tiff', roles: [], size_bytes: 1 },
  ...{ sha256: '0'.repeat(64), href },
})

test('files of the configured provider are fetched, also where it sends us on', async () => {
  assert.equal(await read('/file'), 'bytes')
  assert.equal(await read('/moved'), 'bytes')
})

test('no other port of its machine, and no inner address, is asked, whoever leads there', async () => {
  for (const path of ['/inside', '/metadata', '/disk'])
    await assert.rejects(read(path), OutboundRefused, path)
  await assert.rejects(files().receive(`${urlOf(inner)}/file`), OutboundRefused)
  await assert.rejects(
    new ProviderFiles(new Outbound([], async () => [{ address: '10.0.0.1', family: 4 }]), {
      max_bytes: 1e9,
    }).receive('http://files.test/'),
    /10\.0\.0\.1, which is not public/,
  )
  assert.equal(asked_inner, 0)
})

test('what goes round in circles, and what is not there, is an error that may pass', async () => {
  await assert.rejects(read('/round'), /more than 5 redirects/)
  await assert.rejects(read('/nothing'), /answered 404/)
})

test('a report that names such addresses is told of each of them', () => {
  const all = [
    urlOf(provider),
    'http://10.0.0.1/a',
    'https://files.example.com/a',
    'http://[::1]/a',
    'file:///etc/passwd',
  ]
  assert.throws(
    () => files().check(all.map(named)),
    (error: { code: string; problems: { pointer: string; code: string }[] }) => {
      assert.equal(error.code, 'invalid_request')
      assert.deepEqual(
        error.problems.map(({ pointer, code }) => [pointer, code]),
        [1, 3, 4].map((index) => [`/files/${index}/href`, 'url_refused']),
      )
      return true
    },
  )
})
