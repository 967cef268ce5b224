// Profiles, and what answers at the address of one.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { demo_contracts } from '../../../server/src/contracts/demo.ts'
import { TestApp } from '../../../server/test/app.ts'
import { onOneDatabase } from '../../../server/test/databases.ts'
import { SwathCommand } from './swath.testing.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'swath-sign-in-'))
const servers: Server[] = []
after(() => {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
  rmSync(folder, { recursive: true })
})

async function listening(server: Server): Promise<number> {
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}

onOneDatabase((openDatabase) => {
  const secret = 'a secret of the tests'
  let swath: TestApp
  let url: string
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    url = await swath.app.http.listen({ host: '127.0.0.1', port: 0 })
  })
  after(() => swath.close())

  const commandIn = (home: string, env: Record<string, string> = {}) =>
    new SwathCommand(path.join(folder, home), env)
  const login = (command: SwathCommand, ...args: string[]) =>
    command.run(['login', '--client-id', 'demo', ...args], { input: secret })

  test('a new profile takes no address of another; one that signs in again keeps its own', async () => {
    const command = commandIn('addresses')
    assert.equal((await login(command, '--url', url)).code, 0)
    const other = await login(command, '--profile', 'other')
    assert.equal(other.code, 2)
    assert.match(other.error, /Address of the server\? Say it with a flag/)
    assert.equal((await login(command)).code, 0)
  })

  test('a profile that is named counts before the environment, and one that is not named behind it, which is said', async () => {
    const command = commandIn('named', { SWATH_URL: 'http://127.0.0.1:9', SWATH_ACCESS_TOKEN: '' })
    assert.equal((await login(command, '--url', url, '--profile', 'test')).code, 0)
    assert.equal((await login(command, '--url', url)).code, 0)
    const named = await command.run(['products', '--profile', 'test'], {
      env: { SWATH_CLIENT_ID: 'operator', SWATH_CLIENT_SECRET: 'other', SWATH_CONTRACT: 'none' },
    })
    assert.equal(named.code, 0, named.error)
    const { code, error } = await command.run(['products'])
    assert.equal(code, 2)
    assert.ok(error.includes(`the profile default is for ${url}, not for http://127.0.0.1:9`), error)
  })

  test('whoami tells who asks where, and what it may; after logout nobody is signed in', async () => {
    const command = commandIn('whoami')
    await login(command, '--url', url)
    const { out } = await command.run(['whoami'])
    const told = JSON.parse(out)
    assert.deepEqual([told.url, told.profile, told.credential.client_id], [url, 'default', 'demo'])
    assert.deepEqual(told.contracts[0].contract_id, demo_contracts.demo)
    assert.ok(told.credential.scopes.includes('order'))
    const operator = { SWATH_URL: url, SWATH_CLIENT_ID: 'operator', SWATH_CLIENT_SECRET: secret }
    const by_operator = await command.run(['whoami'], { env: operator })
    assert.equal(by_operator.code, 0, by_operator.error)
    const of_operator = JSON.parse(by_operator.out)
    assert.deepEqual(
      [of_operator.credential.client_id, of_operator.profile, of_operator.contracts],
      ['operator', null, []],
    )
    assert.equal((await command.run(['logout'])).code, 0)
    const kept = JSON.parse(readFileSync(path.join(folder, 'whoami/swath/profiles.json'), 'utf8'))
    assert.deepEqual(kept, {})
    const gone = await command.run(['whoami'])
    assert.deepEqual([gone.code, /swath login/.test(gone.error)], [2, true])
    const again = await command.run(['logout'])
    assert.deepEqual([again.code, /There is no profile default/.test(again.error)], [2, true])
  })

  test('api reaches whatever else there is, with a body from a file or the input', async () => {
    const command = commandIn('api', { SWATH_URL: url, SWATH_CLIENT_ID: 'demo', SWATH_CLIENT_SECRET: secret })
    const listed = await command.run(['api', 'GET', '/v2/products/?limit=1'])
    assert.equal(JSON.parse(listed.out).results.length, 1)
    const made = await command.run(['api', 'post', '/v2/projects/', '-'], {
      input: '{"project_name": "Ruhr"}',
    })
    const { project_id, project_name } = JSON.parse(made.out)
    assert.equal(project_name, 'Ruhr')
    const removed = await command.run(['api', 'DELETE', `/v2/projects/${project_id}`])
    assert.deepEqual([removed.code, removed.out], [0, ''])
    const missing = await command.run(['api', 'GET', `/v2/projects/${project_id}`])
    assert.deepEqual([missing.code, missing.out], [3, ''])
    const wrong = await command.run(['api', 'GET', 'https://elsewhere.example/v2/'])
    assert.match(wrong.error, /is not a path such as \/v2\/orders\//)
    const operator = { SWATH_CLIENT_ID: 'operator' }
    const contracts = await command.run(['api', 'GET', '/ops/v1/contracts/'], { env: operator })
    assert.equal(contracts.code, 0, contracts.error)
    const read = await command.run(['api', 'POST', '/v2/places/read?file_name=a.wkt', '-'], {
      input: 'POINT(1 2)',
    })
    assert.equal(JSON.parse(read.out).features.length, 1, read.error)
  })
})

