// Passkeys: what a device answers is taken once, for the page, the account and the key that were asked for.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'
import { PasskeyDevice, type Told } from './passkey-device.ts'
import { aPerson, password, TestBrowser } from './people.ts'

const here: Told = { origin: 'https://swath.test' }
const administers = { contract_ids: [demo_contracts.demo], acts_as: 'administrator' }

onEachDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase(), { SWATH_PUBLIC_URL: here.origin })
  })
  after(() => swath.close())

  const ask = async (browser: TestBrowser) =>
    (await browser.call('POST', '/v2/session/passkey/question')).body
  const enter = (browser: TestBrowser, answer: object) => browser.call('POST', '/v2/session/passkey', answer)
  const askForNew = async (browser: TestBrowser) =>
    (await browser.call('POST', '/v2/my/passkeys/question')).body
  const add = (browser: TestBrowser, response: object, name = 'Laptop') =>
    browser.call('POST', '/v2/my/passkeys', { name, response })
  const outcome = ({ status, body }: { status: number; body: { code?: string } }) =>
    status === 201 ? 'in' : body.code

  /** Somebody who has a passkey. */
  async function aPersonWithDevice(email: string) {
    const browser = await aPerson(swath, email, administers)
    const device = new PasskeyDevice()
    const added = await add(browser, device.make(await askForNew(browser), here))
    assert.equal(added.status, 201, JSON.stringify(added.body))
    return { browser, device, added: added.body }
  }

  /** Signs in with a new browser. */
  async function signIn(device: PasskeyDevice, told: Partial<Told> = {}) {
    const browser = new TestBrowser(swath)
    const answer = device.sign(await ask(browser), { ...here, ...told })
    return enter(browser, answer)
  }

  test('a passkey signs in by itself, and then the password does so no more', async () => {
    const { browser, device, added } = await aPersonWithDevice('ada@example.com')
    assert.equal(added.recovery_codes.length, 10)
    assert.deepEqual([added.passkey.name, added.passkey.last_used_at], ['Laptop', null])
    const entered = await signIn(device)
    assert.equal(entered.status, 201, JSON.stringify(entered.body))
    assert.equal(entered.body.person.email, 'ada@example.com')
    const asked = await new TestBrowser(swath).signIn('ada@example.com')
    assert.deepEqual([asked.status, asked.body.second_factors], [202, ['passkey', 'recovery_code']])
    const { body: own } = await browser.call('GET', '/v2/my/passkeys')
    assert.ok(own.results[0].last_used_at)
    const { body: sessions } = await browser.call('GET', '/v2/my/sessions')
    const ways = sessions.results.map((one: { way: string; has_second_factor: boolean }) => [
      one.way,
      one.has_second_factor,
    ])
    assert.deepEqual(ways.sort(), [
      ['link', true],
      ['passkey', true],
    ])
  })

  test('of one answer that comes several times at once, one signs in; later none does', async () => {
    const { device } = await aPersonWithDevice('once@example.com')
    const browser = new TestBrowser(swath)
    const answer = device.sign(await ask(browser), here)
    const copies = [1, 2, 3].map(() => Object.assign(new TestBrowser(swath), { cookies: browser.cookies }))
    const outcomes = await Promise.all(copies.map(async (copy) => outcome(await enter(copy, answer))))
    assert.deepEqual(outcomes.sort(), ['challenge_expired', 'challenge_expired', 'in'])
    assert.equal(outcome(await enter(browser, answer)), 'challenge_expired')
  })

  test('an answer is refused that was made elsewhere, for another question, by another key, or by nobody', async () => {
    const { device } = await aPersonWithDevice('strict@example.com')
    const refused: Partial<Told>[] = [
      { origin: 'https://evil.test', rp_id: 'swath.test' },
      { origin: 'https://swath.test.evil.test', rp_id: 'swath.test' },
      { origin: 'http://swath.test' },
      { rp_id: 'evil.test' },
      { is_verified: false },
    ]
    for (const told of refused) {
      assert.equal(outcome(await signIn(device, told)), 'passkey_refused', JSON.stringify(told))
    }
    const browser = new TestBrowser(swath)
    const other = await ask(new TestBrowser(swath))
    await ask(browser)
    assert.equal(outcome(await enter(browser, device.sign(other, here))), 'passkey_refused')
    const stranger = new PasskeyDevice()
    assert.equal(outcome(await signIn(stranger)), 'passkey_refused')
    Object.assign(stranger, { id: device.id })
    assert.equal(outcome(await signIn(stranger)), 'passkey_refused')
    assert.equal(outcome(await signIn(device)), 'in')
  })

  test('a question belongs to the browser that asked, for five minutes', async () => {
    const { device } = await aPersonWithDevice('soon@example.com')
    const browser = new TestBrowser(swath)
    const question = await ask(browser)
    assert.equal(
      outcome(await enter(new TestBrowser(swath), device.sign(question, here))),
      'challenge_expired',
    )
    swath.clock.set(new Date(swath.clock.now().getTime() + 300_000))
    assert.equal(outcome(await enter(browser, device.sign(question, here))), 'challenge_expired')
  })

  test('a key that was copied is found by its counter, which does not grow', async () => {
    const { device } = await aPersonWithDevice('copied@example.com')
    assert.equal(outcome(await signIn(device, { counter: 7 })), 'in')
    for (const counter of [7, 6, 0]) {
      assert.equal(outcome(await signIn(device, { counter })), 'passkey_refused', `counter ${counter}`)
    }
    assert.equal(outcome(await signIn(device, { counter: 8 })), 'in')
    const { device: counts_none } = await aPersonWithDevice('synced@example.com')
    for (const _ of [1, 2]) assert.equal(outcome(await signIn(counts_none, { counter: 0 })), 'in')
  })

  test('of two answers of a key and its copy that come at once, with one counter, one signs in', async () => {
    const { device } = await aPersonWithDevice('twins@example.com')
    const both = await Promise.all([1, 2].map(() => signIn(device, { counter: 3 })))
    assert.deepEqual(both.map(outcome).sort(), ['in', 'passkey_refused'])
  })

  test('a new passkey is taken of the page, the session and the question that it was asked by, once', async () => {
    const maker = await aPerson(swath, 'maker@example.com', administers)
    const elsewhere = await aPerson(swath, 'elsewhere@example.com', administers)
    const device = new PasskeyDevice()
    const made = async (told: Partial<Told>) => device.make(await askForNew(maker), { ...here, ...told })
    assert.equal(outcome(await add(maker, await made({ origin: 'https://evil.test' }))), 'passkey_refused')
    assert.equal(outcome(await add(maker, await made({ is_verified: false }))), 'passkey_refused')
    const answer = await made({})
    assert.equal(outcome(await add(elsewhere, answer)), 'challenge_expired')
    assert.equal(outcome(await add(maker, answer)), 'in')
    assert.equal(outcome(await add(maker, answer)), 'challenge_expired')
    const taken = device.make(await askForNew(elsewhere), here)
    assert.equal(outcome(await add(elsewhere, taken)), 'passkey_refused')
    assert.equal(outcome(await signIn(device)), 'passkey_refused')
    swath.advance({ hours: 1 })
    assert.equal((await maker.call('POST', '/v2/my/passkeys/question')).body.code, 'sign_in_too_old')
  })

  test('passkeys are several, have names, are changed by nobody else, and with the last one the codes go', async () => {
    const { browser, device, added } = await aPersonWithDevice('several@example.com')
    const stranger = await aPerson(swath, 'stranger@example.com', administers)
    const second = await add(browser, new PasskeyDevice().make(await askForNew(browser), here), 'Telephone')
    assert.deepEqual([second.status, second.body.recovery_codes], [201, null])
    const url = `/v2/my/passkeys/${added.passkey.passkey_id}`
    for (const method of ['PATCH', 'DELETE'] as const) {
      const foreign = await stranger.call(method, url, method === 'PATCH' ? { name: 'Mine' } : undefined)
      assert.deepEqual([foreign.status, foreign.body.code], [404, 'not_found'])
    }
    assert.equal((await browser.call('PATCH', url, { name: 'Old laptop' })).body.name, 'Old laptop')
    assert.equal((await browser.call('DELETE', url)).status, 204)
    assert.equal(outcome(await signIn(device)), 'passkey_refused')
    const { body } = await browser.call('GET', '/v2/my/passkeys')
    assert.deepEqual(
      body.results.map(({ name }: { name: string }) => name),
      ['Telephone'],
    )
    assert.equal((await browser.signIn('several@example.com')).status, 202)
    await browser.call('DELETE', `/v2/my/passkeys/${second.body.passkey.passkey_id}`)
    const { body: own } = await browser.call('GET', '/v2/my/factors')
    assert.deepEqual([own.has_any, own.recovery_codes_left], [false, 0])
    assert.equal((await browser.signIn('several@example.com')).status, 201)
  })

  test('a passkey that somebody made for an address that nobody had proved ends with a new password', async () => {
    const { device, browser } = await aPersonWithDevice('victim@example.com')
    const { body: people } = await swath.call('operator', 'GET', '/ops/v1/people/?limit=100')
    const { client_id } = people.results.find(
      (one: { person: { email: string } }) => one.person.email === 'victim@example.com',
    )
    const { body: made } = await swath.call('operator', 'POST', `/ops/v1/people/${client_id}/reset-link`)
    const given = { token: new URL(made.link).hash.slice(1), password }
    assert.equal((await browser.call('POST', '/v2/password-resets/finish', given)).status, 204)
    assert.equal(outcome(await signIn(device)), 'passkey_refused')
  })
})
