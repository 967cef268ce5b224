import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fastify } from 'fastify'
import { documentationRoutes } from './documentation.ts'
import type { AnyEndpoint } from './endpoint.ts'

class CountedEndpoints extends Array<AnyEndpoint> {
  looks = 0
  override toSorted() {
    this.looks += 1
    return []
  }
}

test('the description is made when the server begins to listen: not before, and by no request', async () => {
  const http = fastify()
  const endpoints = new CountedEndpoints()
  await http.register(async (site) => void (await documentationRoutes(site, endpoints, '')))
  await http.ready()
  assert.equal(endpoints.looks, 0)
  const url = await http.listen({ host: '127.0.0.1', port: 0 })
  try {
    assert.equal(endpoints.looks, 1)
    for (const path of ['/openapi.json', '/docs/']) assert.equal((await fetch(url + path)).status, 200)
    assert.equal(endpoints.looks, 1)
  } finally {
    await http.close()
  }
})
