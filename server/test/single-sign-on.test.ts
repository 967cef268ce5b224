// Signing in by a real provider of identities, and what somebody may try who wants to be somebody else.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import type { JWTPayload } from 'jose'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { type Answer, TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'
import { ProviderVisit, TestIdentityProvider } from './identity-provider.ts'
import { aPerson, TestBrowser, tokenOf } from './people.ts'

const contract_ids = [demo_contracts.demo]
const organisation_id = demo_contracts.demo.replace('cont.', 'org.')
const guide = readFileSync(path.join(import.meta.dirname, '../../docs/guides/single-sign-on.md'), 'utf8')
/** As the guide shows them, but for what belongs to the provider and the customer of the test. */
const of_guide = Object.fromEntries(
  /```sh\n([\s\S]*?)```/
    .exec(guide)![1]!
    .trim()
    .split('\n')
    .map((line) => /^(\w+)=(.*)$/.exec(line)!.slice(1) as [string, string]),
)
const SWATH_OIDC_GROUPS = of_guide.SWATH_OIDC_GROUPS!.replaceAll('org.demo', organisation_id)

onEachDatabase((openDatabase) => {
  let provider: TestIdentityProvider
  let swath: TestApp
  before(async () => {
    provider = await TestIdentityProvider.open('http://swath.test')
    const settings = provider.settings({ SWATH_OIDC_GROUPS })
    swath = await TestApp.open(await openDatabase(), { ...of_guide, ...settings })
    // The provider lives now.
    swath.clock.set(new Date())
  })
  after(async () => {
    await swath.close()
    await provider.close()
  })

  async function start(browser: TestBrowser): Promise<string> {
    const { status, body } = await browser.call('POST', '/v2/single-sign-on/start')
    assert.equal(status, 201, JSON.stringify(body))
    return body.url
  }

  const finish = (browser: TestBrowser, back: URL, more = {}): Promise<Answer> => {
    const answer = Object.fromEntries(back.searchParams)
    return browser.call('POST', '/v2/single-sign-on/finish', { answer, ...more })
  }

  async function signIn(
    sub: string,
    {
      browser = new TestBrowser(swath),
      ...more
    }: { browser?: TestBrowser; invitation?: string; connect?: true } = {},
  ) {
    const back = await new ProviderVisit().signIn(await start(browser), sub)
    return { browser, back, ...(await finish(browser, back, more)) }
  }

  const invite = async (email: string) => {
    const given = { email, contract_ids, acts_as: 'orderer' }
    return (await swath.call('operator', 'POST', '/ops/v1/people/invitations', given)).body
  }

  const scopesOf = ({ body }: Answer) =>
    body.memberships.map(({ role, scopes }: { role: string; scopes: string[] }) => [role, scopes.join(' ')])

  test('whoever is in a group signs in without an invitation, and may what the groups give', async () => {
    const signed_in = await signIn(
      provider.knows('ada', { name: 'Ada', groups: ['acme', 'acme money', 'x'] }),
    )
    assert.equal(signed_in.status, 201, JSON.stringify(signed_in.body))
    assert.deepEqual([signed_in.body.way, signed_in.body.person.name], ['single_sign_on', 'Ada'])
    assert.deepEqual(scopesOf(signed_in), [['customer', 'read money']])
    const { browser } = signed_in
    browser.contract_id = demo_contracts.demo
    assert.equal((await browser.call('GET', '/v2/orders/')).status, 200)
    const { body: account } = await browser.call('GET', '/v2/my/account')
    assert.deepEqual([account.has_password, typeof account.email_proved_at], [false, 'string'])
    assert.equal(typeof (await browser.call('GET', '/v2/my/identity')).body.connected_at, 'string')
  })

  test('groups that change take and give memberships at the next sign-in; those given by hand stay', async () => {
    const person = { groups: ['acme', 'desk'] }
    const first = await signIn(provider.knows('bob', person))
    assert.deepEqual(scopesOf(first), [
      ['operator', 'ops:read ops:desk'],
      ['customer', 'read'],
    ])
    const { link } = await (async () => {
      const given = {
        email: 'bob@example.com',
        contract_ids: [demo_contracts['demo-two']],
        acts_as: 'viewer',
      }
      return (await swath.call('operator', 'POST', '/ops/v1/people/invitations', given)).body
    })()
    const by_hand = await first.browser.call('POST', '/v2/invitations/accept', { token: tokenOf(link) })
    assert.equal(by_hand.status, 201, JSON.stringify(by_hand.body))

    provider.knows('bob', { groups: ['acme money'] })
    const second = await signIn('bob')
    assert.deepEqual(scopesOf(second), [
      ['customer', 'money'],
      ['customer', 'read'],
    ])
    // The former browser loses it as well.
    assert.equal((await first.browser.call('GET', '/ops/v1/contracts/')).body.code, 'role_forbidden')
    provider.knows('bob', { groups: [] })
    assert.deepEqual(scopesOf(await signIn('bob')), [['customer', 'read']])
    const { body } = await swath.call('operator', 'GET', '/ops/v1/people/?limit=100')
    const of_bob = body.results.filter((one: { person: { name: string } }) => one.person.name === 'bob')
    assert.deepEqual(
      of_bob.map((one: { from_groups: boolean }) => one.from_groups),
      [false],
    )
  })

  test('whoever is in no group, and was not invited, gets no account and no session', async () => {
    const { status, body, browser } = await signIn(provider.knows('stranger', { groups: ['x'] }))
    assert.deepEqual([status, body.code], [403, 'sign_on_unknown'])
    assert.equal((await browser.call('GET', '/v2/session')).status, 401)
    assert.equal(await countPeople('stranger@example.com'), 0)
  })

  const countPeople = (email: string) =>
    swath.app.db.system(async (tx) =>
      (await swath.app.features.people.ports.people.findByEmail(tx, email)) ? 1 : 0,
    )

  test('an invitation is accepted by the provider alone, with the address that was invited', async () => {
    const { link } = await invite('grace@invited.example')
    const given = { invitation: tokenOf(link) }
    const accepted = await signIn(provider.knows('grace', { email: 'grace@elsewhere.example' }), given)
    assert.equal(accepted.status, 201, JSON.stringify(accepted.body))
    assert.equal(accepted.body.person.email, 'grace@invited.example')
    const again = await signIn('grace', given)
    assert.equal(again.body.code, 'link_invalid')
    assert.equal((await signIn('grace')).status, 201)
    const other = await invite('other@invited.example')
    assert.equal((await signIn('grace', { invitation: tokenOf(other.link) })).body.code, 'sign_on_unknown')
  })

  test('an account is never found by an address that either side has not proved', async () => {
    const victim = await aPerson(swath, 'victim@example.com', { contract_ids, acts_as: 'administrator' })
    const takes = async (sub: string, person: object) => {
      const { status, body } = await signIn(provider.knows(sub, { email: 'victim@example.com', ...person }))
      return [status, body.code ?? body.person.email]
    }
    const unproved = { email_verified: false, groups: ['acme'] }
    // The account was made by a link that somebody handed over.
    assert.deepEqual(await takes('thief 1', { groups: ['acme'] }), [403, 'sign_on_unknown'])
    const { person_id } = (await victim.call('GET', '/v2/my/account')).body
    const { people } = swath.app.features.people.ports
    await swath.app.db.system((tx) => people.proveEmail(tx, person_id))
    assert.deepEqual(await takes('thief 2', unproved), [403, 'sign_on_unknown'])
    const { link } = await invite('victim@example.com')
    provider.knows('thief 3', { email: 'x@example.com' })
    const by_link = await signIn('thief 3', { invitation: tokenOf(link) })
    assert.equal(by_link.body.code, 'sign_on_unknown')
    assert.deepEqual(await takes('victim', {}), [201, 'victim@example.com'])
    // The address was given to somebody else at the provider.
    assert.deepEqual(await takes('successor', {}), [403, 'sign_on_unknown'])
  })

  test('an account is disconnected where it has another way in, and its other sessions from there end', async () => {
    const own = await aPerson(swath, 'parts@example.com', { contract_ids, acts_as: 'viewer' })
    provider.knows('parts', { email: 'parts@provider.test', groups: ['desk'] })
    const disconnect = (browser: TestBrowser) => browser.call('DELETE', '/v2/my/identity')
    assert.equal((await disconnect(own)).body.code, 'not_found')
    const { browser: here } = await signIn('parts', { browser: own, connect: true })
    const { browser: there } = await signIn('parts')
    assert.equal((await disconnect(here)).status, 204)
    assert.equal((await here.call('GET', '/v2/my/identity')).body.connected_at, null)
    assert.deepEqual(scopesOf(await here.call('GET', '/v2/session')), [['customer', 'read']])
    assert.equal((await there.call('GET', '/v2/session')).status, 401)
    // To the provider's groups the identity belongs to somebody who is new here.
    assert.equal((await signIn('parts')).body.person.email, 'parts@provider.test')
    assert.equal((await new TestBrowser(swath).signIn('parts@example.com')).status, 201)
    const { browser: only } = await signIn(provider.knows('only', { groups: ['acme'] }))
    assert.equal((await disconnect(only)).body.code, 'last_way_in')
    assert.equal(typeof (await only.call('GET', '/v2/my/identity')).body.connected_at, 'string')
  })

  test('somebody who has just signed in connects their account, and nobody else’s', async () => {
    const own = await aPerson(swath, 'connects@example.com', { contract_ids, acts_as: 'viewer' })
    provider.knows('connects', { email: 'not-the-same@example.com' })
    const connected = await signIn('connects', { browser: own, connect: true })
    assert.equal(connected.body.person.email, 'connects@example.com')
    assert.equal((await signIn('connects')).body.person.email, 'connects@example.com')
    const other = await aPerson(swath, 'other@example.com', { contract_ids, acts_as: 'viewer' })
    assert.equal((await signIn('connects', { browser: other, connect: true })).body.code, 'identity_taken')
    provider.knows('second')
    const second = await signIn('second', { browser: connected.browser, connect: true })
    assert.equal(second.body.code, 'identity_taken')
    const nobody = await signIn('second', { connect: true })
    assert.equal(nobody.body.code, 'sign_on_stale')
  })

  test('a sign-in is finished once, in the browser that began it, and in time', async () => {
    provider.knows('once', { groups: ['acme'] })
    const signed_in = await signIn('once')
    // The same answer again: the attempt is spent, and with another attempt the state does not fit.
    const replayed = await finish(signed_in.browser, signed_in.back)
    assert.equal(replayed.body.code, 'sign_on_stale')
    const forced = new TestBrowser(swath)
    await start(forced)
    assert.equal((await finish(forced, signed_in.back)).body.code, 'sign_on_refused')
    // Somebody else's browser is not to be signed in as whoever wrote the link.
    const attacker = new TestBrowser(swath)
    const back = await new ProviderVisit().signIn(await start(attacker), 'once')
    const victim = new TestBrowser(swath)
    assert.equal((await finish(victim, back)).body.code, 'sign_on_stale')
    assert.equal(victim.cookie, '')
    for (const attempt of [{ 'x-swath-session': '' }, { origin: 'https://evil.test' }]) {
      const answer = { answer: Object.fromEntries(back.searchParams) }
      const foreign = await attacker.call('POST', '/v2/single-sign-on/finish', answer, attempt)
      assert.equal(foreign.body.code, 'cross_site_refused')
    }
    swath.advance({ hours: 0.5 })
    assert.equal((await finish(attacker, back)).body.code, 'sign_on_stale')
    swath.clock.set(new Date())
  })

  test('a code that was used, or stolen by somebody with another verifier, is refused', async () => {
    const browser = new TestBrowser(swath)
    const back = await new ProviderVisit().signIn(
      await start(browser),
      provider.knows('coded', { groups: ['acme'] }),
    )
    const thief = new TestBrowser(swath)
    const state = new URL(await start(thief)).searchParams.get('state')!
    const stolen = new URL(back)
    stolen.searchParams.set('state', state)
    assert.equal((await finish(thief, stolen)).body.code, 'sign_on_refused')
    assert.equal((await thief.call('GET', '/v2/session')).status, 401)
  })

  test('an answer of another issuer, and one that tells of an error, are plain refusals', async () => {
    provider.knows('mixed', { groups: ['acme'] })
    const browser = new TestBrowser(swath)
    const back = await new ProviderVisit().signIn(await start(browser), 'mixed')
    back.searchParams.set('iss', 'https://evil.test')
    assert.equal((await finish(browser, back)).body.code, 'sign_on_refused')
    const state = new URL(await start(browser)).searchParams.get('state')!
    const broken_off = new URL('http://swath.test/')
    broken_off.search = String(new URLSearchParams({ error: 'access_denied', state, iss: provider.issuer }))
    const { status, body } = await finish(browser, broken_off)
    assert.deepEqual([status, body.code], [403, 'sign_on_refused'])
    assert.match(body.detail, /Example ID: the sign-in was refused or broken off/)
  })

  test('a token that says something else than was asked signs nobody in', async () => {
    provider.knows('forged', { groups: ['acme'] })
    const past = Math.floor(Date.now() / 1000) - 3600
    const lies = [
      { nonce: 'of somebody else' },
      { nonce: undefined },
      { aud: 'another client' },
      { aud: ['swath', 'another client'], azp: 'another client' },
      { iss: 'https://evil.test' },
      { exp: past },
      { sub: undefined },
    ]
    for (const lie of lies) {
      provider.tamper = (claims) => ({ ...claims, ...lie }) as JWTPayload
      const { status, body, browser } = await signIn('forged').finally(() => {
        provider.tamper = undefined
      })
      assert.deepEqual([status, body.code], [403, 'sign_on_refused'], JSON.stringify(lie))
      assert.equal((await browser.call('GET', '/v2/session')).status, 401)
    }
    assert.equal((await signIn('forged')).status, 201)
  })

  test('the provider changes its keys in mid-session: who has signed in stays so, and others sign in', async () => {
    provider.knows('rotated', { groups: ['acme'] })
    const before = await signIn('rotated')
    assert.equal(before.status, 201)
    await provider.rotateKeys()
    assert.equal((await before.browser.call('GET', '/v2/session')).status, 200)
    const after = await signIn('rotated')
    assert.equal(after.status, 201, JSON.stringify(after.body))
  })

  test('a token with a key of nobody is refused, and does not have the keys fetched for each', async () => {
    provider.knows('unsigned', { groups: ['acme'] })
    const stranger = await TestIdentityProvider.open('http://swath.test')
    const fetched = () => provider.asked.filter((one) => one === 'GET /jwks').length
    const before = fetched()
    const now = Math.floor(Date.now() / 1000)
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
    const claims = {
      iss: provider.issuer,
      aud: 'swath',
      iat: now,
      exp: now + 60,
      jti: 'x',
      sub: 'ada',
      events,
    }
    const logout_token = await stranger.sign(claims)
    for (let guess = 0; guess < 20; guess++) {
      const told = await swath.call('demo', 'POST', '/v2/single-sign-on/back-channel-logout', {
        logout_token,
      })
      assert.equal(told.status, 400)
    }
    assert.ok(fetched() - before <= 3, `${fetched() - before} times`)
    await stranger.close()
  })

  test('signing out leads to the page of the provider that ends its own session, and back', async () => {
    swath.advance({ hours: 0.1 })
    const visit = new ProviderVisit()
    const browser = new TestBrowser(swath)
    await finish(
      browser,
      await visit.signIn(await start(browser), provider.knows('leaves', { groups: ['acme'] })),
    )
    const { cookie } = browser
    const { body } = await browser.call('POST', '/v2/single-sign-on/sign-out')
    const url = new URL(body.url)
    assert.ok(url.searchParams.has('id_token_hint'))
    assert.equal(String(await visit.signOut(body.url)), 'http://swath.test/console/sign-in')
    browser.cookie = cookie
    assert.equal((await browser.call('GET', '/v2/session')).status, 401)
    // The provider asks anew.
    assert.equal((await visit.signIn(await start(browser), 'leaves')).searchParams.has('code'), true)
  })

  test('the provider tells that somebody has signed out, and the sessions from there end, each token once', async () => {
    swath.clock.set(new Date())
    const visit = new ProviderVisit()
    const [one, other] = [new TestBrowser(swath), new TestBrowser(swath)]
    provider.knows('told', { groups: ['acme'] })
    await finish(one, await visit.signIn(await start(one), 'told'))
    await finish(other, await new ProviderVisit().signIn(await start(other), 'told'))
    // Another program of the same provider signs out.
    await visit.signOut(`${provider.issuer}/session/end`)
    const logout_token = provider.logout_tokens.at(-1)
    const tell = (token: unknown) =>
      swath.call('demo', 'POST', '/v2/single-sign-on/back-channel-logout', { logout_token: token })
    const form = await swath.app.http.inject({
      method: 'POST',
      url: '/v2/single-sign-on/back-channel-logout',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: String(new URLSearchParams({ logout_token: logout_token! })),
    })
    assert.deepEqual([form.statusCode, form.headers['cache-control']], [200, 'no-store'])
    assert.equal((await one.call('GET', '/v2/session')).status, 401)
    assert.equal((await other.call('GET', '/v2/session')).status, 200)
    const again = await tell(logout_token)
    assert.deepEqual([again.status, again.body.error], [400, 'invalid_request'])
    const now = Math.floor(Date.now() / 1000)
    const good = { iss: provider.issuer, aud: 'swath', iat: now, exp: now + 60, sub: 'told' }
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
    const wrong = [
      { ...good, jti: '1' },
      { ...good, jti: '2', events, nonce: 'x' },
      { ...good, jti: '3', events, aud: 'another' },
      { ...good, jti: '4', events, exp: now - 7200, iat: now - 7300 },
      { ...good, jti: '5', events, sub: undefined },
      { ...good, events },
    ]
    for (const claims of wrong) {
      assert.equal(
        (await tell(await provider.sign(claims as JWTPayload))).status,
        400,
        JSON.stringify(claims),
      )
      assert.equal((await other.call('GET', '/v2/session')).status, 200)
    }
    const { exp: _, ...without_end } = good
    const endless = await provider.sign({ ...without_end, jti: '6', events })
    assert.equal((await tell(endless)).status, 200)
    assert.equal((await other.call('GET', '/v2/session')).status, 401)
    swath.advance({ hours: 0.9 })
    await swath.app.features.single_sign_on.jobs['single_sign_on.forget']()
    assert.equal((await tell(endless)).status, 400)
    swath.clock.set(new Date())
  })

  test('a provider that is away is told to whoever signs in, and hinders nobody who signs out', async () => {
    const browser = new TestBrowser(swath)
    const signed_in = await signIn(provider.knows('patient', { groups: ['acme'] }))
    const back = await new ProviderVisit().signIn(await start(browser), 'patient')
    provider.goAway()
    const { status, body } = await finish(browser, back)
    assert.deepEqual([status, body.code], [503, 'identity_provider_unreachable'])
    assert.match(body.detail, /Example ID does not answer/)
    // Its metadata are too old to be taken as they are.
    swath.advance({ hours: 2 })
    const begun = await new TestBrowser(swath).call('POST', '/v2/single-sign-on/start')
    assert.equal(begun.body.code, 'identity_provider_unreachable')
    const out = await signed_in.browser.call('POST', '/v2/single-sign-on/sign-out')
    assert.deepEqual([out.status, out.body], [200, { url: null }])
    assert.equal((await signed_in.browser.call('GET', '/v2/session')).status, 401)
    await provider.comeBack()
    swath.advance({ hours: 0.01 })
    assert.equal((await new TestBrowser(swath).call('POST', '/v2/single-sign-on/start')).status, 201)
    swath.clock.set(new Date())
  })

  test('neither what binds a browser nor the token of the provider stands in the database', async () => {
    const { browser } = await signIn(provider.knows('kept', { groups: ['acme'] }))
    const other = new TestBrowser(swath)
    await start(other)
    const secrets = [browser.cookie, ...other.cookies.values()].map((cookie) => cookie.split('=')[1]!)
    for (const table of ['identities', 'sign_on_attempts', 'provider_sessions', 'sessions']) {
      const rows = await swath.app.db.system((tx) =>
        tx.rows(sql<{ row: string }>`select to_json(t)::text as row from ${sql.table(table)} t`),
      )
      const shown = rows.filter(
        ({ row }) => row.includes('"eyJ') || secrets.some((secret) => row.includes(secret)),
      )
      assert.deepEqual(shown, [], table)
    }
  })
})
