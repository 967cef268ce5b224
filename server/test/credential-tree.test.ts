// The rights of a credential over those that it has made, and over what ends with it.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { CredentialWithSecret } from '@swath/contract/accounts'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const path = '/v2/my/api-credentials'
const cap = (amount_minor: number) => ({ spend_cap: { amount_minor, currency: 'USD' } })
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase(), {
      SWATH_SMTP_URL: 'smtp://127.0.0.1:1',
      SWATH_MAIL_FROM: 'swath@example.com',
    })
  })
  after(() => swath.close())

  const login = ({ client_id, client_secret }: CredentialWithSecret) =>
    swath.app.http.inject({
      method: 'POST',
      url: '/oauth/token',
      payload: { client_id, client_secret, grant_type: 'client_credentials' },
    })
  /** Somebody with one token, however long the test lasts. */
  async function as(credential: CredentialWithSecret) {
    const headers = {
      authorization: `Bearer ${(await login(credential)).json().access_token}`,
      'x-contract-id': demo_contracts.demo,
    }
    async function call(method: Method, url: string, payload?: object) {
      const response = await swath.app.http.inject({ method, url, headers, ...(payload && { payload }) })
      return { status: response.statusCode, body: response.body === '' ? undefined : response.json() }
    }
    async function create(given: object = {}): Promise<CredentialWithSecret> {
      const { status, body } = await call('POST', path, { name: 'made', ...given })
      assert.equal(status, 201, JSON.stringify(body))
      return body
    }
    const known = async () =>
      (await call('GET', path)).body.results.map((one: CredentialWithSecret) => one.client_id)
    return { call, create, known }
  }
  async function byOperator(given: object = {}): Promise<CredentialWithSecret> {
    const body = { name: 'of the operator', contract_ids: [demo_contracts.demo], ...given }
    return (await swath.call('operator', 'POST', '/ops/v1/credentials', body)).body
  }
  const at = ({ client_id }: CredentialWithSecret) => `${path}/${client_id}`
  const ops = ({ client_id }: CredentialWithSecret) => `/ops/v1/credentials/${client_id}`
  /** An error as its status and code. */
  const told = ({ status, body }: { status: number; body?: { code?: string } }) => [status, body?.code]
  const works = async (credential: CredentialWithSecret) => (await login(credential)).statusCode === 200

  test('what the operator made nobody else changes, limits, rotates or revokes, not even itself', async () => {
    const [one, other] = [await byOperator(), await byOperator()]
    for (const [who, whom] of [
      [one, other],
      [one, one],
    ] as const) {
      const { call } = await as(who)
      const attempts: [Method, string, object?][] = [
        ['PATCH', at(whom), { name: 'x' }],
        ['PATCH', at(whom), { scopes: [] }],
        ['PATCH', at(whom), cap(1)],
        ['PATCH', at(whom), { expires_at: null }],
        ['DELETE', at(whom)],
        ['DELETE', `${at(whom)}?made=keep`],
        ...(who === whom ? [] : [['POST', `${at(whom)}/rotate`, {}] as [Method, string, object]]),
      ]
      for (const [method, url, body] of attempts) {
        assert.deepEqual(
          told(await call(method, url, body)),
          [403, 'credential_forbidden'],
          `${method} ${url}`,
        )
      }
    }
    assert.ok(await works(other))
    assert.equal((await swath.call('operator', 'DELETE', ops(one))).status, 204)
  })

  test('a credential sees and manages what comes from it; the others only as an administrator', async () => {
    const root = await as(await byOperator())
    const [left, right] = [await root.create({ scopes: ['read', 'order'] }), await root.create()]
    const { call, create, known } = await as(left)
    const child = await create()
    const grandchild = await (await as(child)).create()
    assert.deepEqual(
      await known(),
      [left, child, grandchild].map(({ client_id }) => client_id),
    )
    assert.deepEqual(told(await call('DELETE', at(right))), [404, 'not_found'])
    assert.deepEqual(told(await (await as(child)).call('DELETE', at(left))), [404, 'not_found'])
    assert.equal((await call('PATCH', at(grandchild), { name: 'renamed' })).body.name, 'renamed')
    assert.equal(grandchild.created_by, child.client_id)
    const administrator = await as(right)
    const seen = (await administrator.call('GET', path)).body.results
    const mine = seen.find((one: CredentialWithSecret) => one.client_id === left.client_id)
    assert.deepEqual([mine.credentials_made, mine.may_change], [2, true])
    assert.equal((await administrator.call('DELETE', at(child))).status, 204)
    assert.deepEqual(await Promise.all([left, child, grandchild].map(works)), [true, false, false])
  })

  test('nothing outlives what made it, unless it is handed on, and then to the maker of that', async () => {
    const root = await as(await byOperator())
    const [first, second] = [await root.create(), await root.create()]
    const [lost, kept] = [await (await as(first)).create(), await (await as(second)).create()]
    const token = await as(lost)
    assert.equal((await token.call('GET', '/v2/orders/')).status, 200)
    assert.equal((await root.call('DELETE', at(first))).status, 204)
    assert.equal((await token.call('GET', '/v2/orders/')).status, 401)
    assert.equal((await root.call('DELETE', `${at(second)}?made=keep`)).status, 204)
    assert.deepEqual([await works(lost), await works(kept)], [false, true])
    const found = (await root.call('GET', path)).body.results.find(
      ({ client_id }: CredentialWithSecret) => client_id === kept.client_id,
    )
    assert.equal(found.created_by, (await root.call('GET', '/v2/my/credential')).body.client_id)
    assert.equal((await root.call('DELETE', `${at(kept)}?made=maybe`)).status, 400)
    assert.equal((await root.call('DELETE', at(kept))).status, 204)
  })

  test('an operator who leaves takes no credentials of customers along', async () => {
    const made = await byOperator()
    const { body } = await swath.call('operator', 'GET', '/ops/v1/credentials?limit=1000')
    const of = (id: string) => body.results.find((one: CredentialWithSecret) => one.client_id === id)
    assert.deepEqual([of(made.client_id).created_by, of('operator').credentials_made], ['operator', 0])
  })

  test('a cap is lifted by whoever set it, by what made that, and by the operator; theirs by nobody else', async () => {
    const parent = await byOperator()
    const root = await as(parent)
    const child = await root.create()
    await swath.call('operator', 'PATCH', ops(child), cap(500))
    for (const change of [{ spend_cap: null }, cap(9_999), cap(1)]) {
      assert.deepEqual(told(await root.call('PATCH', at(child), change)), [403, 'spend_cap_fixed'])
    }
    assert.deepEqual(told(await root.call('DELETE', `${at(child)}?made=keep`)), [403, 'spend_cap_fixed'])
    await swath.call('operator', 'PATCH', ops(child), { spend_cap: null })
    const middle = await root.create()
    await (await as(middle)).call('PATCH', at(child), cap(500))
    const sibling = await as(await root.create())
    assert.deepEqual(told(await sibling.call('PATCH', at(child), { spend_cap: null })), [
      403,
      'spend_cap_fixed',
    ])
    assert.equal((await root.call('PATCH', at(child), { spend_cap: null })).body.spend_cap, null)
  })

  test('a cap holds for what the credential had made before it was capped', async () => {
    const parent = await byOperator()
    const child = await (await as(parent)).create()
    await swath.call('operator', 'PATCH', ops(parent), cap(100_000))
    const order = async (who: CredentialWithSecret) =>
      told(await (await as(who)).call('POST', '/v2/orders/', aPointOrder()))[0]
    assert.deepEqual([await order(child), await order(child), await order(parent)], [201, 402, 402])
    const { spending } = (await (await as(child)).call('GET', '/v2/my/credential')).body
    assert.equal(spending.remaining_minor, 20_000)
  })

  test('a credential expires with its tokens, and so does all that it made', async () => {
    const now = swath.clock.now()
    const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString()
    const parent = await byOperator({ expires_at: later(10) })
    const { call, create } = await as(parent)
    const child = await create()
    assert.equal(Date.parse(child.expires_at!), Date.parse(later(10)))
    for (const expires_at of [null, later(11)]) {
      assert.deepEqual(told(await call('POST', path, { name: 'x', expires_at })), [403, 'expiry_exceeded'])
      assert.deepEqual(told(await call('PATCH', at(child), { expires_at })), [403, 'expiry_exceeded'])
    }
    assert.deepEqual(told(await call('PATCH', at(child), { expires_at: later(-1) })), [
      400,
      'invalid_request',
    ])
    assert.equal((await login(parent)).json().expires_in, 10 * 3600)
    await swath.call('operator', 'PATCH', ops(parent), { expires_at: later(2) })
    const token = await as(child)
    swath.clock.set(new Date(later(2)))
    assert.equal((await token.call('GET', '/v2/orders/')).status, 401)
    assert.match((await login(child)).json().detail, /expired at/)
    swath.clock.set(now)
  })

  describe('what a credential has set up to send on its own', () => {
    let number = 0
    /** A webhook, a destination and a notification. @returns their paths */
    async function setUp({ call }: Awaited<ReturnType<typeof as>>): Promise<string[]> {
      const name = `set-up-${number++}`
      const settings = { kind: 'https_put', base_url: 'https://example.com/in' }
      const given = {
        webhooks: { url: 'https://example.com/in', event_types: ['*'] },
        destinations: { name, settings },
        digests: { email: `${name}@example.com` },
      }
      const made = Object.entries(given).map(async ([kind, body]) => {
        const answer = await call('POST', `/v2/${kind}/`, body)
        assert.equal(answer.status, 201, JSON.stringify(answer.body))
        return `/v2/${kind}/${answer.body[`${kind.slice(0, -1)}_id`]}`
      })
      return Promise.all(made)
    }
    const states = (paths: string[]) =>
      Promise.all(
        paths.map(async (path) => {
          const { body } = await swath.call('demo', 'GET', path)
          return body.state === 'revoked' ? 'revoked' : (body.disabled_reason ?? body.created_by)
        }),
      )
    const ended = ['credential_ended', 'credential_ended', 'revoked']
    const of = (client_id: string) => [client_id, client_id, client_id]

    test('stops when it is revoked, also what its own credentials set up; others keep theirs', async () => {
      const root = await as(await byOperator())
      const [gone, stays] = [await root.create(), await root.create()]
      const child = await (await as(gone)).create()
      const theirs = [...(await setUp(await as(gone))), ...(await setUp(await as(child)))]
      const kept = await setUp(await as(stays))
      const listed = (await root.call('GET', path)).body.results
      const made = listed.find((one: CredentialWithSecret) => one.client_id === gone.client_id)
      assert.deepEqual([made.credentials_made, made.set_up], [1, 6])
      assert.equal((await root.call('DELETE', at(gone))).status, 204)
      await swath.drain()
      assert.deepEqual(await states(theirs), [...ended, ...ended])
      assert.deepEqual(await states(kept), of(stays.client_id))
    })

    test('goes on under the maker of the credential where what it made is kept', async () => {
      const parent = await byOperator()
      const root = await as(parent)
      const middle = await root.create()
      const made = await setUp(await as(middle))
      assert.equal((await root.call('DELETE', `${at(middle)}?made=keep`)).status, 204)
      await swath.drain()
      assert.deepEqual(await states(made), of(parent.client_id))
      assert.equal((await swath.call('operator', 'DELETE', `${ops(parent)}?made=keep`)).status, 204)
      await swath.drain()
      assert.deepEqual(await states(made), [null, null, null])
    })

    test('stops when it expires, or may that no longer', async () => {
      const now = swath.clock.now()
      const expires_at = new Date(now.getTime() + 3_600_000).toISOString()
      const brief = await setUp(await as(await byOperator({ expires_at })))
      const narrowed = await byOperator()
      const made = await setUp(await as(narrowed))
      await swath.call('operator', 'PATCH', ops(narrowed), { scopes: ['read', 'deliveries'] })
      await swath.drain()
      assert.deepEqual(await states(made), ['credential_ended', narrowed.client_id, 'revoked'])
      assert.deepEqual((await states(brief)).includes('credential_ended'), false)
      swath.clock.set(new Date(expires_at))
      await swath.app.queue.trigger('accounts.end_made')
      await swath.drain()
      assert.deepEqual(await states(brief), ended)
      swath.clock.set(now)
    })

    test('is of whoever said last where it goes, and goes on when another enables it', async () => {
      const root = await as(await byOperator())
      const [maker, thief] = [await root.create(), await root.create()]
      const paths = (await setUp(await as(maker))).slice(0, 2)
      const moved = {
        url: 'https://example.com/mine',
        settings: { kind: 'https_put', base_url: 'https://example.com/mine' },
      }
      const { call } = await as(thief)
      await call('PATCH', paths[0]!, { url: moved.url })
      await call('PATCH', paths[1]!, { settings: moved.settings })
      assert.equal((await root.call('DELETE', at(thief))).status, 204)
      await swath.drain()
      assert.deepEqual(await states(paths), ended.slice(0, 2))
      for (const one of paths) {
        assert.equal((await (await as(maker)).call('PATCH', one, { is_enabled: true })).status, 200)
      }
      await swath.drain()
      assert.deepEqual(await states(paths), [maker.client_id, maker.client_id])
    })

    test('is told in the log, as credentials are: one line of who did what to which, without its secrets', async () => {
      const maker = await byOperator()
      const { call, create } = await as(maker)
      swath.told.length = 0
      const url = 'https://example.com/in?token=geheim'
      const { body: webhook } = await call('POST', '/v2/webhooks/', { url, event_types: ['*'] })
      await call('PATCH', `/v2/webhooks/${webhook.webhook_id}`, { is_enabled: false })
      assert.equal((await call('PATCH', `/v2/webhooks/${webhook.webhook_id}`, { url: 'x' })).status, 400)
      const settings = { kind: 'https_put', base_url: 'https://example.com/in' }
      const destination = { name: 'told', settings, credentials: { bearer_token: 'geheim' } }
      const { destination_id } = (await call('POST', '/v2/destinations/', destination)).body
      await call('DELETE', `/v2/destinations/${destination_id}`)
      await create({ scopes: ['read'] })
      await swath.call('operator', 'PUT', `/ops/v1/contracts/${demo_contracts.demo}/limits`, {})
      const lines = swath.told.map(({ audit, actor, webhook_id, destination_id, named }) => {
        return [audit, actor, webhook_id ?? destination_id, named]
      })
      const [by, hook] = [maker.client_id, webhook.webhook_id]
      assert.deepEqual(lines.slice(0, 5), [
        ['createWebhook', by, hook, ['url', 'event_types']],
        ['updateWebhook', by, hook, ['is_enabled']],
        ['createDestination', by, destination_id, ['name', 'settings', 'credentials']],
        ['deleteDestination', by, destination_id, []],
        [undefined, by, undefined, undefined],
      ])
      assert.ok(!JSON.stringify(swath.told).includes('geheim'))
    })

    test('a notification that ended is not revived by the links of its mails', async () => {
      const made = await byOperator()
      const digest_path = (await setUp(await as(made)))[2]!
      const digest_id = digest_path.split('/').at(-1)!
      await swath.call('operator', 'DELETE', ops(made))
      await swath.drain()
      const digests = swath.app.features.digests.service
      await assert.rejects(digests.confirm(demo_contracts.demo, digest_id), { code: 'link_invalid' })
      assert.deepEqual(await states([digest_path]), ['revoked'])
    })
  })

  test('a secret is replaced while the former stays valid for a while, with tokens that last no longer', async () => {
    const root = await as(await byOperator())
    const before = await root.create()
    const now = swath.clock.now()
    const rotated = await root.call('POST', `${at(before)}/rotate`, { overlap_s: 600 })
    assert.equal(rotated.status, 200)
    const fresh = { ...before, client_secret: rotated.body.client_secret }
    assert.equal(Date.parse(rotated.body.previous_secret_until), now.getTime() + 600_000)
    assert.deepEqual([await works(before), await works(fresh)], [true, true])
    assert.equal((await login(before)).json().expires_in, 600)
    const again = await root.call('POST', `${at(before)}/rotate`, { overlap_s: 600 })
    assert.deepEqual(told(again), [409, 'credential_secrets_reached'])
    swath.clock.set(new Date(now.getTime() + 600_000))
    assert.deepEqual([await works(before), await works(fresh)], [false, true])
    swath.clock.set(now)
  })

  test('a secret that got out is replaced at once, with every token and link that it made', async () => {
    const stolen = await byOperator(cap(1))
    const thief = await as(stolen)
    assert.equal((await thief.call('GET', '/v2/orders/')).status, 200)
    const { access_token } = (await login(stolen)).json()
    const claims = JSON.parse(Buffer.from(access_token.split('.')[1], 'base64url').toString())
    const maker = { client_id: stolen.client_id, token_id: claims.jti, contract_id: demo_contracts.demo }
    const link = new URL(await swath.app.features.accounts.links.sign(maker, '/x', 60))
    const follow = () =>
      swath.app.features.accounts.links.verify(
        '/x',
        Object.fromEntries(link.searchParams) as never,
        '192.0.2.1',
      )
    assert.equal(await follow(), demo_contracts.demo)
    const owner = await as(stolen)
    const { body } = await owner.call('POST', '/v2/my/credential/rotate', { overlap_s: 0 })
    assert.deepEqual([body.previous_secret_until, await works(stolen)], [null, false])
    for (const { call } of [thief, owner]) assert.equal((await call('GET', '/v2/orders/')).status, 401)
    await assert.rejects(follow(), { code: 'link_expired' })
    assert.ok(await works({ ...stolen, client_secret: body.client_secret }))
  })

  test('nobody learns a secret that may more, or for longer', async () => {
    const root = await as(await byOperator())
    const wide = await root.create()
    const expires_at = new Date(swath.clock.now().getTime() + 3_600_000).toISOString()
    const narrow = await as(await root.create({ scopes: ['read', 'administer'] }))
    const brief = await as(await root.create({ expires_at }))
    assert.deepEqual(told(await narrow.call('POST', `${at(wide)}/rotate`, {})), [403, 'scopes_exceeded'])
    assert.deepEqual(told(await brief.call('POST', `${at(wide)}/rotate`, {})), [403, 'expiry_exceeded'])
    assert.deepEqual(told(await narrow.call('PATCH', at(wide), { scopes: ['read'] })), [200, undefined])
    assert.deepEqual(told(await narrow.call('PATCH', at(wide), { scopes: ['money'] })), [
      403,
      'scopes_exceeded',
    ])
  })

  test('secrets are shown once, and nobody on the way keeps them', async () => {
    const made = await swath.call('demo', 'POST', path, { name: 'x' })
    const rotated = await swath.call('demo', 'POST', `${path}/${made.body.client_id}/rotate`, {})
    for (const { headers, body } of [made, rotated]) {
      assert.equal(headers['cache-control'], 'no-store')
      const listed = JSON.stringify((await swath.call('demo', 'GET', path)).body)
      assert.ok(body.client_secret.length > 40 && !listed.includes(body.client_secret))
    }
  })
})
