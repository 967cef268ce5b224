// Whoever only gave the address of somebody else keeps no way into the account, and no session gets around a factor.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demo_contracts } from '../src/contracts/demo.ts'
import { deleteIdentities } from '../src/single-sign-on/store.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { ProviderVisit, TestIdentityProvider } from './identity-provider.ts'
import { aPerson, password, TestBrowser, tokenOf } from './people.ts'
import { careful } from './second-factor.ts'

const contract_ids = [demo_contracts.demo]
const administers = { contract_ids, acts_as: 'administrator' }

onOneDatabase((openDatabase) => {
  let provider: TestIdentityProvider
  let swath: TestApp
  before(async () => {
    provider = await TestIdentityProvider.open('http://swath.test')
    swath = await TestApp.open(await openDatabase(), provider.settings())
    // The provider lives now.
    swath.clock.set(new Date())
  })
  after(async () => {
    await swath.close()
    await provider.close()
  })
  const { aCarefulPerson, codeAt, halfWay, outcome } = careful(() => swath)

  async function signOn(sub: string, browser = new TestBrowser(swath), more = {}) {
    const { body } = await browser.call('POST', '/v2/single-sign-on/start')
    const back = await new ProviderVisit().signIn(body.url, sub)
    const answer = Object.fromEntries(back.searchParams)
    const finished = await browser.call('POST', '/v2/single-sign-on/finish', { answer, ...more })
    return { browser, outcome: finished.status === 201 ? 'in' : finished.body.code }
  }
  const account = async (browser: TestBrowser) => (await browser.call('GET', '/v2/my/account')).body

  async function resetLink(email: string): Promise<string> {
    const { body: people } = await swath.call('operator', 'GET', '/ops/v1/people/?limit=100')
    const member = people.results.find((one: { person: { email: string } }) => one.person.email === email)
    const path = `/ops/v1/people/${member.client_id}/reset-link`
    return tokenOf((await swath.call('operator', 'POST', path)).body.link)
  }

  test('a link that is wrong costs no thread', async () => {
    const token = 'x'.repeat(43)
    const { answering } = swath.app.parts.threads
    const before = answering.count
    const { body } = await swath.call('demo', 'POST', '/v2/password-resets/finish', { token, password })
    assert.equal(body.code, 'link_invalid')
    const first = { token, email: 'x@example.com', name: 'X', password }
    const { body: refused } = await new TestBrowser(swath).call('POST', '/v2/first-account', first)
    assert.equal(refused.code, 'link_invalid')
    assert.equal(answering.count, before)
  })

  test('a reset of an account whose address nobody had proved takes the identity away that somebody connected', async () => {
    const thief = await aPerson(swath, 'victim@example.com', administers)
    provider.knows('thief', { email: 'thief@example.com' })
    assert.equal((await signOn('thief', thief, { connect: true })).outcome, 'in')
    const given = { token: await resetLink('victim@example.com'), password: 'the word of the victim' }
    assert.equal((await thief.call('POST', '/v2/password-resets/finish', given)).status, 204)
    assert.equal((await signOn('thief')).outcome, 'sign_on_unknown')
    assert.equal((await new TestBrowser(swath).signIn('victim@example.com', given.password)).status, 201)
  })

  test('a provider proves no address of an account into which there was another way before', async () => {
    const prepared = await aPerson(swath, 'prepared@example.com', administers)
    provider.knows('prepared', { email: 'prepared@example.com' })
    const { browser } = await signOn('prepared', prepared, { connect: true })
    assert.equal((await account(browser)).email_proved_at, null)
    const { body } = await swath.call('operator', 'POST', '/ops/v1/people/invitations', {
      ...{ email: 'fresh@example.com', ...administers },
    })
    provider.knows('fresh', { email: 'fresh@example.com' })
    const fresh = await signOn('fresh', undefined, { invitation: tokenOf(body.link) })
    assert.equal(typeof (await account(fresh.browser)).email_proved_at, 'string')
  })

  test('an address that only becomes another one in small letters finds nobody’s account', async () => {
    const { body } = await swath.call('operator', 'POST', '/ops/v1/people/invitations', {
      ...{ email: 'mark@example.com', ...administers },
    })
    provider.knows('mark', { email: 'Mark@example.com' })
    const own = await signOn('mark', undefined, { invitation: tokenOf(body.link) })
    assert.equal(typeof (await account(own.browser)).email_proved_at, 'string')
    const { person_id } = await account(own.browser)
    await swath.app.db.system((tx) => deleteIdentities(tx, person_id))
    provider.knows('kelvin', { email: 'mar\u212a@example.com' })
    assert.equal((await signOn('kelvin')).outcome, 'sign_on_unknown')
    assert.equal((await signOn('mark')).outcome, 'in')
  })

  test('a session of a password alone ends when the account gets a second factor in another browser', async () => {
    const guest = await aPerson(swath, 'owner@example.com', administers)
    const owner = new TestBrowser(swath)
    await owner.signIn('owner@example.com')
    const { body: made } = await owner.call('POST', '/v2/my/authenticator')
    const confirm = { code: codeAt(made.secret) }
    assert.equal((await owner.call('POST', '/v2/my/authenticator/confirm', confirm)).status, 200)
    const renewed = await guest.call('POST', '/v2/my/recovery-codes', { password })
    assert.deepEqual([renewed.status, renewed.body.recovery_codes], [401, undefined])
    assert.equal((await owner.call('GET', '/v2/session')).status, 200)
  })

  test('an invitation that is accepted in a session makes it no younger', async () => {
    const browser = await aPerson(swath, 'old@example.com', administers)
    swath.advance({ hours: 2 })
    const given = { email: 'old@example.com', staff: true, acts_as: 'support' }
    const { body } = await swath.call('operator', 'POST', '/ops/v1/people/invitations', given)
    const accepted = await browser.call('POST', '/v2/invitations/accept', { token: tokenOf(body.link) })
    assert.deepEqual([accepted.status, accepted.body.memberships.length], [201, 2])
    assert.equal((await browser.call('POST', '/v2/my/authenticator')).body.code, 'sign_in_too_old')
    swath.clock.set(new Date())
  })

  test('two invitations that a new person accepts at once make one account and no fault', async () => {
    const links = await Promise.all(
      [demo_contracts.demo, demo_contracts['demo-two']].map(async (contract_id) => {
        const given = { email: 'twice@example.com', contract_ids: [contract_id], acts_as: 'viewer' }
        return (await swath.call('operator', 'POST', '/ops/v1/people/invitations', given)).body.link
      }),
    )
    const answers = await Promise.all(
      links.map((link) =>
        new TestBrowser(swath).call('POST', '/v2/invitations/accept', {
          ...{ token: tokenOf(link), name: 'Twice', password },
        }),
      ),
    )
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 401])
    const kept = answers.findIndex(({ status }) => status === 401)
    const again = { token: tokenOf(links[kept]), password }
    assert.equal((await new TestBrowser(swath).call('POST', '/v2/invitations/accept', again)).status, 201)
  })

  test('wrong codes and passwords count although the change that they were to prove is refused', async () => {
    const { browser, secret } = await aCarefulPerson('counted@example.com')
    const remove = (code: string) => browser.call('POST', '/v2/my/authenticator/remove', { code })
    for (let guess = 0; guess < 10; guess++) {
      assert.equal((await remove('aaaa-aaaa')).body.code, 'second_factor_refused')
    }
    assert.equal((await remove(codeAt(secret))).body.code, 'too_many_wrong_secrets')
    assert.equal(
      await outcome(await halfWay('counted@example.com'), codeAt(secret)),
      'too_many_wrong_secrets',
    )
  })
})
