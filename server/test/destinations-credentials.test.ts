import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { pino } from 'pino'
import { Secrets } from '../src/database/secrets.ts'
import { DestinationCleanup } from '../src/destinations/cleanup.ts'
import { onOneDatabase } from './databases.ts'
import { DeliveryTests } from './deliveries.ts'

const key = randomBytes(32).toString('base64')
const secret = 'the password of the customer'
const put = { kind: 'https_put', base_url: 'http://127.0.0.1:9/in' }
const bearer = { bearer_token: secret }

onOneDatabase((openDatabase) => {
  let tests: DeliveryTests
  before(async () => {
    const env = {
      SWATH_ENCRYPTION_KEY: key,
      SWATH_OUTBOUND_ALLOW: '127.0.0.1',
      SWATH_DELIVERY_TIMEOUT_MS: '500',
    }
    tests = await DeliveryTests.open(await openDatabase(), env)
  })
  after(() => tests.close())

  const call = (...args: Parameters<DeliveryTests['swath']['call']>) => tests.swath.call(...args)
  const urlOf = ({ destination_id }: { destination_id: string }) => `/v2/destinations/${destination_id}`
  const patch = (destination: { destination_id: string }, body: object) =>
    call('demo', 'PATCH', urlOf(destination), body)

  describe('credentials', () => {
    test('are in no answer, no event and no row of the database', async () => {
      const { swath } = tests
      const given = { name: 'secret', settings: put, credentials: bearer }
      const created = await call('demo', 'POST', '/v2/destinations/', given, {
        'idempotency-key': 'secret-1',
      })
      const [deliverable] = await tests.delivered()
      const delivery = await tests.request(deliverable!.deliverable_id, created.body.destination_id)
      // Nobody listens there: every step fails.
      await tests.send()
      const answers = [
        created,
        await call('demo', 'GET', urlOf(created.body)),
        await call('demo', 'GET', '/v2/destinations/'),
        await patch(created.body, { name: 'still secret' }),
        await patch(created.body, { credentials: { headers: { 'x-key': secret } } }),
        await patch(created.body, { credentials: { password: secret } }),
        await call('demo', 'POST', `${urlOf(created.body)}/verify`),
        await call('demo', 'GET', `/v2/deliveries/${delivery.delivery_id}`),
        await call('demo', 'GET', `/v2/deliveries/${delivery.delivery_id}/attempts`),
        await call('demo', 'GET', `/v2/orders/${delivery.order_id}/events`),
      ]
      for (const { body } of answers) assert.ok(!JSON.stringify(body).includes(secret), JSON.stringify(body))
      assert.equal(answers[1]!.body.has_credentials, true)
      const tables = await swath.app.db.system((tx) =>
        tx.rows(sql<{ name: string }>`
          select c.relname as name from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace
            and relname not in ('migrations', 'spatial_ref_sys')`),
      )
      for (const { name } of tables) {
        const rows = await swath.app.db.system((tx) =>
          tx.rows(sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`),
        )
        assert.ok(!rows.some(({ row }) => row.includes(secret)), name)
      }
    })

    test('are encrypted anew after a change of key, so that the old key can go', async () => {
      const { body } = await call('demo', 'POST', '/v2/destinations/', {
        name: 'rotated',
        settings: put,
        credentials: bearer,
      })
      const next_key = randomBytes(32).toString('base64')
      const parts = { db: tests.swath.app.db, clock: tests.swath.clock, log: pino({ enabled: false }) }
      const both = new Secrets({ current: next_key, old: [key] }, tests.root)
      const encryptAnew = (secrets: Secrets) => new DestinationCleanup({ ...parts, secrets }).run()
      await encryptAnew(both)
      const { credentials } = await tests.swath.app.db.system((tx) =>
        tx.one(sql<{ credentials: string }>`
          select credentials from destinations where destination_id = ${body.destination_id}`),
      )
      const only_new = new Secrets({ current: next_key, old: [] }, tests.root)
      assert.deepEqual(JSON.parse(await only_new.decrypt(credentials, body.destination_id)), bearer)
      // Back, for the other tests; this is also what the job of every hour does.
      await encryptAnew(new Secrets({ current: key, old: [next_key] }, tests.root))
      await tests.swath.app.queue.trigger('destinations.tidy')
      await tests.swath.drain()
    })

    test('go nowhere else: settings are changed with new ones, or not at all', async () => {
      const given = { name: 'moved', settings: put, credentials: bearer }
      const { body } = await call('demo', 'POST', '/v2/destinations/', given)
      const thief = { ...put, base_url: 'http://127.0.0.1:10/' }
      const refused = await patch(body, { settings: thief })
      assert.deepEqual([refused.status, refused.body.code], [400, 'destination_refused'])
      assert.match(refused.body.message, /for the place of before/)
      const same = await patch(body, { settings: put, name: 'moved still' })
      assert.deepEqual([same.status, same.body.has_credentials], [200, true])
      const without = await patch(body, { settings: thief, credentials: null })
      assert.deepEqual([without.status, without.body.has_credentials], [200, false])
    })
  })
})
