// The limits of a contract on spending, ordering and downloading, reached exactly and by many at once.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Balance, QuotaUse } from '@swath/contract/ledger'
import { demo_contracts } from '../src/contracts/demo.ts'
import { type Answer, aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { openFileHost } from './items.ts'

const contract = `/ops/v1/contracts/${demo_contracts.demo}`
/** Two levels of 50 km2 at 8 a km2. */
const order_price = 80_000

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: Awaited<ReturnType<typeof openFileHost>>
  before(async () => {
    files = await openFileHost()
    swath = await TestApp.open(await openDatabase())
  })
  after(async () => {
    await swath.close()
    files.close()
  })

  const balance = async (): Promise<Balance> => (await swath.call('demo', 'GET', '/v2/balance/')).body
  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort()

  async function leaveAvailable(amount_minor: number) {
    const { available_minor } = await balance()
    const grant = { amount_minor: amount_minor - available_minor }
    assert.equal((await swath.call('operator', 'POST', `${contract}/grants`, grant)).status, 201)
  }

  /** One quota, with so much left of it. */
  async function leaveQuota(measure: QuotaUse['measure'], left: number, more: Partial<QuotaUse> = {}) {
    const quota = { measure, period: 'month', at_limit: 'refuse', sku: null, ...more }
    const limits = (limit: number) =>
      swath.call('operator', 'PUT', `${contract}/limits`, {
        at_limit: 'refuse',
        quotas: [{ ...quota, limit }],
      })
    const { used } = (await limits(0)).body.quotas[0]
    assert.equal((await limits(used + left)).status, 200)
  }
  const noQuotas = () =>
    swath.call('operator', 'PUT', `${contract}/limits`, { at_limit: 'refuse', quotas: [] })
  const used = async () => (await balance()).quotas[0]!.used

  describe('orders', () => {
    const order = () => swath.call('demo', 'POST', '/v2/orders/', aPointOrder())

    for (const [measure, each] of [
      ['orders', 1],
      ['km2', 50],
      ['amount', order_price],
    ] as const) {
      test(`twenty at once for a quota of three by ${measure} are three orders`, async () => {
        await leaveQuota(measure, 3 * each)
        const answers = await Promise.all(Array.from({ length: 20 }, order))
        assert.deepEqual(statuses(answers), [...Array(3).fill(201), ...Array(17).fill(409)])
        const refused = answers.find(({ status }) => status === 409)!.body
        assert.deepEqual([refused.code, refused.measure, refused.needed], ['quota_exceeded', measure, each])
        assert.equal((await order()).status, 409)
        await noQuotas()
        assert.equal((await order()).status, 201)
      })
    }

    test('of one SKU do not use up the quota of another', async () => {
      await leaveQuota('orders', 0, { sku: 'TSKARE-M' })
      assert.equal((await order()).status, 201)
      await noQuotas()
    })

    test('give their part of a quota back when they are canceled', async () => {
      await leaveQuota('km2', 50)
      const { body } = await order()
      assert.equal((await order()).status, 409)
      await swath.call('demo', 'DELETE', `/v2/orders/${body.id}`)
      assert.equal((await order()).status, 201)
      await noQuotas()
    })
  })

  describe('downloads from the archive', () => {
    let next = 0
    /** Items of captures of their own, unless they are given one, of some 1.2 km2. */
    async function publishItems(count: number, outcome_id?: string): Promise<string[]> {
      const items = Array.from({ length: count }, () => anItem(files.url, `item${++next}`, next, outcome_id))
      const { status } = await swath.call('operator', 'POST', '/ops/v1/archive/items', {
        collection: 'l1d',
        items,
      })
      assert.equal(status, 200)
      return items.map(({ id }) => id)
    }
    const download = (item_id: string) => swath.call('demo', 'GET', `/assets/l1d/${item_id}/visual`)

    async function priceOf(answer: Answer): Promise<number> {
      const deliverable = `/v2/deliverables/${answer.headers['x-deliverable-id']}`
      return (await swath.call('demo', 'GET', deliverable)).body.charge.amount_minor
    }

    test('beyond the budget give no byte, and leave no order, deliverable or charge', async () => {
      const [one, other] = await publishItems(2)
      const price_minor = await priceOf(await download(one!))
      await leaveAvailable(price_minor - 1)
      const before = [await balance(), await counted()]
      const { status, body } = await download(other!)
      assert.deepEqual([status, body.code], [402, 'budget_exceeded'])
      assert.deepEqual([body.available_minor, body.currency], [price_minor - 1, 'USD'])
      assert.deepEqual([await balance(), await counted()], before)
      assert.equal((await download(one!)).status, 200, 'what was paid is there again')
      await leaveAvailable(2 * price_minor)
      assert.equal((await download(other!)).status, 200)
      assert.equal(
        (await balance()).available_minor,
        2 * price_minor - (await priceOf(await download(other!))),
      )
    })

    test('of ten items at once stay within a budget for three', async () => {
      const ids = await publishItems(10)
      await leaveAvailable(1_000_000)
      const price_minor = await priceOf(await download(ids[0]!))
      await leaveAvailable(3 * price_minor + 20)
      const answers = await Promise.all(ids.slice(1).map(download))
      assert.deepEqual(statuses(answers), [...Array(3).fill(200), ...Array(6).fill(402)])
      assert.ok((await balance()).available_minor >= 0)
    })

    test('beyond a quota are refused, by each of its measures', async () => {
      await leaveAvailable(1_000_000)
      for (const measure of ['orders', 'km2', 'amount'] as const) {
        const ids = await publishItems(5)
        await leaveQuota(measure, 0)
        const start = await used()
        await noQuotas()
        const first = await download(ids[0]!)
        await leaveQuota(measure, 0)
        const each = (await used()) - start
        await leaveQuota(measure, 2.1 * each)
        const answers = await Promise.all(ids.slice(1).map(download))
        assert.deepEqual(statuses(answers), [200, 200, 409, 409], measure)
        assert.deepEqual(
          answers.filter(({ status }) => status === 409).map(({ body }) => [body.code, body.measure]),
          Array(2).fill(['quota_exceeded', measure]),
        )
        assert.equal((await download(ids[0]!)).status, first.status)
        await noQuotas()
      }
    })

    test('of more items of one capture are one order of a quota, and as much money as they cost', async () => {
      const ids = await publishItems(3, crypto.randomUUID())
      await leaveQuota('orders', 1)
      for (const id of ids) assert.equal((await download(id)).status, 200)
      const others = await publishItems(3, crypto.randomUUID())
      await noQuotas()
      const price_minor = await priceOf(await download(others[0]!))
      await leaveQuota('amount', price_minor + 5)
      assert.equal((await download(others[1]!)).status, 200)
      assert.equal((await download(others[2]!)).status, 409)
      await noQuotas()
    })

    const counted = async () =>
      Promise.all(
        ['orders', 'deliverables', 'ledger'].map(
          async (list) => (await swath.call('demo', 'GET', `/v2/${list}/?limit=1`)).body.count,
        ),
      )
  })
})

function anItem(host: string, id: string, at: number, outcome_id: string = crypto.randomUUID()) {
  const [west, south] = [at / 10, 1]
  const ring = [
    [west, south],
    [west + 0.01, south],
    [west + 0.01, south + 0.01],
    [west, south + 0.01],
    [west, south],
  ]
  return {
    type: 'Feature',
    id,
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties: { datetime: '2026-01-01T00:00:00Z', 'satl:outcome_id': outcome_id },
    assets: { visual: { href: `${host}/${id}.tif` } },
  }
}