test('what answers and is not Swath is said so, each in its way', async () => {
  const answers: [string, RequestListener, RegExp][] = [
    [
      'a page',
      (_, response) => response.setHeader('content-type', 'text/html').end('<html>'),
      /is not Swath: it sends no JSON/,
    ],
    [
      'other JSON',
      (_, response) => response.end('{"hello": "world"}'),
      /is not Swath: its answer to \/oauth\/token has no token/,
    ],
    [
      'no such page',
      (_, response) => response.writeHead(404).end('nothing here'),
      /with the status 404[\s\S]*That is not how Swath answers/,
    ],
    [
      'a redirect',
      (_, response) => response.writeHead(301, { location: 'https://elsewhere.example/' }).end(),
      /sends on to another address[\s\S]*write the address/,
    ],
    [
      'tokens, and nonsense then',
      ({ url }, response) =>
        response.end(url === '/oauth/token' ? '{"access_token": "a", "expires_in": 60}' : '{"contracts": 7}'),
      /is not Swath: its answer to \/contracts is no list/,
    ],
    [
      'lists, and nonsense in them',
      ({ url }, response) =>
        response.end(
          url === '/oauth/token'
            ? '{"access_token": "a", "expires_in": 60}'
            : '[{"contract_id": "c", "name": "n"}]',
        ),
      /is not Swath: its answer to \/v2\/products\/ is no list/,
    ],
  ]
  for (const [what, answer, sentence] of answers) {
    const url = `http://127.0.0.1:${await listening(createServer(answer))}`
    const command = new SwathCommand(folder, {
      SWATH_URL: url,
      SWATH_CLIENT_ID: 'a',
      SWATH_CLIENT_SECRET: 'b',
    })
    const { code, out, error } = await command.run(['products'])
    assert.match(error, sentence, what)
    assert.ok(code >= 2 && out === '', what)
    assert.doesNotMatch(error, /TypeError|undefined|at .*\.js/, what)
  }
})

test('a certificate that nobody has signed is explained, and taken where it is told', async () => {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name))
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key!, '-out', cert!, ...names],
    {
      stdio: 'ignore',
    },
  )
  const server = createSecureServer({ key: readFileSync(key!), cert: readFileSync(cert!) }, (_, response) => {
    response.writeHead(404).end()
  })
  const port = await listening(server)
  const env = { SWATH_CLIENT_ID: 'a', SWATH_CLIENT_SECRET: 'b' }
  const command = new SwathCommand(folder, { ...env, SWATH_URL: `https://localhost:${port}` })
  const { code, error } = await command.run(['products'])
  assert.equal(code, 4)
  assert.match(error, /certificate[\s\S]*NODE_EXTRA_CA_CERTS/)
  const told = await command.run(['products'], { env: { NODE_EXTRA_CA_CERTS: cert! } })
  assert.match(told.error, /status 404/)
  const other_name = await command.run(['products'], {
    env: { NODE_EXTRA_CA_CERTS: cert!, SWATH_URL: `https://127.0.0.1:${port}` },
  })
  assert.match(other_name.error, /for another name/)
})
