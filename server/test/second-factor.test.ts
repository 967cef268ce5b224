// The second step of signing in: codes of an app, and recovery codes. Each is good once, for its person, in its browser.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { MailServer } from './mail-server.ts'
import { aPerson, password, TestBrowser, tokenOf } from './people.ts'
import { careful } from './second-factor.ts'

const contract_ids = [demo_contracts.demo]
const administers = { contract_ids, acts_as: 'administrator' }

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let mail: MailServer
  before(async () => {
    mail = await MailServer.open()
    swath = await TestApp.open(await openDatabase(), {
      SWATH_SMTP_URL: mail.url,
      SWATH_MAIL_FROM: 'Swath <swath@swath.test>',
    })
  })
  after(async () => {
    await mail.close()
    await swath.close()
  })

  const { codeAt, nextStep, aCarefulPerson, halfWay, finish, outcome } = careful(() => swath)
  /** What a mail to somebody says that has these words. */
  const mailTo = async (email: string, words: RegExp) => {
    await swath.drain()
    const sent = mail.mails.filter(({ to }) => [to].flat()[0]?.text === email)
    return sent.map(({ text }) => words.exec(text ?? '')?.[0]).findLast((found) => found !== undefined)
  }

  test('an app counts once a code of it was shown, and from then on the password alone signs nobody in', async () => {
    const ada = await aPerson(swath, 'ada@example.com', administers)
    const { status, body: made } = await ada.call('POST', '/v2/my/authenticator')
    assert.equal(status, 201, JSON.stringify(made))
    assert.match(made.uri, /^otpauth:\/\/totp\/Swath:ada%40example\.com\?issuer=Swath&secret=[A-Z2-7]{32}&/)
    assert.equal((await ada.signIn('ada@example.com')).status, 201)
    const wrong = await ada.call('POST', '/v2/my/authenticator/confirm', { code: codeAt(made.secret, 5) })
    assert.deepEqual([wrong.status, wrong.body.code], [401, 'second_factor_refused'])
    const code = codeAt(made.secret)
    const confirmed = await ada.call('POST', '/v2/my/authenticator/confirm', { code })
    assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body))
    assert.equal(new Set(confirmed.body.recovery_codes).size, 10)
    const again = await ada.call('POST', '/v2/my/authenticator')
    assert.deepEqual([again.status, again.body.code], [409, 'authenticator_exists'])
    const { body: own } = await ada.call('GET', '/v2/my/factors')
    assert.deepEqual([own.authenticator !== null, own.recovery_codes_left], [true, 10])

    const elsewhere = await halfWay('ada@example.com')
    assert.equal((await elsewhere.call('GET', '/v2/session')).status, 401)
    // The code that has confirmed the app was used by that.
    assert.equal(await outcome(elsewhere, code), 'second_factor_refused')
    nextStep()
    assert.equal(await outcome(elsewhere, codeAt(made.secret)), 'signed in')
    const { body: sessions } = await elsewhere.call('GET', '/v2/my/sessions')
    const current = sessions.results.find((one: { is_current: boolean }) => one.is_current)
    assert.deepEqual([current.way, current.has_second_factor], ['password', true])
    assert.ok(await mailTo('ada@example.com', /An app that shows codes was set up/))
  })

  test('codes of the step before and of the one after are taken, and none twice, nor an older one', async () => {
    const { secret } = await aCarefulPerson('steps@example.com')
    nextStep()
    const tries: [number, string][] = [
      [-2, 'second_factor_refused'],
      [2, 'second_factor_refused'],
      [-1, 'signed in'],
      [-1, 'second_factor_refused'],
      [1, 'signed in'],
      [1, 'second_factor_refused'],
      [0, 'second_factor_refused'],
    ]
    for (const [steps, expected] of tries) {
      const browser = await halfWay('steps@example.com')
      assert.equal(await outcome(browser, codeAt(secret, steps)), expected, `step ${steps}`)
    }
  })

  test('a recovery code is taken once, however it is typed, and the person is told; others can be had instead', async () => {
    const { browser, codes } = await aCarefulPerson('recovers@example.com')
    const typed = codes[0]!.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l')
    assert.equal(await outcome(await halfWay('recovers@example.com'), typed), 'signed in')
    assert.equal(await outcome(await halfWay('recovers@example.com'), codes[0]!), 'second_factor_refused')
    assert.ok(await mailTo('recovers@example.com', /with one of your recovery codes/))
    assert.equal((await browser.call('GET', '/v2/my/factors')).body.recovery_codes_left, 9)
    const unproved = await browser.call('POST', '/v2/my/recovery-codes', {})
    assert.deepEqual([unproved.status, unproved.body.code], [401, 'sign_in_refused'])
    const { status, body } = await browser.call('POST', '/v2/my/recovery-codes', { password })
    assert.deepEqual([status, body.recovery_codes.length], [201, 10])
    assert.equal(await outcome(await halfWay('recovers@example.com'), codes[1]!), 'second_factor_refused')
    assert.equal(await outcome(await halfWay('recovers@example.com'), body.recovery_codes[1]), 'signed in')
  })

  test('a step is over after ten minutes, after five wrong codes, once it is taken, and with a new password', async () => {
    const { browser: own, secret } = await aCarefulPerson('over@example.com')
    const late = await halfWay('over@example.com')
    swath.advance({ hours: 1 })
    assert.equal(await outcome(late, codeAt(secret)), 'challenge_expired')
    const guessed = await halfWay('over@example.com')
    for (let guess = 0; guess < 5; guess++)
      assert.equal(await outcome(guessed, codeAt(secret, 7)), 'second_factor_refused')
    assert.equal(await outcome(guessed, codeAt(secret)), 'challenge_expired')
    const twice = await halfWay('over@example.com')
    const kept = new Map(twice.cookies)
    assert.equal(await outcome(twice, codeAt(secret)), 'signed in')
    nextStep()
    const copy = new TestBrowser(swath)
    for (const [name, cookie] of kept) copy.cookies.set(name, cookie)
    assert.equal(await outcome(copy, codeAt(secret)), 'challenge_expired')
    const former = await halfWay('over@example.com')
    const change = { current_password: password, password: 'another long one' }
    assert.equal((await own.call('POST', '/v2/my/password', change)).status, 204)
    assert.equal(await outcome(former, codeAt(secret)), 'challenge_expired')
  })

  test('a step belongs to the browser that took the first, and its code to the person', async () => {
    const { secret } = await aCarefulPerson('one@example.com')
    const { codes } = await aCarefulPerson('two@example.com')
    await halfWay('one@example.com')
    assert.equal(await outcome(new TestBrowser(swath), codeAt(secret)), 'challenge_expired')
    const one = await halfWay('one@example.com')
    assert.equal(await outcome(one, codes[0]!), 'second_factor_refused')
    const two = await halfWay('two@example.com')
    assert.equal(await outcome(two, codeAt(secret)), 'second_factor_refused')
    const foreign = await one.call(
      'POST',
      '/v2/session/second-factor',
      { code: codeAt(secret) },
      {
        origin: 'https://evil.test',
      },
    )
    assert.deepEqual([foreign.status, foreign.body.code], [403, 'cross_site_refused'])
    assert.equal(await outcome(one, codeAt(secret)), 'signed in')
  })

  test('wrong codes are slowed as wrong passwords are, for the account and for the address', async () => {
    await aCarefulPerson('guessed@example.com')
    const seen: string[] = []
    for (let step = 0; step < 3; step++) {
      const browser = await halfWay('guessed@example.com')
      for (let guess = 0; guess < 5; guess++) seen.push(await outcome(browser, 'aaaa-aaaa-aaaa-aaaa'))
    }
    assert.deepEqual(seen, [
      ...Array(10).fill('second_factor_refused'),
      ...Array(5).fill('too_many_wrong_secrets'),
    ])
    swath.advance({ hours: 1 })
  })

  test('whoever accepts an invitation with a password alone is asked for the second factor as well', async () => {
    const { secret } = await aCarefulPerson('invited@example.com')
    const invitation = { email: 'invited@example.com', staff: true, acts_as: 'support' }
    const { body: invited } = await swath.call('operator', 'POST', '/ops/v1/people/invitations', invitation)
    const browser = new TestBrowser(swath)
    const accept = { token: tokenOf(invited.link), password }
    const asked = await browser.call('POST', '/v2/invitations/accept', accept)
    assert.equal(asked.status, 202, JSON.stringify(asked.body))
    assert.deepEqual(asked.body.second_factors, ['authenticator', 'recovery_code'])
    assert.equal(browser.cookie, '')
    const { status, body } = await finish(browser, codeAt(secret))
    assert.deepEqual([status, body.memberships.length], [201, 2])
  })

  test('the app is removed with the password or a code, and the recovery codes with it', async () => {
    const { browser, secret, codes } = await aCarefulPerson('removes@example.com')
    const remove = (proof: object) => browser.call('POST', '/v2/my/authenticator/remove', proof)
    assert.equal((await remove({})).body.code, 'sign_in_refused')
    assert.equal((await remove({ password: 'wrong wrong wrong' })).body.code, 'sign_in_refused')
    assert.equal((await remove({ code: '000000' })).body.code, 'second_factor_refused')
    assert.equal((await remove({ code: codeAt(secret) })).status, 204)
    assert.equal((await remove({ password })).body.code, 'not_found')
    assert.equal((await browser.call('GET', '/v2/session')).status, 200)
    assert.equal((await browser.signIn('removes@example.com')).status, 201)
    assert.deepEqual((await browser.call('GET', '/v2/my/factors')).body.recovery_codes_left, 0)
    assert.equal(codes.length, 10)
    assert.ok(await mailTo('removes@example.com', /The app that shows codes was removed/))
  })

  test('a factor is set up by whoever has just signed in, and confirmed within the hour', async () => {
    const slow = await aPerson(swath, 'slow@example.com', administers)
    const { body: made } = await slow.call('POST', '/v2/my/authenticator')
    swath.advance({ hours: 1 })
    const late = await slow.call('POST', '/v2/my/authenticator/confirm', { code: codeAt(made.secret) })
    assert.equal(late.body.code, 'second_factor_refused')
    const again = await slow.call('POST', '/v2/my/authenticator')
    assert.deepEqual([again.status, again.body.code], [403, 'sign_in_too_old'])
  })

  const reset = async (email: string, link: string) => {
    const given = { token: tokenOf(link), password: 'a new long password' }
    const browser = new TestBrowser(swath)
    assert.equal((await browser.call('POST', '/v2/password-resets/finish', given)).status, 204)
    return (await browser.signIn(email, given.password)).status
  }
  const mailedLink = async (email: string) => (await mailTo(email, /http\S+\/reset#\S+/))!

  test('a new password does not get around the second factor, unless nobody had proved the address before', async () => {
    await aCarefulPerson('reset@example.com')
    const ask = () =>
      new TestBrowser(swath).call('POST', '/v2/password-resets', { email: 'reset@example.com' })
    await ask()
    // Somebody else may have set it up, who had only given this address.
    assert.equal(await reset('reset@example.com', await mailedLink('reset@example.com')), 201)
    const owner = new TestBrowser(swath)
    await owner.signIn('reset@example.com', 'a new long password')
    const { body: made } = await owner.call('POST', '/v2/my/authenticator')
    await owner.call('POST', '/v2/my/authenticator/confirm', { code: codeAt(made.secret) })
    swath.advance({ hours: 1 })
    await ask()
    assert.equal(await reset('reset@example.com', await mailedLink('reset@example.com')), 202)
  })
})
