import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Event } from '@swath/contract/events'
import fc from 'fast-check'
import { sql } from 'kysely'
import { captureMachine } from '../src/captures/machine.ts'
import { deliverableMachine } from '../src/deliverables/machine.ts'
import { isAllowed, type Machine } from '../src/lib/machine.ts'
import { orderMachine } from '../src/orders/machine.ts'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'
import { asOwner } from './tables.ts'

const machines: Record<string, Machine> = {
  order: orderMachine,
  capture: captureMachine,
  deliverable: deliverableMachine,
}

/** Rebuilds every entity of an order from its events alone, and checks that each step was legal. */
function replay(events: readonly Event[]) {
  const entities = new Map<
    string,
    { entity: string; status: string | null; fields: Record<string, unknown> }
  >()
  for (const { data } of events) {
    const known = entities.get(data.entity_id) ?? { entity: data.entity, status: null, fields: {} }
    const machine = machines[data.entity]!
    const is_first = machine.steps[data.action]!.from.length === 0
    assert.equal(is_first, known.status === null, `${data.action} of ${data.entity_id}`)
    if (known.status !== null)
      assert.ok(isAllowed(machine, known.status, data.action), `${data.action} from ${known.status}`)
    const status = machine.steps[data.action]!.to ?? known.status
    entities.set(data.entity_id, { ...known, status, fields: { ...known.fields, ...data.changes } })
  }
  return entities
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    files = await serveFiles()
  })
  after(async () => {
    await files.close()
    await swath.close()
  })

  /** The row of an entity in the database, in the form in which events tell it. */
  async function stored(entity: string, id: string): Promise<Record<string, unknown>> {
    const row = await swath.app.db.system((tx) =>
      tx.one(sql<{ row: Record<string, unknown> }>`
        select to_jsonb(t) as row from ${sql.table(`${entity}s`)} t where ${sql.ref(`${entity}_id`)} = ${id}`),
    )
    return row.row
  }

  const Move = fc.record({
    capture: fc.nat({ max: 5 }),
    word: fc.constantFrom(
      'scheduled',
      'collecting',
      'acquired',
      'clouds',
      'anomaly',
      'no-access',
      'processing',
      'ready',
      'unprocessable',
      'cancel',
      'shorten',
      'force',
      'later',
      'drain',
    ),
    level: fc.constantFrom('L1B', 'L1D'),
  })

  async function move(
    order_id: string,
    { capture, word, level }: { capture: number; word: string; level: string },
  ) {
    const captures = await swath.captures(order_id)
    const one = captures[capture % Math.max(1, captures.length)]
    if (word === 'drain') return swath.drain()
    if (word === 'cancel') return swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
    if (word === 'shorten') {
      const { end } = (await swath.order(order_id)).properties.parameters
      const earlier = new Date((swath.clock.now().getTime() + Date.parse(end)) / 2).toISOString()
      const properties = { parameters: { end: earlier } }
      return swath.call('demo', 'PATCH', `/v2/orders/${order_id}`, { properties })
    }
    if (word === 'force') {
      const url = `/ops/v1/orders/${order_id}/force-close`
      return swath.call('operator', 'POST', url, { outcome: 'failed', message: 'By hand' })
    }
    if (word === 'later') {
      swath.advance({ hours: 30 })
      return swath.app.queue.trigger('captures.close_windows')
    }
    if (!one) return
    const failures: Record<string, string> = {
      clouds: 'CLOUD_COVER_EXCEEDED',
      anomaly: 'SATELLITE_ANOMALY',
      'no-access': 'NO_ACCESS_IN_WINDOW',
    }
    if (failures[word]) return swath.report(one.capture_id, 'failed', { reason_code: failures[word] })
    if (word === 'ready') {
      return swath.reportProduct(one.capture_id, level, 'ready', {
        files: files.announce(`${one.capture_id}_${level}`),
      })
    }
    if (word === 'processing') return swath.reportProduct(one.capture_id, level, 'processing')
    if (word === 'unprocessable') {
      const why = { reason_code: 'PROCESSING_FAILED', message: 'No' }
      return swath.reportProduct(one.capture_id, level, 'failed', why)
    }
    const acquired = { outcome_id: crypto.randomUUID(), footprint: one.target }
    return swath.report(one.capture_id, word as 'scheduled', word === 'acquired' ? acquired : {})
  }

  test('whatever happens to an order, replaying its events gives the stored state of it and its parts', async () => {
    const kinds: Record<string, () => ReturnType<typeof aPointOrder>> = {
      point: () => aPointOrder(),
      area: () => anAreaOrder(),
      recurring: () => aPointOrder({ parameters: { max_captures: 4 } }),
    }
    const story = fc.record({
      kind: fc.constantFrom(...Object.keys(kinds)),
      moves: fc.array(Move, { minLength: 3, maxLength: 25 }),
    })
    await fc.assert(
      fc.asyncProperty(story, async ({ kind, moves }) => {
        const { order_id } = await swath.placeAndPlan(kinds[kind]!())
        const final_states = new Set<string>()
        for (const one of moves) {
          await move(order_id, one)
          const { status, outcome } = (await swath.order(order_id)).properties
          if (status === 'closed') final_states.add(outcome!)
          assert.ok(status === 'closed' || final_states.size === 0, 'a closed order was opened again')
        }
        await swath.drain()
        assert.ok(final_states.size <= 1, `one outcome only, not ${[...final_states]}`)
        for (const [id, { entity, status, fields }] of replay(await swath.events(order_id))) {
          const row = await stored(entity, id)
          assert.equal(row.status, status, id)
          for (const [name, value] of Object.entries(fields)) {
            if (name === 'footprint') continue
            const time = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
            const found = time ? new Date(row[name] as string).toISOString() : row[name]
            assert.deepEqual(found, value, `${id} ${name}`)
          }
        }
      }),
      { numRuns: 25 },
    )
  })

  test('the database refuses to change or remove events, reports and ledger entries, whoever asks', async () => {
    const { captures } = await swath.placeAndPlan()
    await swath.report(captures[0]!.capture_id, 'scheduled')
    const statements = [
      "update events set message = 'it was different'",
      'delete from events',
      'truncate events',
      "update reports set result = 'applied'",
      'delete from ledger_entries',
    ]
    for (const statement of statements) {
      const as_system = swath.app.db.system((tx) => tx.run(sql.raw(statement)))
      await assert.rejects(as_system, /permission denied|append-only/, statement)
      await assert.rejects(asOwner(swath, statement), /append-only/, statement)
    }
  })
})
