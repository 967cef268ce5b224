// Who needs a second factor, and who helps somebody that has lost theirs.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { MailServer } from './mail-server.ts'
import { aPerson, TestBrowser, tokenOf } from './people.ts'
import { careful } from './second-factor.ts'

const contract_ids = [demo_contracts.demo]
const administers = { contract_ids, acts_as: 'administrator' }

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let mail: MailServer
  before(async () => {
    mail = await MailServer.open()
    swath = await TestApp.open(await openDatabase(), {
      SWATH_STAFF_SECOND_FACTOR: 'true',
      SWATH_SMTP_URL: mail.url,
      SWATH_MAIL_FROM: 'Swath <swath@swath.test>',
    })
  })
  after(async () => {
    await mail.close()
    await swath.close()
  })

  const { codeAt, aCarefulPerson, halfWay, outcome } = careful(() => swath)

  /** @returns the first membership of somebody */
  async function membershipOf(email: string): Promise<string> {
    const { body } = await swath.call('operator', 'GET', '/ops/v1/people/?limit=100')
    const found = body.results.find((one: { person: { email: string } }) => one.person.email === email)
    return found.client_id
  }

  test('where the staff needs a second factor, its people set one up before anything else', async () => {
    const grace = await aPerson(swath, 'grace@example.com')
    const refused = await grace.call('GET', '/ops/v1/organisations/')
    assert.deepEqual([refused.status, refused.body.code], [403, 'second_factor_required'])
    assert.equal((await grace.call('GET', '/v2/session')).body.memberships[0].waits_for_second_factor, true)
    const { body: made } = await grace.call('POST', '/v2/my/authenticator')
    await grace.call('POST', '/v2/my/authenticator/confirm', { code: codeAt(made.secret) })
    assert.equal((await grace.call('GET', '/ops/v1/organisations/')).status, 200)
    assert.equal((await grace.call('GET', '/v2/session')).body.memberships[0].waits_for_second_factor, false)
    // Programs have secrets that nobody chose.
    assert.equal((await swath.call('operator', 'GET', '/ops/v1/organisations/')).status, 200)
  })

  test('a customer says it of its own people, at once and of no others', async () => {
    const [chief, other] = [
      await aPerson(swath, 'chief@example.com', administers),
      await aPerson(swath, 'other@example.com', {
        contract_ids: [demo_contracts['demo-two']],
        acts_as: 'administrator',
      }),
    ]
    const rule = (is_required: boolean) =>
      swath.call('demo', 'PUT', '/v2/people/second-factor', { is_required })
    const orders = async (browser: TestBrowser) => (await browser.call('GET', '/v2/orders/')).status
    const { body: before } = await chief.call('GET', '/v2/people/second-factor')
    assert.equal(before.is_required, false)
    assert.equal((await rule(true)).status, 200)
    assert.deepEqual([await orders(chief), await orders(other)], [403, 200])
    assert.equal((await other.call('GET', '/v2/people/second-factor')).body.is_required, false)
    assert.equal((await rule(false)).status, 200)
    assert.equal(await orders(chief), 200)
  })

  test('an administrator removes what a colleague has lost, who is told, and it is in the audit', async () => {
    const { browser } = await aCarefulPerson('loses@example.com')
    const client_id = await membershipOf('loses@example.com')
    const chief = await aPerson(swath, 'helps@example.com', administers)
    assert.equal((await chief.call('DELETE', `/v2/people/${client_id}/factors`)).status, 204)
    assert.equal((await browser.call('GET', '/v2/session')).status, 200)
    assert.equal((await new TestBrowser(swath).signIn('loses@example.com')).status, 201)
    await swath.drain()
    const told = mail.mails.filter(({ to }) => [to].flat()[0]?.text === 'loses@example.com')
    assert.ok(told.some(({ text }) => /An administrator has removed your second factors/.test(text ?? '')))
    const { body } = await swath.call('operator', 'GET', '/ops/v1/audit/?operation=removeFactors')
    assert.deepEqual([body.results[0].result, body.results[0].ids.client_id], ['done', client_id])
    const again = await chief.call('DELETE', `/v2/people/${client_id}/factors`)
    assert.deepEqual([again.status, again.body.code], [404, 'not_found'])
  })

  test('nobody removes it of somebody who may more, who acts for others as well, or of themselves', async () => {
    await aCarefulPerson('boss@example.com')
    const small = await aPerson(swath, 'small@example.com', { contract_ids, scopes: ['read', 'administer'] })
    const boss = await membershipOf('boss@example.com')
    const more = await small.call('DELETE', `/v2/people/${boss}/factors`)
    assert.deepEqual([more.status, more.body.code], [403, 'scopes_exceeded'])
    const invited = {
      email: 'boss@example.com',
      contract_ids: [demo_contracts['demo-two']],
      acts_as: 'viewer',
    }
    const { secret, browser } = await aCarefulPerson('twice@example.com')
    const { body } = await swath.call('operator', 'POST', '/ops/v1/people/invitations', {
      ...invited,
      email: 'twice@example.com',
    })
    const accept = { token: tokenOf(body.link) }
    // A browser that has proved both factors is not asked for them again.
    assert.equal((await browser.call('POST', '/v2/invitations/accept', accept)).status, 201)
    const chief = await aPerson(swath, 'second-chief@example.com', administers)
    const { body: people } = await chief.call('GET', '/v2/people/?limit=100')
    const twice = people.results.find(
      (one: { person: { email: string } }) => one.person.email === 'twice@example.com',
    )
    assert.equal(twice.has_second_factor, true)
    const shared = await chief.call('DELETE', `/v2/people/${twice.client_id}/factors`)
    assert.deepEqual([shared.status, shared.body.code], [403, 'credential_forbidden'])
    const own = people.results.find((one: { may_change: boolean }) => !one.may_change)
    const self = await chief.call('DELETE', `/v2/people/${own.client_id}/factors`)
    assert.deepEqual([self.status, self.body.code], [409, 'credential_in_use'])
    assert.equal(await outcome(await halfWay('twice@example.com'), codeAt(secret)), 'signed in')
  })
})
