// People: how they come to be, sign in, and act for customers and for the staff.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { all_scopes } from '@swath/contract/permissions'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { MailServer } from './mail-server.ts'
import { aPerson, password, TestBrowser, tokenOf } from './people.ts'

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

  const mailedLink = async (email: string) => {
    const before = mail.mails.length
    await swath.drain()
    const sent = mail.mails.slice(before).find(({ to }) => [to].flat()[0]?.text === email)
    return /http\S+#\S+/.exec(sent?.text ?? '')?.[0]
  }

  test('the first account is made with the token that the server printed, once', async () => {
    const link = (await swath.app.features.people.links.makeFirst())!
    assert.match(link, /^http:\/\/swath\.test\/console\/sign-in#[\w-]{43}$/)
    const browser = new TestBrowser(swath)
    assert.equal((await browser.call('GET', '/v2/sign-in')).body.awaits_first, true)
    const first = { email: 'Ada@Example.com', name: 'Ada', password }
    const make = (token: string) => browser.call('POST', '/v2/first-account', { ...first, token })
    const wrong = await make(`${tokenOf(link).slice(0, -1)}!`)
    assert.deepEqual([wrong.status, wrong.body.code], [403, 'link_invalid'])
    assert.equal(browser.cookie, '')
    const made = await make(tokenOf(link))
    assert.equal(made.status, 201, JSON.stringify(made.body))
    assert.equal(made.body.person.email, 'ada@example.com')
    assert.deepEqual(made.body.memberships[0].scopes, all_scopes.operator)
    assert.match(String(made.headers['set-cookie']), /; Path=\/; HttpOnly; SameSite=Strict$/)
    assert.equal((await browser.call('GET', '/ops/v1/organisations/')).status, 200)
    const again = await make(tokenOf(link))
    assert.deepEqual([again.status, again.body.code], [409, 'account_exists'])
    assert.equal(await swath.app.features.people.links.makeFirst(), undefined)
    const { body } = await browser.call('GET', '/v2/sign-in')
    assert.deepEqual([body.awaits_first, body.has_people], [false, true])
  })

  test('whoever is invited accepts once, and acts by the contract that the request names', async () => {
    const invitation = { email: 'grace@example.com', contract_ids, acts_as: 'orderer' }
    const { body: invited } = await swath.call('operator', 'POST', '/ops/v1/people/invitations', invitation)
    assert.deepEqual([invited.is_mailed, invited.acts_as], [true, 'orderer'])
    const grace = new TestBrowser(swath)
    const token = tokenOf(invited.link)
    const { body: opened } = await grace.call('POST', '/v2/invitations/open', { token })
    assert.deepEqual([opened.email, opened.acts_as], ['grace@example.com', 'orderer'])
    const nameless = await grace.call('POST', '/v2/invitations/accept', { token, password })
    assert.deepEqual([nameless.status, nameless.body.errors[0].pointer], [400, '/name'])
    const accept = { token, name: 'Grace', password }
    const accepted = await grace.call('POST', '/v2/invitations/accept', accept)
    assert.equal(accepted.status, 201, JSON.stringify(accepted.body))
    assert.deepEqual(accepted.body.memberships[0].contracts, [
      { contract_id: demo_contracts.demo, name: 'Demo contract' },
    ])
    const twice = await grace.call('POST', '/v2/invitations/accept', accept)
    assert.deepEqual([twice.status, twice.body.code], [403, 'link_invalid'])

    grace.contract_id = demo_contracts.demo
    const placed = await grace.call('POST', '/v2/orders/', aPointOrder())
    assert.equal(placed.status, 201, JSON.stringify(placed.body))
    const { body: audit } = await swath.call('demo', 'GET', '/v2/audit/?operation=placeOrder')
    const [{ person_id, personal }] = audit.results
    assert.deepEqual([person_id, personal.name], [accepted.body.person.person_id, 'Grace'])
    assert.equal((await grace.call('GET', '/contracts')).body[0].contract_id, demo_contracts.demo)
    const money = await grace.call('GET', '/v2/ledger/')
    assert.deepEqual([money.status, money.body.code], [403, 'insufficient_scope'])
    const staff = await grace.call('GET', '/ops/v1/organisations/')
    assert.deepEqual([staff.status, staff.body.code], [403, 'role_forbidden'])
    grace.contract_id = demo_contracts['demo-two']
    const foreign = await grace.call('GET', '/v2/orders/')
    assert.deepEqual([foreign.status, foreign.body.code], [403, 'contract_forbidden'])
    grace.contract_id = ''
    const none = await grace.call('GET', '/v2/orders/')
    assert.deepEqual([none.status, none.body.code], [401, 'contract_required'])
  })

  test('one person acts for two customers and for the staff, each by its own membership', async () => {
    const both = await aPerson(swath, 'both@example.com', administers)
    const invite = {
      email: 'both@example.com',
      contract_ids: [demo_contracts['demo-two']],
      acts_as: 'viewer',
    }
    for (const invited of [invite, { email: 'both@example.com', staff: true, acts_as: 'support' }]) {
      const { body } = await swath.call('operator', 'POST', '/ops/v1/people/invitations', invited)
      // Whoever has signed in with the address needs no password.
      const accepted = await both.call('POST', '/v2/invitations/accept', { token: tokenOf(body.link) })
      assert.equal(accepted.status, 201, JSON.stringify(accepted.body))
    }
    const { body } = await both.call('GET', '/v2/session')
    assert.deepEqual(
      body.memberships.map((one: { role: string; acts_as: string }) => [one.role, one.acts_as]),
      [
        ['operator', 'support'],
        ['customer', 'administrator'],
        ['customer', 'viewer'],
      ],
    )
    both.contract_id = demo_contracts['demo-two']
    assert.equal((await both.call('GET', '/v2/orders/')).status, 200)
    assert.equal((await both.call('POST', '/v2/orders/', aPointOrder())).body.code, 'insufficient_scope')
    both.contract_id = demo_contracts.demo
    assert.equal((await both.call('POST', '/v2/orders/', aPointOrder())).status, 201)
    assert.equal((await both.call('GET', '/ops/v1/organisations/')).status, 200)
    assert.equal((await both.call('GET', '/ops/v1/people/')).body.code, 'insufficient_scope')
  })

  test('an invitation ends with what whoever invited may give', async () => {
    const boss = await aPerson(swath, 'boss@example.com', administers)
    const { body: invited } = await boss.call('POST', '/v2/people/invitations', {
      email: 'friend@example.com',
      acts_as: 'administrator',
    })
    const { body: people } = await swath.call('operator', 'GET', '/ops/v1/people/?limit=100')
    const { client_id } = people.results.find(
      (one: { person: { email: string } }) => one.person.email === 'boss@example.com',
    )
    const accept = () =>
      new TestBrowser(swath).call('POST', '/v2/invitations/open', { token: tokenOf(invited.link) })
    assert.equal((await accept()).status, 200)
    const less = { scopes: ['read', 'administer'] }
    assert.equal((await swath.call('operator', 'PATCH', `/ops/v1/people/${client_id}`, less)).status, 200)
    assert.deepEqual((await accept()).body.code, 'link_invalid')
  })

  test('an administrator gives no more than there is, sees nobody of others, and does not remove the last', async () => {
    const chief = await aPerson(swath, 'chief@example.com', {
      contract_ids,
      scopes: ['read', 'order', 'administer'],
    })
    await aPerson(swath, 'stranger@example.com', {
      contract_ids: [demo_contracts['demo-two']],
      acts_as: 'viewer',
    })
    const tooMuch = await chief.call('POST', '/v2/people/invitations', {
      email: 'x@example.com',
      acts_as: 'finance',
    })
    assert.deepEqual([tooMuch.status, tooMuch.body.code], [403, 'scopes_exceeded'])
    const elsewhere = await chief.call('POST', '/v2/people/invitations', {
      email: 'x@example.com',
      acts_as: 'viewer',
      contract_ids: [demo_contracts['demo-two']],
    })
    assert.deepEqual([elsewhere.status, elsewhere.body.code], [403, 'contract_forbidden'])
    const { body } = await chief.call('GET', '/v2/people/?limit=100')
    const emails = body.results.map((one: { person: { email: string } }) => one.person.email)
    assert.ok(emails.includes('chief@example.com'))
    assert.ok(!emails.includes('stranger@example.com'))
    const own = body.results.find((one: { may_change: boolean }) => !one.may_change)
    const removal = await chief.call('DELETE', `/v2/people/${own.client_id}`)
    assert.deepEqual([removal.status, removal.body.code], [409, 'credential_in_use'])
  })

  test('support cannot make itself an administrator, by no link', async () => {
    const helper = await aPerson(swath, 'helper@example.com', {
      staff: true,
      scopes: ['ops:read', 'ops:people'],
    })
    const invite = await helper.call('POST', '/ops/v1/people/invitations', {
      email: 'evil@example.com',
      staff: true,
      scopes: all_scopes.operator,
    })
    assert.deepEqual([invite.status, invite.body.code], [403, 'scopes_exceeded'])
    const { body } = await helper.call('GET', '/ops/v1/people/?staff=true&limit=100')
    const ada = body.results.find(
      (one: { person: { email: string } }) => one.person.email === 'ada@example.com',
    )
    const reset = await helper.call('POST', `/ops/v1/people/${ada.client_id}/reset-link`)
    assert.deepEqual([reset.status, reset.body.code], [403, 'scopes_exceeded'])
  })

  test('a removed member is refused at once, with what they have made', async () => {
    const leaver = await aPerson(swath, 'leaver@example.com', administers)
    const { body: script } = await leaver.call('POST', '/v2/my/api-credentials', { name: 'a script' })
    const { body: me } = await leaver.call('GET', '/v2/session')
    const [{ client_id }] = me.memberships
    const secret = await leaver.call('POST', '/v2/my/credential/rotate')
    assert.deepEqual([secret.status, secret.body.code], [403, 'credential_forbidden'])
    const url = `/v2/people/${client_id}`
    assert.equal((await swath.call('demo', 'DELETE', url)).status, 204)
    const refused = await leaver.call('GET', '/v2/orders/')
    assert.deepEqual([refused.status, refused.body.code], [403, 'role_forbidden'])
    const credentials = { ...script, grant_type: 'client_credentials' }
    const token = await swath.call('demo', 'POST', '/oauth/token', credentials)
    assert.equal(token.status, 401)
  })

  test('a forgotten password is reset by mail, which ends every session, and nobody learns who has an account', async () => {
    const lost = await aPerson(swath, 'lost@example.com', { contract_ids, acts_as: 'viewer' })
    await swath.drain()
    const ask = (email: string) => new TestBrowser(swath).call('POST', '/v2/password-resets', { email })
    const [known, unknown] = [await ask('lost@example.com'), await ask('nobody@example.com')]
    assert.deepEqual([known.status, known.body], [unknown.status, unknown.body])
    const link = (await mailedLink('lost@example.com'))!
    await ask('lost@example.com')
    assert.equal(await mailedLink('lost@example.com'), undefined)
    const finish = (given: object) =>
      new TestBrowser(swath).call('POST', '/v2/password-resets/finish', { token: tokenOf(link), ...given })
    assert.equal((await finish({ password: 'short' })).status, 400)
    assert.equal((await finish({ password: 'another long one' })).status, 204)
    assert.equal((await lost.call('GET', '/v2/session')).status, 401)
    assert.equal((await finish({ password: 'another long one' })).body.code, 'link_invalid')
    assert.equal((await lost.signIn('lost@example.com')).body.code, 'sign_in_refused')
    assert.equal((await lost.signIn('LOST@example.com', 'another long one')).status, 201)
    assert.ok((await lost.call('GET', '/v2/my/account')).body.email_proved_at)
  })

  test('a mailed invitation proves the address, one that was handed over does not', async () => {
    await swath.drain()
    const invite = (email: string) =>
      swath.call('operator', 'POST', '/ops/v1/people/invitations', { email, contract_ids, acts_as: 'viewer' })
    const provedBy = async (link: string) => {
      const browser = new TestBrowser(swath)
      await browser.call('POST', '/v2/invitations/accept', { token: tokenOf(link), name: 'X', password })
      return (await browser.call('GET', '/v2/my/account')).body.email_proved_at !== null
    }
    await invite('mailed@example.com')
    assert.equal(await provedBy((await mailedLink('mailed@example.com'))!), true)
    assert.equal(await provedBy((await invite('handed@example.com')).body.link), false)
  })

  test('sessions are listed, and end by themselves, one by one, and all but one', async () => {
    await aPerson(swath, 'many@example.com', { contract_ids, acts_as: 'viewer' })
    const [one, other, third] = [1, 2, 3].map(() => new TestBrowser(swath))
    for (const browser of [one!, other!, third!]) {
      assert.equal((await browser.signIn('many@example.com')).status, 201)
    }
    const { body } = await one!.call('GET', '/v2/my/sessions')
    assert.equal(body.count, 4)
    const of_other = (await other!.call('GET', '/v2/session')).body.session_id
    assert.equal((await one!.call('DELETE', `/v2/my/sessions/${of_other}`)).status, 204)
    assert.equal((await other!.call('GET', '/v2/session')).status, 401)
    assert.equal((await third!.call('GET', '/v2/session')).status, 200)
    assert.equal((await one!.call('DELETE', '/v2/my/sessions')).status, 204)
    assert.equal((await third!.call('GET', '/v2/session')).status, 401)
    assert.equal((await one!.call('DELETE', '/v2/session')).status, 204)
    assert.equal(one!.cookie, 'swath-session=')
    assert.equal((await one!.call('GET', '/v2/session')).status, 401)
    await one!.signIn('many@example.com')
    swath.advance({ hours: 23 })
    assert.equal((await one!.call('GET', '/v2/session')).status, 200)
    swath.advance({ hours: 25 })
    assert.equal((await one!.call('GET', '/v2/session')).status, 401)
  })

  test('what a session has made ends with it: its links', async () => {
    const maker = await aPerson(swath, 'maker@example.com', administers)
    const { body } = await maker.call('GET', '/v2/session')
    const [{ client_id }] = body.memberships
    const { links } = swath.app.features.accounts
    const token_id = `0.${body.session_id}/${client_id}`
    const link = await links.sign({ contract_id: demo_contracts.demo, client_id, token_id }, '/files/x', 60)
    const query = Object.fromEntries(new URL(link).searchParams)
    assert.equal(await links.verify('/files/x', query, 'here'), demo_contracts.demo)
    await maker.call('DELETE', '/v2/session')
    swath.app.features.accounts.service.forget(client_id)
    await assert.rejects(links.verify('/files/x', query, 'here'), { code: 'link_expired' })
  })

  test('no page of another site can use a session, nor sign anybody in', async () => {
    const victim = await aPerson(swath, 'victim@example.com', administers)
    const place = (headers: object) => victim.call('POST', '/v2/orders/', aPointOrder(), headers)
    const attempts = [
      { 'x-swath-session': '' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.test' },
      { origin: 'null' },
      { origin: 'http://swath.test.evil.test' },
    ]
    for (const attempt of attempts) {
      const { status, body } = await place(attempt)
      assert.deepEqual([status, body.code], [403, 'cross_site_refused'], JSON.stringify(attempt))
      const forced = new TestBrowser(swath)
      const given = { email: 'victim@example.com', password }
      assert.equal((await forced.call('POST', '/v2/session', given, attempt)).body.code, 'cross_site_refused')
      assert.equal(forced.cookie, '')
    }
    assert.equal((await place({ origin: 'http://swath.test', 'sec-fetch-site': 'same-origin' })).status, 201)
    const preflight = await swath.app.http.inject({
      method: 'OPTIONS',
      url: '/v2/orders/',
      headers: { origin: 'https://evil.test', 'access-control-request-method': 'POST' },
    })
    assert.equal(preflight.headers['access-control-allow-credentials'], undefined)
  })

  test('neither a password nor what a cookie or a link holds stands in the database', async () => {
    const kept = await aPerson(swath, 'kept@example.com', { contract_ids, acts_as: 'viewer' })
    const { body: invited } = await swath.call('operator', 'POST', '/ops/v1/people/invitations', {
      email: 'other@example.com',
      contract_ids,
      acts_as: 'viewer',
    })
    const secrets = [password, kept.cookie.split('=')[1]!, tokenOf(invited.link)]
    for (const table of ['people', 'sessions', 'invitations', 'one_time_links']) {
      const rows = await swath.app.db.system((tx) =>
        tx.rows(sql<{ row: string }>`select to_json(t)::text as row from ${sql.table(table)} t`),
      )
      for (const secret of secrets) assert.ok(!rows.some(({ row }) => row.includes(secret)), table)
    }
  })

  test('a name that is changed is shown wherever its memberships are', async () => {
    const named = await aPerson(swath, 'named@example.com', administers)
    const { body } = await named.call('PATCH', '/v2/my/account', { name: 'Katherine' })
    assert.equal(body.name, 'Katherine')
    assert.equal((await named.call('GET', '/v2/my/credential')).body.name, 'Katherine')
    const change = { current_password: 'wrong wrong wrong', password: 'a new long one' }
    assert.equal((await named.call('POST', '/v2/my/password', change)).body.code, 'sign_in_refused')
    const right = { current_password: password, password: 'a new long one' }
    assert.equal((await named.call('POST', '/v2/my/password', right)).status, 204)
    assert.equal((await named.call('GET', '/v2/session')).status, 200)
    assert.equal((await named.signIn('named@example.com', 'a new long one')).status, 201)
  })

  test('wrong passwords are slowed for the account and for the address, but not where somebody signed in before', async () => {
    await aPerson(swath, 'slow@example.com', { contract_ids, acts_as: 'viewer' })
    const home = new TestBrowser(swath)
    assert.equal((await home.signIn('slow@example.com')).status, 201)
    const thief = new TestBrowser(swath)
    const codes: string[] = []
    for (let guess = 0; guess < 11; guess++) {
      codes.push((await thief.signIn('nobody-here@example.com', `guess number ${guess}`)).body.code)
    }
    assert.deepEqual(codes, [...Array(10).fill('sign_in_refused'), 'too_many_wrong_secrets'])
    assert.equal((await home.signIn('slow@example.com')).status, 201)
  })

  test('an account is guessed at from many addresses a hundred times, and then its own still signs in', async () => {
    const { wrong_secrets } = swath.app.parts
    const guess = (address: string) =>
      wrong_secrets.judge({ client_id: 'far@example.com', address, is_password: true }, async () => undefined)
    await wrong_secrets.judge(
      { client_id: 'far@example.com', address: 'home', is_password: true },
      async () => 1,
    )
    for (let from = 0; from < 100; from++) await guess(`203.0.113.${from}`)
    await assert.rejects(guess('198.51.100.9'), { code: 'too_many_wrong_secrets' })
    assert.equal(await guess('home'), undefined)
  })

  test('a role of the staff is none of a customer', async () => {
    const wrong = await swath.call('operator', 'POST', '/ops/v1/people/invitations', {
      email: 'x@example.com',
      contract_ids,
      acts_as: 'support',
    })
    assert.deepEqual([wrong.status, wrong.body.errors[0].pointer], [400, '/acts_as'])
  })
})
