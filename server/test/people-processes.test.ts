// Two processes at one database: what one ends, the other refuses with the next request.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { demo_contracts } from '../src/contracts/demo.ts'
import { postgresPool } from '../src/database/postgres.ts'
import { TestApp } from './app.ts'
import { onPostgres } from './databases.ts'
import { aPerson, TestBrowser } from './people.ts'

onPostgres((openDatabase) => {
  let one: TestApp
  let other: TestApp
  before(async () => {
    const database = await openDatabase()
    const shared = { SWATH_ENCRYPTION_KEY: randomBytes(32).toString('base64') }
    one = await TestApp.open(database, shared)
    const pool = postgresPool(database.url!, 4)
    other = await TestApp.open({ pool, drop: () => pool.end() }, shared)
  })
  after(async () => {
    await other.close()
    await one.close()
  })

  /** The same browser, as a proxy sends it to either process. */
  async function aBrowserAtBoth(email: string) {
    const at_one = await aPerson(one, email, { contract_ids: [demo_contracts.demo], acts_as: 'viewer' })
    const at_other = new TestBrowser(other)
    Object.assign(at_other, { cookie: at_one.cookie, contract_id: at_one.contract_id })
    for (const browser of [at_one, at_other])
      assert.equal((await browser.call('GET', '/v2/orders/')).status, 200)
    return { at_one, at_other }
  }

  test('a session that ends in one process is refused by both at once', async () => {
    const { at_one, at_other } = await aBrowserAtBoth('session@example.com')
    const cookie = at_one.cookie
    assert.equal((await at_one.call('DELETE', '/v2/session')).status, 204)
    at_one.cookie = cookie
    for (const browser of [at_other, at_one])
      assert.equal((await browser.call('GET', '/v2/orders/')).status, 401)
  })

  test('a member who is removed in one process is refused by both at once', async () => {
    const { at_one, at_other } = await aBrowserAtBoth('member@example.com')
    const { body } = await at_one.call('GET', '/v2/session')
    const url = `/ops/v1/people/${body.memberships[0].client_id}`
    assert.equal((await one.call('operator', 'DELETE', url)).status, 204)
    for (const browser of [at_other, at_one]) {
      assert.equal((await browser.call('GET', '/v2/orders/')).body.code, 'role_forbidden')
    }
  })

  test('a member who may less since a moment may less in both', async () => {
    const { at_one, at_other } = await aBrowserAtBoth('less@example.com')
    const { body } = await at_one.call('GET', '/v2/session')
    const url = `/ops/v1/people/${body.memberships[0].client_id}`
    assert.equal((await one.call('operator', 'PATCH', url, { acts_as: 'finance' })).status, 200)
    for (const browser of [at_other, at_one]) {
      assert.equal((await browser.call('GET', '/v2/ledger/')).status, 200)
    }
    assert.equal((await one.call('operator', 'PATCH', url, { scopes: ['money'] })).status, 200)
    for (const browser of [at_other, at_one]) {
      assert.equal((await browser.call('GET', '/v2/orders/')).body.code, 'insufficient_scope')
    }
  })
})
