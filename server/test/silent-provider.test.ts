// A provider that does not answer: others go on, it is not asked for a while, and its work goes to the next.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { NotYetAnswered } from '../src/providers/away.ts'
import { anAreaOrder, aPointOrder, HandProvider, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { overwrite } from './tables.ts'

class Silent extends HandProvider {
  failure: Promise<never> | undefined
  calls = 0
  override async assess(order: Parameters<HandProvider['assess']>[0]) {
    this.calls += 1
    return this.failure ?? super.assess(order)
  }
  override async plan(capture: Parameters<HandProvider['plan']>[0]) {
    this.calls += 1
    return this.failure ?? super.plan(capture)
  }
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  const first = new Silent()
  first.name = 'first'
  before(async () => {
    swath = await TestApp.open(await openDatabase(), {}, [first])
    await swath.app.db.system((tx) =>
      tx.run(sql`
        insert into providers (name, title, kind, rank, created_at, updated_at)
        values ('first', 'First', 'protocol', 1, now(), now()), ('simulator', 'Simulator', 'protocol', 2, now(), now())`),
    )
    swath.app.features.registry.providers.forget()
  })
  after(() => swath.close())

  const away = async () =>
    (
      await swath.app.db.system((tx) =>
        tx.first(
          sql<{ away_since: Date | null }>`select away_since from provider_health where provider = 'first'`,
        ),
      )
    )?.away_since

  async function answersAgain() {
    await swath.app.db.system((tx) =>
      tx.run(sql`update provider_health set away_since = null, failures_in_row = 0`),
    )
    swath.app.features.registry.providers.forget()
  }

  /** More captures than are read together, each of which the other provider has tried already. */
  const fillWithTried = (order_id: string) =>
    overwrite(
      swath,
      'many captures wait for a provider that nobody else makes',
      `insert into captures (capture_id, contract_id, order_id, strip, attempt, status, target, frame, not_before,
         created_at, updated_at, provider, hours_to_deliver, document)
       select capture_id || '.' || n || '.' || a, contract_id, order_id, n, a, case a when 1 then 'failed' else 'queued' end,
         target, frame, not_before, created_at, updated_at, case a when 1 then 'simulator' else 'first' end,
         hours_to_deliver, document
       from captures, generate_series(1, 101) n, generate_series(1, 2) a where order_id = $1`,
      [order_id],
    )

  test('a provider that fetches its work and takes its time is not away', async () => {
    const { id } = await swath.place()
    first.plan = async () => {
      throw new NotYetAnswered('not yet', 5)
    }
    for (let n = 0; n < 8; n++) await assert.rejects(swath.drain())
    assert.equal((await away()) ?? null, null)
    Reflect.deleteProperty(first, 'plan')
    await swath.drain()
    assert.equal((await swath.order(id)).properties.status, 'in_progress')
  })

  test('what it was given goes to the next after it was away for as long as the operator said, and no call is wasted on it', async () => {
    const taken = await swath.placeAndPlan(aPointOrder({ order_name: 'taken' }))
    await fillWithTried((await swath.placeAndPlan(aPointOrder({ order_name: 'tried' }))).order_id)
    const { id } = await swath.place()
    const down = () => {
      first.failure = Promise.reject(new Error('connect ECONNREFUSED'))
      first.failure.catch(() => undefined)
    }
    first.plan = async () => {
      first.calls += 1
      down()
      throw new Error('connect ECONNREFUSED')
    }
    await assert.rejects(swath.drain())
    while (!(await away())) await assert.rejects(swath.drain())
    const { calls } = first
    await assert.rejects(swath.drain())
    assert.equal(first.calls, calls, 'it is not asked any more')
    const during = await swath.place(aPointOrder({ order_name: 'during' }))
    await assert.rejects(swath.drain())
    assert.equal(first.calls, calls)
    assert.equal((await swath.order(during.id)).properties.status, 'in_progress')
    assert.equal(swath.provider.planned.at(-1)?.order_id, during.id)

    await swath.app.queue.trigger('captures.reroute')
    await assert.rejects(swath.drain())
    assert.equal((await swath.captures(id)).length, 1, 'it may come back soon')
    swath.advance({ hours: 0.3 })
    await swath.app.queue.trigger('captures.reroute')
    // What the silent one is to be told waits for it.
    for (const _time of [1, 2, 3]) await swath.drain().catch(() => undefined)
    const attempts = await swath.captures(id)
    assert.deepEqual(attempts.map(({ status, attempt }) => [attempt, status]).toSorted(), [
      [1, 'canceled'],
      [2, 'queued'],
    ])
    assert.equal(swath.provider.planned.at(-1)?.order_id, id)
    assert.equal(
      (await swath.captures(taken.order_id)).length,
      1,
      'It may be carried out by whoever has taken it',
    )
    const why = { provider: 'simulator', message: 'By hand' }
    const { capture_id } = taken.captures[0]!
    await swath.call('operator', 'POST', `/ops/v1/orders/${taken.order_id}/reroute`, why)
    for (const _time of [1, 2, 3]) await swath.drain().catch(() => undefined)
    assert.equal(first.canceled.length, 0, 'It does not answer')
    delete (first as Partial<Silent>).plan
    first.failure = undefined
    await answersAgain()
    await swath.drain()
    assert.ok(first.canceled.includes(capture_id), 'It is told when it answers again')
  })

  test('while it hangs, every order of others goes on, although the same customer has more waiting than there are seats', async () => {
    await answersAgain()
    first.serves = (sku) => sku.startsWith('TSKARE')
    swath.app.features.registry.providers.forget()
    const hangs = Promise.withResolvers<never>()
    first.failure = hangs.promise
    first.calls = 0
    swath.provider.planned = []
    for (let at = 0; at < 20; at++) await swath.place(anAreaOrder({ order_name: `hangs ${at}` }))
    const others = Promise.withResolvers<void>()
    const wanted = 20
    swath.provider.plan = async (capture) => {
      swath.provider.planned.push(capture)
      if (swath.provider.planned.length === wanted) others.resolve()
    }
    await swath.app.queue.work()
    for (let at = 0; at < wanted; at++) await swath.place(aPointOrder({ order_name: `goes on ${at}` }))
    await others.promise
    assert.equal(swath.provider.planned.length, wanted)
    assert.ok(first.calls > 0 && first.calls < 20, `${first.calls} wait for it`)
    hangs.reject(new Error('The test is over'))
  })
})
