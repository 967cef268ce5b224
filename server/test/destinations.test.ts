import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { DeliveryTests } from './deliveries.ts'

const put = { kind: 'https_put', base_url: 'https://example.com/in' }
const bearer = { bearer_token: 'a secret' }

onOneDatabase((openDatabase) => {
  let tests: DeliveryTests
  before(async () => {
    tests = await DeliveryTests.open(await openDatabase())
  })
  after(() => tests.close())

  const call = (...args: Parameters<DeliveryTests['swath']['call']>) => tests.swath.call(...args)
  const urlOf = ({ destination_id }: { destination_id: string }) => `/v2/destinations/${destination_id}`
  const patch = (destination: { destination_id: string }, body: object, headers = {}) =>
    call('demo', 'PATCH', urlOf(destination), body, headers)

  describe('a destination', () => {
    test('is created, read, changed and deleted by its contract, and seen by no other', async () => {
      const given = { name: 'ours', settings: { kind: 'folder', folder: 'a/b' } }
      const created = await call('demo', 'POST', '/v2/destinations/', given)
      assert.equal(created.status, 201)
      const { destination_id, path_template, is_enabled, verification } = created.body
      assert.match(destination_id, /^dest\./)
      assert.equal(created.headers.location, urlOf(created.body))
      assert.deepEqual(
        [path_template, is_enabled, verification],
        ['{order_id}/{capture_id}/{processing_level}/{file_name}', true, null],
      )
      const read = await call('demo', 'GET', urlOf(created.body))
      assert.deepEqual(read.body, created.body)
      const listed = (await call('demo', 'GET', '/v2/destinations/')).body
      assert.deepEqual([listed.count, listed.results], [1, [created.body]])
      const renamed = await patch(created.body, { name: 'renamed' }, { 'if-match': read.headers.etag })
      assert.equal(renamed.body.name, 'renamed')
      const stale = await patch(created.body, { name: 'no' }, { 'if-match': read.headers.etag })
      assert.equal(stale.status, 412)
      assert.equal((await call('demo-two', 'GET', '/v2/destinations/')).body.count, 0)
      for (const [method, url, body] of [
        ['GET', urlOf(created.body)],
        ['PATCH', urlOf(created.body), { name: 'mine' }],
        ['POST', `${urlOf(created.body)}/verify`],
        ['DELETE', urlOf(created.body)],
      ] as const) {
        assert.equal((await call('demo-two', method, url, body)).status, 404, `${method} ${url}`)
      }
      assert.equal((await call('demo', 'DELETE', urlOf(created.body))).status, 204)
      assert.equal((await call('demo', 'GET', urlOf(created.body))).status, 404)
      // The name is free again.
      const again = await call('demo', 'POST', '/v2/destinations/', { ...given, name: 'renamed' })
      const other = await call('demo', 'POST', '/v2/destinations/', { ...given, name: 'renamed' })
      assert.deepEqual([again.status, other.status, other.body.code], [201, 409, 'destination_name_taken'])
      assert.equal(other.body.destination_id, again.body.destination_id)
    })

    test('that cannot be is refused with what would be right, and nothing is stored', async () => {
      const folder = { kind: 'folder', folder: '' }
      const good = { name: 'refused', settings: folder }
      const s3 = { kind: 's3', bucket: 'a-bucket', region: 'eu-west-1' }
      const s3_key = { access_key_id: 'a-key', secret_access_key: 'a-secret' }
      const refused: [object, string, string, RegExp][] = [
        [
          { ...good, path_template: '{order}/{file_name}' },
          'path_template_invalid',
          '/path_template',
          /\{order_id\}, /,
        ],
        [
          { ...good, path_template: '../{deliverable_id}/{file_name}' },
          'path_template_invalid',
          '/path_template',
          /dot/,
        ],
        [
          { ...good, path_template: '{order_id}/{file_name}' },
          'path_template_invalid',
          '/path_template',
          /\{deliverable_id\}/,
        ],
        [
          { ...good, settings: { kind: 'folder', folder: '../x' } },
          'invalid_request',
          '/settings/folder',
          /path/,
        ],
        [{ ...good, settings: { kind: 'ftp' } }, 'invalid_request', '/settings/kind', /./],
        [{ ...good, credentials: bearer }, 'destination_refused', '/settings', /folder takes no credentials/],
        [
          { ...good, settings: { ...put, base_url: 'http://example.com' }, credentials: bearer },
          'destination_refused',
          '/settings',
          /must be https/,
        ],
        [
          { ...good, settings: { ...s3, endpoint: 'http://example.com' }, credentials: s3_key },
          'destination_refused',
          '/settings',
          /must be https/,
        ],
        [
          { ...good, settings: put, credentials: { password: 'x' } },
          'destination_refused',
          '/settings',
          /bearer_token/,
        ],
        [
          { ...good, default_for: { projects: ['none such'] } },
          'invalid_request',
          '/default_for/projects',
          /none such/,
        ],
        [{ ...good, secret: 'x' }, 'invalid_request', '/secret', /no such field/],
        [{ settings: folder }, 'invalid_request', '/name', /./],
      ]
      const { count } = (await call('demo', 'GET', '/v2/destinations/')).body
      for (const [body, code, pointer, message] of refused) {
        const answer = await call('demo', 'POST', '/v2/destinations/', body)
        const [problem] = answer.body.errors
        assert.deepEqual(
          [answer.status, answer.body.code, problem.pointer],
          [400, code, pointer],
          JSON.stringify(body),
        )
        assert.match(problem.message, message)
      }
      assert.equal((await call('demo', 'GET', '/v2/destinations/')).body.count, count)
    })

    test('becomes the default of its contract by an operator, who sees no credentials', async () => {
      const of_demo = `/ops/v1/contracts/${demo_contracts.demo}`
      const settings = { kind: 'folder', folder: 'standard' }
      const { destination_id } = (
        await call('demo', 'POST', '/v2/destinations/', { name: 'standard', settings })
      ).body
      const set = (wanted: string | null, contract = of_demo) =>
        call('operator', 'PUT', `${contract}/default-destination`, { destination_id: wanted })
      assert.deepEqual((await set(destination_id)).body, { destination_id })
      const { results } = (await call('operator', 'GET', `${of_demo}/destinations`)).body
      const listed = results.find((one: { destination_id: string }) => one.destination_id === destination_id)
      assert.deepEqual([listed.default_for.contract, 'credentials' in listed], [true, false])
      const foreign = await set(destination_id, `/ops/v1/contracts/${demo_contracts['demo-two']}`)
      assert.deepEqual([foreign.status, foreign.body.errors[0].pointer], [400, '/destination_id'])
      assert.equal((await set(null, '/ops/v1/contracts/cont.no')).status, 404)
      assert.equal((await call('demo', 'GET', `${of_demo}/destinations`)).status, 403)
      assert.deepEqual((await set(null)).body, { destination_id: null })
      const { body } = await call('demo', 'GET', `/v2/destinations/${destination_id}`)
      assert.equal(body.default_for.contract, false)
      await call('demo', 'DELETE', `/v2/destinations/${destination_id}`)
    })

    test('counts up to fifty in a contract, also when many are created at once', async () => {
      const create = (index: number) =>
        call('demo-two', 'POST', '/v2/destinations/', {
          name: `${index}`,
          settings: { kind: 'folder', folder: '' },
        })
      const answers = await Promise.all(Array.from({ length: 52 }, (_, index) => create(index)))
      const refused = answers.filter(({ status }) => status !== 201)
      assert.deepEqual(
        refused.map(({ body }) => body.code),
        ['destination_limit_reached', 'destination_limit_reached'],
      )
    })

    test('takes a repeated request under an Idempotency-Key once', async () => {
      const body = { name: 'once', settings: { kind: 'folder', folder: 'once' } }
      const headers = { 'idempotency-key': 'destination-once' }
      const first = await call('demo', 'POST', '/v2/destinations/', body, headers)
      const second = await call('demo', 'POST', '/v2/destinations/', body, headers)
      assert.deepEqual([second.status, second.body], [201, first.body])
    })
  })

  describe('verify', () => {
    test('writes, reads and removes a probe, and the destination keeps what came of it', async () => {
      const destination = await tests.destination()
      const { status, body } = await call('demo', 'POST', `${urlOf(destination)}/verify`)
      assert.deepEqual([status, body.verification.worked], [200, true])
      assert.ok(body.verification.steps.length >= 3)
      assert.deepEqual(await readdir(tests.folderOf(destination)), [])
      assert.deepEqual((await call('demo', 'GET', urlOf(destination))).body.verification, body.verification)
      const moved = await patch(destination, { settings: { kind: 'folder', folder: 'elsewhere' } })
      assert.equal(moved.body.verification, null)
    })

    test('says which step failed and why', async () => {
      const destination = await tests.destination()
      await mkdir(path.dirname(tests.folderOf(destination)), { recursive: true })
      await writeFile(tests.folderOf(destination), 'a file where the folder should be')
      const { verification } = (await call('demo', 'POST', `${urlOf(destination)}/verify`)).body
      assert.equal(verification.worked, false)
      const failed = verification.steps.at(-1)
      assert.deepEqual([failed.worked, failed.reason], [false, 'INVALID_SETTINGS'])
      assert.ok(failed.message.length > 5)
    })
  })

  test('a folder is that of its contract, and no link leads out of it', async () => {
    const outside = await mkdtemp(path.join(tmpdir(), 'swath-outside-'))
    try {
      await mkdir(path.join(tests.root, demo_contracts['demo-two'], 'theirs'), { recursive: true })
      await mkdir(path.join(tests.root, demo_contracts.demo), { recursive: true })
      for (const [name, target] of [
        ['out', outside],
        ['neighbour', path.join(tests.root, demo_contracts['demo-two'], 'theirs')],
      ] as const) {
        await symlink(target, path.join(tests.root, demo_contracts.demo, name))
        const destination = await tests.destination({ settings: { kind: 'folder', folder: name } })
        const { verification } = (await call('demo', 'POST', `${urlOf(destination)}/verify`)).body
        assert.equal(verification.worked, false)
        assert.deepEqual(await readdir(target), [])
      }
    } finally {
      await rm(outside, { recursive: true })
    }
  })

  test('an order is validated and quoted with its destination', async () => {
    const destination = await tests.destination()
    const order = aPointOrder({ destination_id: destination.destination_id })
    assert.equal((await call('demo', 'POST', '/v2/orders/validate', order)).body.valid, true)
    const wrong = aPointOrder({ destination_id: 'dest.none' })
    const { valid, errors } = (await call('demo', 'POST', '/v2/orders/validate', wrong)).body
    assert.deepEqual([valid, errors[0].code], [false, 'destination_unknown'])
    const placed = await call('demo', 'POST', '/v2/orders/', order)
    assert.equal(placed.body.properties.destination_id, destination.destination_id)
  })
})
