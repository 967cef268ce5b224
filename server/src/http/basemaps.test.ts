import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Basemaps } from '@swath/contract/basemaps'
import Fastify from 'fastify'
import { consoleRoutes } from './console.ts'

const file = fileURLToPath(import.meta.url)
const basemaps = Basemaps.parse([
  {
    name: 'Photos',
    kind: 'xyz',
    url: 'https://photos.example/{z}/{x}/{y}.jpg',
    attribution: '© "A" & <b>',
  },
  { name: 'Survey', kind: 'pmtiles', url: file },
  {
    name: 'Charts',
    kind: 'style',
    url: 'https://maps.example/style.json',
    hosts: ['https://tiles.example:8443'],
  },
])

test('the page tells the basemaps of the operator, and its policy lets in their hosts and no other', async () => {
  const http = Fastify()
  await http.register((site) => consoleRoutes(site, { path_prefix: '/eo', basemaps }), { prefix: '/eo' })
  const { headers, body } = await http.inject('/eo/console/')
  const policy = String(headers['content-security-policy'])
  const origins = 'https://maps.example https://photos.example https://tiles.example:8443'
  assert.ok(policy.includes(`connect-src 'self' ${origins};`), policy)
  assert.ok(policy.includes(`img-src 'self' blob: data: ${origins};`), policy)
  assert.equal(policy.split('https://').length, 7, 'nowhere else')
  const told = /name="basemaps" content="([^"]*)"/.exec(body)![1]!
  assert.ok(!told.includes('<'))
  const read = JSON.parse(told.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'))
  assert.deepEqual(read[0], {
    ...{ name: 'Photos', kind: 'xyz', max_zoom: 19 },
    ...{ url: 'https://photos.example/{z}/{x}/{y}.jpg', attribution: '© "A" & <b>' },
  })
  assert.equal(read[1].url, '/eo/console/basemaps/1.pmtiles')
  const piece = await http.inject({ url: read[1].url, headers: { range: 'bytes=0-5' } })
  assert.deepEqual([piece.statusCode, piece.body], [206, 'import'])
  assert.equal(
    (await http.inject('/eo/console/basemaps/0.pmtiles')).headers['content-type'],
    headers['content-type'],
  )
  await http.close()
})

test('a basemap that cannot be is refused with what would be right', () => {
  for (const [wrong, words] of [
    [{ name: 'A', kind: 'xyz', url: 'https://a.example/tiles.png' }, /\{z\}, \{x\} and \{y\}/],
    [{ name: 'A', kind: 'style', url: '/etc/passwd' }, /only a PMTiles file/],
    [{ name: 'A', kind: 'pmtiles', url: 'ftp://a.example/a' }, /must be http/],
    [{ name: 'A', kind: 'wms', url: 'https://a.example/' }, /kind|Invalid option/],
    [{ name: 'A', kind: 'style', url: 'https://a.example/', hosts: ["'unsafe-eval'"] }, /URL/],
  ] as const)
    assert.match(JSON.stringify(Basemaps.safeParse([wrong]).error?.issues), words)
  const twice = { name: 'A', kind: 'style', url: 'https://a.example/style.json' }
  assert.match(String(Basemaps.safeParse([twice, twice]).error), /two have one name/)
})
