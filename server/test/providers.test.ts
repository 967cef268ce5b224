// Nobody reports on what another provider has.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CredentialWithSecret } from '@swath/contract/accounts'
import { sql } from 'kysely'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  async function credentialOf(provider: string): Promise<CredentialWithSecret> {
    const made = await swath.call('operator', 'POST', '/ops/v1/credentials', { name: provider, provider })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    return made.body
  }
  async function send({ client_id, client_secret }: CredentialWithSecret, url: string, payload: object) {
    const login = { client_id, client_secret, grant_type: 'client_credentials' }
    const token = await swath.app.http.inject({ method: 'POST', url: '/oauth/token', payload: login })
    const headers = { authorization: `Bearer ${token.json().access_token}` }
    return swath.app.http.inject({ method: 'POST', url, headers, payload })
  }
  /** The body for each endpoint of providers, by its operation. */
  const bodies: Record<string, () => object> = {
    reportCapture: () => ({ ...head(), status: 'scheduled', access: swath.access }),
    reportDeliverable: () => ({ ...head(), status: 'processing' }),
  }
  const head = () => ({ report_id: crypto.randomUUID(), occurred_at: swath.clock.now().toISOString() })
  const reportsStored = async () =>
    (await swath.app.db.system((tx) => tx.rows(sql`select report_id from reports`))).length

  test('at every endpoint of providers a capture that another provider has does not exist', async () => {
    const { captures } = await swath.placeAndPlan()
    const [stranger, colleague] = [await credentialOf('another'), await credentialOf('simulator')]
    const endpoints = swath.app.endpoints.filter(
      ({ access, path }) => access === 'provider' && path.includes('{capture_id}'),
    )
    assert.deepEqual(endpoints.map(({ operation }) => operation).sort(), Object.keys(bodies).sort())
    for (const { path, operation } of endpoints) {
      const at = (capture_id: string) =>
        path.replace('{capture_id}', capture_id).replace('{processing_level}', 'L1B')
      const before = await reportsStored()
      for (const id of [captures[0]!.capture_id, 'capt_none']) {
        const refused = await send(stranger, at(id), bodies[operation]!())
        const { code, message } = refused.json()
        assert.deepEqual([refused.statusCode, code, message], [404, 'not_found', `There is no capture ${id}`])
      }
      assert.equal(await reportsStored(), before, operation)
      const taken = await send(colleague, at(captures[0]!.capture_id), bodies[operation]!())
      assert.equal(taken.statusCode, 202, `${operation} ${taken.body}`)
    }
  })

  test('the provider that a capture was handed to reports on it, and nobody else', async () => {
    swath.provider.name = 'another'
    const { captures } = await swath.placeAndPlan()
    swath.provider.name = 'simulator'
    const { capture_id } = captures[0]!
    assert.equal((await swath.report(capture_id, 'scheduled')).status, 404)
    const own = await send(
      await credentialOf('another'),
      `/ops/v1/captures/${capture_id}/reports`,
      bodies.reportCapture!(),
    )
    assert.equal(own.statusCode, 202, own.body)
  })

  test('a part of the server that speaks for a provider reports on what that has, and on nothing else', async () => {
    const { captures } = await swath.placeAndPlan()
    const { capture_id } = captures[0]!
    const news = { ...head(), status: 'scheduled', access: swath.access } as const
    const { service } = swath.app.features.captures
    const as = (provider: string) => ({ client_id: provider, role: 'provider', provider }) as const
    await assert.rejects(service.report(as('another'), capture_id, news), /There is no capture/)
    assert.equal((await service.report(as('simulator'), capture_id, news)).result, 'applied')
  })

  test('an angle that the provider does not know is null', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    const access = { ...swath.access, view_azimuth_deg: null, off_nadir_deg: null }
    const news = { ...head(), status: 'scheduled', access }
    const told = await send(
      await credentialOf('simulator'),
      `/ops/v1/captures/${captures[0]!.capture_id}/reports`,
      news,
    )
    assert.equal(told.statusCode, 202, told.body)
    const { results } = (await swath.call('demo', 'GET', `/v2/orders/${order_id}/captures`)).body
    assert.deepEqual([results[0].access.view_azimuth_deg, results[0].access.off_nadir_deg], [null, null])
  })

  test('a credential is of a customer or of a provider, not both, and a provider has no contract', async () => {
    const create = async (given: object) =>
      (await swath.call('operator', 'POST', '/ops/v1/credentials', { name: 'x', ...given })).body
    assert.equal((await create({})).errors[0].pointer, '/contract_ids')
    assert.equal(
      (await create({ provider: 'x', contract_ids: ['cont.x'] })).errors[0].pointer,
      '/contract_ids',
    )
    const cap = { amount_minor: 1, currency: 'USD' }
    assert.equal((await create({ provider: 'x', spend_cap: cap })).errors[0].pointer, '/spend_cap')
    const { role, provider, contract_ids } = await create({ provider: 'x' })
    assert.deepEqual([role, provider, contract_ids], ['provider', 'x', []])
  })
})
