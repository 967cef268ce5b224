import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CredentialWithSecret, SpendCap } from '@swath/contract/accounts'
import { demo_contracts } from '../src/contracts/demo.ts'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { anItem, openFileHost } from './items.ts'

/** The price of `aPointOrder`. */
const price_minor = 80_000
const usd = (amount_minor: number): SpendCap => ({ amount_minor, currency: 'USD' })

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  async function credential(spend_cap: SpendCap | null, contract_ids: string[] = [demo_contracts.demo]) {
    const body = { name: 'an agent', contract_ids, spend_cap }
    const made = await swath.call('operator', 'POST', '/ops/v1/credentials', body)
    assert.equal(made.status, 201)
    return made.body as CredentialWithSecret
  }

  /** A request of a credential that the tests do not know beforehand. */
  async function as(
    { client_id, client_secret }: CredentialWithSecret,
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    payload?: object,
    contract_id: string = demo_contracts.demo,
  ) {
    const login = { client_id, client_secret, grant_type: 'client_credentials' }
    const { access_token } = (
      await swath.app.http.inject({ method: 'POST', url: '/oauth/token', payload: login })
    ).json()
    const response = await swath.app.http.inject({
      method,
      url,
      headers: { authorization: `Bearer ${access_token}`, 'x-contract-id': contract_id },
      ...(payload ? { payload } : {}),
    })
    const is_json = String(response.headers['content-type']).includes('json')
    return { status: response.statusCode, body: is_json ? response.json() : undefined }
  }
  const place = (agent: CredentialWithSecret, order = aPointOrder()) =>
    as(agent, 'POST', '/v2/orders/', order)
  const remaining = async (agent: CredentialWithSecret) =>
    (await as(agent, 'GET', '/v2/my/credential')).body.spending.remaining_minor

  test('a credential orders up to its cap, and what goes beyond it is refused and stores nothing', async () => {
    const agent = await credential(usd(2 * price_minor))
    assert.equal((await place(agent)).status, 201)
    assert.equal((await place(agent)).status, 201)
    const { status, body } = await place(agent)
    assert.deepEqual([status, body.code], [402, 'spend_cap_exceeded'])
    assert.deepEqual(
      [body.spend_cap_minor, body.currency, body.until],
      [2 * price_minor, 'USD', '2026-07-01T00:00:00.000000Z'],
    )
    assert.equal(await remaining(agent), 0)
    const { body: orders } = await as(agent, 'GET', '/v2/orders/')
    assert.equal(orders.count, 2)
  })

  test('of many orders at once no more are placed than the cap allows', async () => {
    const agent = await credential(usd(3 * price_minor))
    const placed = await Promise.all(Array.from({ length: 8 }, () => place(agent)))
    const statuses = placed.map(({ status }) => status).sort()
    assert.deepEqual(statuses, [201, 201, 201, 402, 402, 402, 402, 402])
    assert.equal(await remaining(agent), 0)
  })

  test('a bulk request places what fits; all or nothing places nothing', async () => {
    const agent = await credential(usd(price_minor))
    const orders = [aPointOrder(), aPointOrder()]
    const whole = await as(agent, 'POST', '/v2/orders/bulk', { orders, all_or_nothing: true })
    assert.deepEqual([whole.status, whole.body.errors[0].code], [400, 'spend_cap_exceeded'])
    assert.equal(await remaining(agent), price_minor)
    const some = await as(agent, 'POST', '/v2/orders/bulk', { orders })
    assert.deepEqual(
      some.body.results.map((line: { status: number }) => line.status),
      [201, 402],
    )
  })

  test('a canceled order gives its room back, and a closed one counts what was delivered', async () => {
    const agent = await credential(usd(price_minor))
    const { body: order } = await place(agent)
    assert.equal((await place(agent)).status, 402)
    assert.equal((await as(agent, 'DELETE', `/v2/orders/${order.id}`)).status, 200)
    assert.equal(await remaining(agent), price_minor)
    assert.equal((await place(agent)).status, 201)
  })

  test('a new month begins anew', async () => {
    const agent = await credential(usd(price_minor))
    const now = swath.clock.now()
    swath.clock.set(new Date('2026-06-30T23:59:59Z'))
    assert.equal((await place(agent)).status, 201)
    assert.equal((await place(agent)).status, 402)
    swath.clock.set(new Date('2026-07-01T00:00:00Z'))
    assert.equal((await place(agent)).status, 201)
    swath.clock.set(now)
  })

  test('a cap is for all contracts of the credential together, and for no other credential', async () => {
    const agent = await credential(usd(100_000), [demo_contracts.demo, demo_contracts['demo-two']])
    assert.equal((await place(agent)).status, 201)
    const elsewhere = await as(agent, 'POST', '/v2/orders/', aPointOrder(), demo_contracts['demo-two'])
    assert.deepEqual([elsewhere.status, elsewhere.body.code], [402, 'spend_cap_exceeded'])
    assert.equal((await swath.call('demo', 'POST', '/v2/orders/', aPointOrder())).status, 201)
  })

  test('an order in another currency than the cap is refused', async () => {
    const agent = await credential({ amount_minor: 1_000_000, currency: 'EUR' })
    const { status, body } = await place(agent)
    assert.deepEqual([status, body.code], [402, 'spend_cap_exceeded'])
    assert.match(body.message, /EUR.*USD/)
  })

  test('an operator sets a cap and takes it away, from the next order on', async () => {
    const agent = await credential(null)
    assert.equal((await as(agent, 'GET', '/v2/my/credential')).body.spending, null)
    assert.equal((await place(agent)).status, 201)
    const limit = (spend_cap: SpendCap | null, client_id = agent.client_id) =>
      swath.call('operator', 'PATCH', `/ops/v1/credentials/${client_id}`, { spend_cap })
    const limited = await limit(usd(price_minor))
    assert.deepEqual(limited.body.spend_cap, usd(price_minor))
    assert.equal((await place(agent)).status, 402)
    assert.equal((await limit(null)).body.spend_cap, null)
    assert.equal((await place(agent)).status, 201)
    assert.equal((await limit(null, 'nobody')).status, 404)
  })

  test('the same order again under its key is answered and not counted again', async () => {
    const agent = await credential(usd(price_minor))
    const login = await as(agent, 'GET', '/v2/my/credential')
    assert.equal(login.status, 200)
    const { client_id, client_secret } = agent
    const { access_token } = (
      await swath.app.http.inject({
        method: 'POST',
        url: '/oauth/token',
        payload: { client_id, client_secret, grant_type: 'client_credentials' },
      })
    ).json()
    const headers = {
      authorization: `Bearer ${access_token}`,
      'x-contract-id': demo_contracts.demo,
      'idempotency-key': 'once',
    }
    const send = () =>
      swath.app.http.inject({ method: 'POST', url: '/v2/orders/', headers, payload: aPointOrder() })
    const [first, second] = [await send(), await send()]
    assert.deepEqual([first.statusCode, second.statusCode], [201, 201])
    assert.equal(first.json().id, second.json().id)
  })

  test('a v1 task is an order like any other, and is refused beyond the cap', async () => {
    const agent = await credential(usd(price_minor - 1))
    const window = { start: '2026-06-01T08:00:00', end: '2026-06-08T08:00:00' }
    const target = aPointOrder().geometry
    const task = { task_name: 'from v1', project_name: 'v1', product: 169, target, ...window }
    const { status, body } = await as(agent, 'POST', '/tasking/tasks/', task)
    assert.deepEqual([status, body.code], [402, 'spend_cap_exceeded'])
  })

  test('a credential with a cap downloads nothing from the archive that is charged', async () => {
    const files = await openFileHost()
    const item = anItem('capped', { assets: { visual: { href: `${files.url}/a.tif` } } })
    const stored = await swath.call('operator', 'POST', '/ops/v1/archive/items', {
      collection: 'quickview-visual',
      items: [item],
    })
    assert.equal(stored.body.results[0].result, 'created')
    const url = '/assets/quickview-visual/capped/visual'
    const refused = await as(await credential(usd(1_000_000)), 'GET', url)
    assert.deepEqual([refused.status, refused.body.code], [402, 'spend_cap_exceeded'])
    assert.equal((await as(await credential(null), 'GET', url)).status, 200)
    files.close()
  })

  test('credentials are for operators, their secrets are shown once, and contracts must exist', async () => {
    const body = { name: 'x', contract_ids: ['cont.none'], spend_cap: null }
    assert.equal((await swath.call('operator', 'POST', '/ops/v1/credentials', body)).status, 404)
    assert.equal((await swath.call('demo', 'POST', '/ops/v1/credentials', body)).status, 403)
    const agent = await credential(usd(5))
    const { body: list } = await swath.call('operator', 'GET', '/ops/v1/credentials?limit=1000')
    const listed = list.results.find((one: { client_id: string }) => one.client_id === agent.client_id)
    const { client_secret: _, ...public_part } = agent
    assert.deepEqual(listed, public_part)
    const wrong = { ...body, spend_cap: { amount_minor: -1, currency: 'usd' } }
    const refused = await swath.call('operator', 'POST', '/ops/v1/credentials', wrong)
    assert.deepEqual(
      refused.body.errors.map(({ pointer }: { pointer: string }) => pointer),
      ['/spend_cap/amount_minor', '/spend_cap/currency'],
    )
  })

  test('an area that costs more than is left is refused although a smaller order still fits', async () => {
    const agent = await credential(usd(price_minor))
    assert.equal((await place(agent, anAreaOrder())).status, 402)
    assert.equal((await place(agent)).status, 201)
  })
})
