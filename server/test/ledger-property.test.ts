import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Account, EntryKind } from '@swath/contract/ledger'
import fc from 'fast-check'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

const contract_id = demo_contracts.demo

interface Entry {
  transaction_id: string
  kind: EntryKind
  account: Account
  amount_minor: number
  order_id: string | null
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    files = await serveFiles()
    // All that happens before the first grant is unlimited, so it comes first.
    await operate('POST', `contracts/${contract_id}/grants`, { amount_minor: 700_000 })
    const policy = { automatic: true, within_days: 30, max_minor: 100_000, max_pct: null }
    await operate('PUT', `contracts/${contract_id}/rejection-policy`, policy)
    await moves.counting({ word: 'counting', which: 0, amount: 1 })
    // Also of an order whose parts have failed before, of which less is held than it was ordered at.
    await rows(sql`
      update contract_skus set cancellation_fees = '[{"hours_before": 48, "fee_pct": 100}]' where sku = 'TSKARE-M'`)
  })
  after(async () => {
    await files.close()
    await swath.close()
  })

  const operate = (method: 'POST' | 'PUT', path: string, body: unknown) =>
    swath.call('operator', method, `/ops/v1/${path}`, body)
  const rows = <Row>(query: ReturnType<typeof sql<Row>>) => swath.app.db.system((tx) => tx.rows(query))

  const words = [
    'point',
    'area',
    'rush',
    'recurring rush',
    'three at once',
    'schedule',
    'collect',
    'fail',
    'deliver',
    'unprocessable',
    'reject',
    'reject twice at once',
    'accept',
    'deny',
    'credit',
    'cancel',
    'cancel late',
    'cancel the rest',
    'shorten',
    'force',
    'price',
    'counting',
    'grant',
    'take back',
    'later',
    'drain',
  ] as const
  const Move = fc.record({
    // Without deliveries there is nothing to reject, so they come more often.
    word: fc.constantFrom(
      ...words,
      'deliver' as const,
      'deliver' as const,
      'deliver' as const,
      'point' as const,
    ),
    which: fc.nat({ max: 50 }),
    amount: fc.integer({ min: 1, max: 90_000 }),
  })
  type Step = typeof Move extends fc.Arbitrary<infer T> ? T : never

  const pick = <T>(all: readonly T[], which: number): T | undefined => all[which % Math.max(1, all.length)]
  const place = (feature: unknown) => swath.call('demo', 'POST', '/v2/orders/', feature)
  const deliverablesIn = (condition: string) =>
    rows(sql<{ deliverable_id: string }>`
      select deliverable_id from deliverables where ${sql.raw(condition)} order by deliverable_id`)
  const capturesIn = (...statuses: string[]) =>
    rows(sql<{ capture_id: string; order_id: string; target: never }>`
      select capture_id, order_id, st_asgeojson(target, 15)::jsonb as target from captures
      where status = any(${statuses}::text[]) order by capture_id`)

  /** A flexible price list, so that prices change between orders of one history. */
  const moves: Record<Step['word'], (step: Step) => Promise<unknown>> = {
    point: () => place(aPointOrder()),
    area: () => place(anAreaOrder()),
    rush: () => place(aPointOrder({ sku: 'TSKRSH-M.NN.NN' })),
    'recurring rush': () => place(aPointOrder({ sku: 'TSKRSH-M.NN.NN', parameters: { max_captures: 3 } })),
    'three at once': () => Promise.all([place(aPointOrder()), place(aPointOrder()), place(anAreaOrder())]),
    schedule: async ({ which, amount }) => {
      await swath.drain()
      const one = pick(await capturesIn('queued'), which)
      const start = new Date(swath.clock.now().getTime() + (amount % 80) * 3_600_000).toISOString()
      const access = { ...swath.access, start, end: start }
      if (one) await swath.report(one.capture_id, 'scheduled', { access })
    },
    collect: async ({ which }) => {
      const one = pick(await capturesIn('queued', 'scheduled', 'collecting'), which)
      if (one) await swath.collect(one as never)
    },
    fail: async ({ which, amount }) => {
      const one = pick(await capturesIn('queued', 'scheduled', 'collecting'), which)
      const reason_code = amount % 2 ? 'CLOUD_COVER_EXCEEDED' : 'SATELLITE_ANOMALY'
      if (one) await swath.report(one.capture_id, 'failed', { reason_code })
    },
    deliver: async ({ which }) => {
      await swath.drain()
      if ((await capturesIn('acquired')).length === 0)
        await moves.collect({ word: 'collect', which, amount: 1 })
      const one = pick(await capturesIn('acquired'), which)
      if (!one) return
      for (const level of ['L1B', 'L1D']) {
        const announced = files.announce(`${one.capture_id}_${level}`)
        await swath.reportProduct(one.capture_id, level, 'ready', { files: announced })
      }
      await swath.drain()
    },
    unprocessable: async ({ which }) => {
      const one = pick(await capturesIn('acquired'), which)
      const why = { reason_code: 'PROCESSING_FAILED', message: 'No' }
      if (one) await swath.reportProduct(one.capture_id, 'L1B', 'failed', why)
    },
    reject: async ({ which }) => reject(pick(await deliverablesIn("status = 'DELIVERED'"), which)),
    'reject twice at once': async ({ which }) => {
      const all = await deliverablesIn("status = 'DELIVERED'")
      await Promise.all([reject(pick(all, which)), reject(pick(all, which)), reject(pick(all, which + 1))])
    },
    accept: ({ which }) => decide('accept', which),
    deny: ({ which }) => decide('deny', which),
    credit: async ({ which, amount }) => {
      const one = pick(await deliverablesIn("status = 'DELIVERED'"), which)
      const body = { amount_minor: amount, message: 'A credit' }
      if (one) await operate('POST', `deliverables/${one.deliverable_id}/credits`, body)
    },
    cancel: async ({ which }) => {
      const one = pick(await openOrders(), which)
      if (one) await swath.call('demo', 'DELETE', `/v2/orders/${one.order_id}`)
    },
    'cancel late': async ({ which }) => {
      const one = pick(await capturesIn('scheduled'), which)
      if (one) await swath.call('demo', 'DELETE', `/v2/orders/${one.order_id}`)
    },
    'cancel the rest': async ({ which }) => {
      const begun = await capturesIn('collecting', 'acquired', 'published')
      const one = pick(begun, which)
      if (one) await swath.call('demo', 'DELETE', `/v2/orders/${one.order_id}`)
    },
    shorten: async ({ which, amount }) => {
      const one = pick(await openOrders(), which)
      const end = new Date(swath.clock.now().getTime() + (1 + (amount % 60)) * 3_600_000).toISOString()
      const properties = { parameters: { end } }
      if (one) await swath.call('demo', 'PATCH', `/v2/orders/${one.order_id}`, { properties })
    },
    force: async ({ which }) => {
      const one = pick(await openOrders(), which)
      const body = { outcome: 'failed', message: 'By hand' }
      if (one) await operate('POST', `orders/${one.order_id}/force-close`, body)
    },
    price: ({ amount, which }) => {
      const sku = which % 2 ? 'TSKPOI-M' : 'TSKARE-M'
      return operate('POST', `contracts/${contract_id}/skus/${sku}/prices`, { amount_minor: amount % 1500 })
    },
    counting: ({ which }) => {
      const counting = {
        min_quantity: 130,
        overlap: which % 2 ? 'once' : 'each',
        levels: 'each',
        uplifts: [],
      }
      return operate('PUT', `contracts/${contract_id}/skus/TSKARE-M/counting`, counting)
    },
    grant: ({ amount }) => operate('POST', `contracts/${contract_id}/grants`, { amount_minor: amount }),
    'take back': ({ amount }) =>
      operate('POST', `contracts/${contract_id}/grants`, { amount_minor: -amount, kind: 'adjustment' }),
    later: async ({ amount }) => {
      swath.advance({ hours: amount % 72 })
      await swath.app.queue.trigger('captures.close_windows')
    },
    drain: () => swath.drain(),
  }

  /** It books every kind of entry, which the last test asks for. */
  const a_history_of_every_kind = (
    [
      'rush',
      'schedule',
      'cancel late',
      'point',
      'deliver',
      'reject',
      'point',
      'deliver',
      'credit',
      'grant',
      'take back',
      'point',
      'cancel',
    ] as const
  ).map((word) => ({ word, which: 0, amount: 100 }))

  /** A part is given up, and the rest is canceled when that costs all of the price. */
  const a_late_cancellation_of_a_part = (
    ['counting', 'area', 'drain', 'fail', 'drain', 'schedule', 'cancel late', 'drain'] as const
  ).map((word) => ({ word, which: word === 'counting' ? 1 : 0, amount: 100 }))

  /** After the first image the rest is canceled for a fee, while another image is on its way. */
  const a_cancellation_of_the_rest = (
    [
      'recurring rush',
      'deliver',
      'collect',
      'schedule',
      'cancel the rest',
      'drain',
      'deliver',
      'recurring rush',
      'deliver',
      'shorten',
      'drain',
    ] as const
  ).map((word) => ({ word, which: 0, amount: 10 }))

  async function reject(one: { deliverable_id: string } | undefined) {
    const body = { category: 'blur', comment: 'Not sharp' }
    if (one) await swath.call('demo', 'POST', `/v2/deliverables/${one.deliverable_id}/reject`, body)
  }

  async function decide(how: 'accept' | 'deny', which: number) {
    const one = pick(await deliverablesIn("rejection ->> 'status' = 'requested'"), which)
    if (one) await operate('POST', `rejections/${one.deliverable_id}/${how}`, {})
  }

  const openOrders = () =>
    rows(sql<{ order_id: string }>`select order_id from orders where status <> 'closed' order by order_id`)

  /** Replays what was booked, and checks what is to be true at every instant of it. */
  async function replay() {
    const entries = await rows(sql<Entry>`
      select transaction_id, kind, account, amount_minor, order_id from ledger_entries order by sequence`)
    const sums: Record<Account, number> = { granted: 0, available: 0, held: 0, consumed: 0 }
    const held = new Map<string, number>()
    for (const [id, of_one] of Map.groupBy(entries, (entry) => entry.transaction_id)) {
      assert.equal(
        of_one.reduce((sum, { amount_minor }) => sum + amount_minor, 0),
        0,
        `${of_one[0]!.kind} ${id} adds up to zero`,
      )
      for (const { account, amount_minor, order_id, kind } of of_one) {
        sums[account] += amount_minor
        if (account === 'held') held.set(order_id!, (held.get(order_id!) ?? 0) + amount_minor)
        const is_cost = kind === 'charge' || kind === 'cancellation_fee'
        const is_spent = is_cost && account === 'available' && amount_minor !== 0
        assert.ok(!is_spent, `the ${kind} of order ${order_id} is covered by its hold`)
      }
      const { granted, available, held: all_held, consumed } = sums
      assert.equal(available + all_held + consumed, -granted, `all that was granted is accounted for: ${id}`)
      assert.ok(available >= 0, `overspent by ${-available} with ${of_one[0]!.kind} ${id}`)
      for (const [order_id, minor] of held) assert.ok(minor >= 0, `order ${order_id} holds ${minor}`)
    }
    return { sums, held }
  }

  async function checkAll() {
    const { sums } = await replay()
    const { body } = await swath.call('demo', 'GET', '/v2/balance/')
    assert.deepEqual(
      [body.granted_minor, body.available_minor, body.held_minor, body.consumed_minor],
      [-sums.granted, sums.available, sums.held, sums.consumed],
      'the balance is what the entries come to',
    )
    const [{ net, fees }] = (await rows(sql<{ net: number; fees: number }>`
      select coalesce((select sum(amount_minor - credited_minor) from deliverables), 0)::bigint as net,
        coalesce((select sum(amount_minor) from ledger_entries
          where kind = 'cancellation_fee' and account = 'consumed'), 0)::bigint as fees`)) as [
      { net: number; fees: number },
    ]
    assert.equal(sums.consumed, net + fees, 'what deliverables come to, with fees, is what was consumed')
  }

  test('whatever happens, money is conserved, never overspent, and equal to what deliverables say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(Move, { minLength: 10, maxLength: 25 }), async (steps) => {
        for (const step of steps) {
          await moves[step.word](step)
          await checkAll()
        }
      }),
      {
        numRuns: 6,
        examples: [[a_late_cancellation_of_a_part], [a_cancellation_of_the_rest], [a_history_of_every_kind]],
      },
    )
  })

  test('when all orders are closed, nothing is held', async () => {
    await swath.drain()
    for (const { order_id } of await openOrders()) {
      await operate('POST', `orders/${order_id}/force-close`, { outcome: 'failed', message: 'The end' })
    }
    await swath.drain()
    await checkAll()
    const { held } = await replay()
    assert.deepEqual(
      [...held].filter(([, minor]) => minor !== 0),
      [],
    )
    const kinds = await rows(sql<{ kind: string }>`select distinct kind from ledger_entries`)
    const told = kinds.map(({ kind }) => kind)
    for (const kind of ['grant', 'hold', 'release', 'charge', 'refund', 'adjustment', 'cancellation_fee']) {
      assert.ok(told.includes(kind), `${kind} happened`)
    }
  })

  test('when all orders are closed, each tells that it did cost what was booked', async () => {
    const orders = await rows(sql<{ order_id: string; told: number; booked: number }>`
      select o.order_id, (document::jsonb #>> '{properties,price,total_minor}')::bigint as told,
        coalesce((select sum(amount_minor) from ledger_entries e
          where e.order_id = o.order_id and e.account = 'consumed'), 0)::bigint as booked
      from orders o where status = 'closed'`)
    assert.ok(orders.length > 0)
    for (const { order_id, told, booked } of orders) assert.equal(told, booked, order_id)
  })
})
