import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Http } from './http.ts'
import { Imports } from './imports.ts'
import { json, problem, serve, token } from './loopback.testing.ts'

const login = 'POST /oauth/token'
const take = 'POST /ops/v1/imports'
const options = { contract_id: 'cont.1', source: 'old', kind: 'tasks' as const }
const told = { created: 2, updated: 0, unchanged: 0, refused: 1, results: [{ index: 1, problems: [] }] }
const away = problem(503, { code: 'not_ready', message: 'Starting' })

const importsOf = ({ url }: { url: string }, attempts: number) =>
  new Imports(
    new Http({ url, client_id: 'operator', client_secret: 'secret', retries: { attempts, pause_ms: 0 } }),
  )

test('a server that is away or busy is asked again, and names no contract in its header', async (context) => {
  const server = await serve(context, {
    [login]: token,
    [take]: [away, problem(429, { code: 'too_many_requests' }), json(told)],
  })
  assert.deepEqual(await importsOf(server, 4).take(options, [{}, {}, {}]), told)
  assert.deepEqual(server.asked, [login, take, take, take])
  assert.equal(server.headers['x-satellogic-contract-id'], undefined)
})

test('a server that stays away is an error in the end, and a wrong request is one at once', async (context) => {
  const server = await serve(context, { [login]: token, [take]: away })
  await assert.rejects(importsOf(server, 3).take(options, [{}]), { code: 'not_ready' })
  assert.equal(server.asked.length, 4)
  const wrong = await serve(context, { [login]: token, [take]: problem(404, { code: 'not_found' }) })
  await assert.rejects(importsOf(wrong, 3).take(options, [{}]), { code: 'not_found' })
  assert.equal(wrong.asked.length, 2)
})

test('more than the server takes in one request goes in several, and is told as one', async (context) => {
  const one = { created: 0, updated: 0, unchanged: 0, refused: 1, results: [{ index: 0, problems: [] }] }
  const server = await serve(context, {
    [login]: token,
    [take]: [problem(413, { code: 'too_large' }), json(told), json(one)],
  })
  assert.deepEqual(await importsOf(server, 1).take(options, [{}, {}, {}, {}]), {
    ...told,
    refused: 2,
    results: [
      { index: 1, problems: [] },
      { index: 2, problems: [] },
    ],
  })
  const full = await serve(context, { [login]: token, [take]: problem(413, { code: 'too_large' }) })
  await assert.rejects(importsOf(full, 1).take(options, [{}]), { code: 'too_large' })
})
