// Two systems that speak the provider protocol and a STAPI server behind one server. One of them is down: the orders of the
// others are delivered, and its own go to the next by the rules of the operator, or wait.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'
import { ProtocolServer } from './protocol-server.ts'
import { type StapiServer, serveStapi } from './stapi-server.ts'

const stapi_secret = 'Bearer a secret of the STAPI server'
const rush = aPointOrder({ sku: 'TSKRSH-M.NN.NN' })
const levels = ['L1B', 'L1D']

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  let far: StapiServer
  let near: StapiServer
  const north = new ProtocolServer('north')
  const south = new ProtocolServer('south')
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    swath.provider.serves = () => false
    files = await serveFiles()
    far = await serveStapi({ authorization: stapi_secret, now: () => swath.clock.now() })
    near = await serveStapi({ authorization: stapi_secret, now: () => swath.clock.now() })
    for (const { name, url, secret } of [await north.open(), await south.open()])
      await swath.addProvider({ name, kind: 'protocol', settings: { url }, secret })
    const product = {
      product_id: 'p',
      limits: {},
      order_parameters: {},
      assets: { L1B: ['raw'], L1D: ['visual'] },
    }
    for (const [name, { url }, sku] of [
      ['far', far, 'TSKRSH-M.NN.NN'],
      ['near', near, 'TSKRSH-M.15.01'],
    ] as const) {
      const settings = { url, products: { [sku]: product } }
      await swath.addProvider({ name, kind: 'stapi', settings, secret: stapi_secret })
    }
    await rule('north', 'TSKPOI-M', { rank: 1 })
    await rule('south', 'TSKPOI-M', { rank: 2 })
    await rule('north', 'TSKARE-M', {})
    await learn()
  })
  after(async () => {
    // Whoever waits for them is let go first.
    for (const one of [north, south, far, near, files]) await one.close()
    await swath.close()
  })

  async function rule(provider: string, sku: string, body: object) {
    const { status } = await swath.call('operator', 'PUT', `/ops/v1/providers/${provider}/skus/${sku}`, body)
    assert.equal(status, 200)
  }
  async function learn() {
    await swath.app.queue.trigger('registry.learn')
    await swath.drain()
  }
  /** Each drain ends with the first round in which jobs of the one that is down fail: the others go on in the next. */
  async function drain() {
    for (let rounds = 0; rounds < 4; rounds++) if (await drained()) return
  }
  const drained = () =>
    swath.drain().then(
      () => true,
      () => false,
    )
  const outcome = async (order_id: string) => (await swath.order(order_id)).properties.outcome
  const status = async (order_id: string) => (await swath.order(order_id)).properties.status
  const standing = async (name: string) =>
    (await swath.call('operator', 'GET', `/ops/v1/providers/${name}`)).body.health.state

  async function deliver(by: ProtocolServer, order_id: string) {
    const captures = (await swath.captures(order_id)).filter(({ status }) => status === 'queued')
    assert.ok(captures.length > 0)
    for (const { capture_id, target: footprint } of captures) {
      const image = { outcome_id: crypto.randomUUID(), access: swath.access, footprint, cloud_cover_pct: 2 }
      await by.report(swath, capture_id, { status: 'acquired', ...image })
      for (const level of levels) {
        const told = { status: 'ready', files: files.announce(`${capture_id}_${level}`) }
        await by.report(swath, `${capture_id}/deliverables/${level}`, told)
      }
    }
    await drain()
    assert.equal(await outcome(order_id), 'fulfilled')
  }

  test('one is down: its orders go to the next or wait, and those of the others are delivered meanwhile', async () => {
    north.fault = 'cut after assessments'
    const [moves, waits, elsewhere] = [
      await swath.place(),
      await swath.place(anAreaOrder()),
      await swath.place(rush),
    ]
    await drain()
    while ((await standing('north')) !== 'away') await drain()
    north.fault = 'cut'
    const { asked } = north
    const since_ms = performance.now()

    const during = await swath.place()
    const waits_for_assessment = await swath.place(anAreaOrder())
    await drain()
    await deliver(south, during.id)
    far.complete(far.orders.at(-1)!.id)
    swath.advance({ hours: 0.5 })
    for (const job of ['forwarding.poll', 'captures.reroute'] as const) await swath.app.queue.trigger(job)
    await drain()
    assert.equal(await outcome(elsewhere.id), 'fulfilled')
    await deliver(south, moves.id)
    // One call in fifteen seconds finds out whether it answers again.
    const probes = Math.ceil((performance.now() - since_ms) / 15_000)
    assert.ok(north.asked - asked <= probes, 'Nobody else asks it meanwhile')
    assert.deepEqual(
      [await status(waits.id), await status(waits_for_assessment.id)],
      ['in_progress', 'received'],
    )

    north.fault = undefined
    await learn()
    assert.equal(await standing('north'), 'answering')
    await drain()
    for (const { id } of [waits, waits_for_assessment]) await deliver(north, id)
    const [gone] = (await swath.captures(moves.id)).filter((one) => one.status === 'canceled')
    assert.ok(north.canceled.includes(gone!.capture_id), 'It is told what it shall not do any more')
  })

  test('one hangs: nobody waits for it but its own orders', { timeout: 60_000 }, async () => {
    const planned = Promise.withResolvers<void>()
    south.onPlanned = () => planned.resolve()
    north.fault = 'hangs'
    await swath.app.queue.work()
    for (let at = 0; at < 20; at++) await swath.place(anAreaOrder({ order_name: `hangs ${at}` }))
    await rule('north', 'TSKPOI-M', { rank: 3 })
    const before = far.orders.length
    const [here, there] = [await swath.place(), await swath.place(rush)]
    await planned.promise
    while (far.orders.length === before) await swath.order(there.id)
    assert.equal(await status(here.id), 'in_progress')
    north.cut()
  })

  test('one hangs that is asked what became of its orders: the others are asked on time', {
    timeout: 60_000,
  }, async () => {
    far.fault = 'hangs'
    const before = near.orders.length
    const { id } = await swath.place(aPointOrder({ sku: 'TSKRSH-M.15.01' }))
    while (near.orders.length === before) await swath.order(id)
    swath.advance({ hours: 0.5 })
    await swath.app.queue.trigger('forwarding.poll')
    while (far.waiting === 0) await swath.order(id)
    near.complete(near.orders.at(-1)!.id)
    // An answer that was on its way told nothing of it yet.
    while ((await outcome(id)) !== 'fulfilled') {
      swath.advance({ hours: 0.5 })
      await swath.app.queue.trigger('forwarding.poll')
    }
    assert.ok(far.waiting > 0, 'It was not waited for')
  })
})
