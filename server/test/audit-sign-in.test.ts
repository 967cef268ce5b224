// Who signs in, and who tries to, is in the audit of the customers that it concerns.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AuditVerification } from '@swath/contract/audit-verification'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { MailServer } from './mail-server.ts'
import { aPerson, password, TestBrowser, tokenOf } from './people.ts'

interface Entry {
  operation: string
  client_id: string
  person_id: string | null
  role: string
  contract_id: string | null
  result: string
  status: number
  code: string | null
  name: string
  ids: Record<string, string>
}

const ours = demo_contracts.demo
const other = demo_contracts['demo-two']

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let mail: MailServer
  let browser: TestBrowser
  let person_id: string
  before(async () => {
    mail = await MailServer.open()
    const settings = { SWATH_SMTP_URL: mail.url, SWATH_MAIL_FROM: 'Swath <swath@swath.test>' }
    swath = await TestApp.open(await openDatabase(), { ...settings, SWATH_KEY_SECRET_AUTH: 'true' })
    const email = 'ann@customer.test'
    browser = await aPerson(swath, email, { contract_ids: [ours], acts_as: 'administrator' })
    const invited = { email, contract_ids: [other], acts_as: 'viewer' }
    const { body } = await swath.call('operator', 'POST', '/ops/v1/people/invitations', invited)
    await browser.call('POST', '/v2/invitations/accept', { token: tokenOf(body.link) })
    person_id = (await browser.call('GET', '/v2/session')).body.person.person_id
  })
  after(async () => {
    await mail.close()
    await swath.close()
  })

  const entries = () =>
    swath.app.db.system((tx) =>
      tx.rows(sql<Entry>`select * from audit_entries join audit_personal using (sequence) order by sequence`),
    )
  async function recorded(work: () => Promise<unknown>): Promise<Entry[]> {
    const before = (await entries()).length
    await work()
    return (await entries()).slice(before)
  }
  const told = ({ operation, client_id, role, contract_id, result, code }: Entry) => [
    ...[operation, client_id, role, contract_id, result],
    ...(code === null ? [] : [code]),
  ]
  const token = (client_id: string, client_secret: string) =>
    swath.call('demo', 'POST', '/oauth/token', {
      ...{ grant_type: 'client_credentials', client_id, client_secret },
    })
  /** For every contract that the person acts for. */
  const ofAnn = (operation: string, result = 'done', ...code: string[]) =>
    [ours, other]
      .toSorted()
      .map((contract_id) => [operation, person_id, 'customer', contract_id, result, ...code])

  test('whoever signs in and out is in the audit of each customer that they act for', async () => {
    const in_and_out = await recorded(async () => {
      await browser.signIn('ann@customer.test')
      await browser.call('DELETE', '/v2/session')
    })
    assert.deepEqual(in_and_out.map(told), [...ofAnn('signIn'), ...ofAnn('signOut')])
    assert.ok(in_and_out.every((one) => one.person_id === person_id && one.name === 'ann'))
    assert.match(in_and_out[0]!.ids.session_id!, /^session\./)
    const nobody = await recorded(() => browser.call('DELETE', '/v2/session'))
    assert.deepEqual(nobody, [])
  })

  test('a session without its entry does not begin', async () => {
    const run = (text: string) =>
      swath.app.db.pool.prepare(async () => {
        const connection = await swath.app.db.pool.connect()
        await connection.query(text)
        connection.release()
      })
    await run(`alter table audit_entries add constraint broken check (operation <> 'signIn') not valid`)
    const { status } = await new TestBrowser(swath).signIn('ann@customer.test')
    await run('alter table audit_entries drop constraint broken')
    assert.equal(status, 500)
    const { rows } = await swath.app.db.system(async (tx) => ({
      rows: await tx.rows(sql`select from sessions where person_id = ${person_id}`),
    }))
    assert.deepEqual(rows, [])
    swath.errors.length = 0
  })

  test('a wrong password is in the audit of whom it was tried for, and of an unknown address nothing but that', async () => {
    const tried = await recorded(() => browser.signIn('ann@customer.test', 'a wrong password'))
    assert.deepEqual(tried.map(told), ofAnn('signIn', 'refused', 'sign_in_refused'))
    const [unknown, ...more] = await recorded(() => browser.signIn('bob@customer.test', 'a wrong password'))
    assert.deepEqual(
      [told(unknown!), more],
      [['signIn', '', 'unknown', null, 'refused', 'sign_in_refused'], []],
    )
    assert.equal(unknown!.name, '')
    assert.doesNotMatch(JSON.stringify(unknown), /bob|a wrong password/)
  })

  test('who is refused unlooked at does not fill the audit', async () => {
    let status = 0
    const looked_at = await recorded(async () => {
      while (status !== 429) ({ status } = await token('demo-two', 'a wrong secret'))
    })
    assert.equal(looked_at.length, 10)
    const more = await recorded(() => token('demo-two', 'a wrong secret'))
    assert.deepEqual(more, [])
  })

  test('a program that asks for a token is in the audit, with a wrong secret and with a right one', async () => {
    const given = { name: 'a program', contract_ids: [ours] }
    const made = await swath.call('operator', 'POST', '/ops/v1/credentials', given)
    const { client_id, client_secret } = made.body
    const asked = await recorded(async () => {
      assert.equal((await token(client_id, client_secret)).status, 200)
      assert.equal((await token(client_id, 'a wrong secret')).status, 401)
      assert.equal((await token('nobody', 'a wrong secret')).status, 401)
    })
    assert.deepEqual(asked.map(told), [
      ['issueToken', client_id, 'customer', ours, 'done'],
      ['issueToken', client_id, 'customer', ours, 'refused', 'invalid_client'],
      ['issueToken', '', 'unknown', null, 'refused', 'invalid_client'],
    ])
    assert.doesNotMatch(JSON.stringify(asked), /nobody|a wrong secret/)
    const sent = await recorded(() =>
      swath.call('demo', 'GET', `/ops/v1/contracts/${other}`, undefined, {
        authorizationtoken: `Key,Secret ${client_id},a wrong secret`,
      }),
    )
    // Nobody writes into the audit of another customer.
    assert.deepEqual(sent.map(told), [
      ['getContract', client_id, 'customer', ours, 'refused', 'unauthorized'],
    ])
  })

  test('a token that is given back is in the audit with that', async () => {
    const given = { name: 'a program', contract_ids: [ours] }
    const { client_id, client_secret } = (await swath.call('operator', 'POST', '/ops/v1/credentials', given))
      .body
    const { access_token } = (await token(client_id, client_secret)).body
    const revoked = await recorded(() =>
      swath.call('demo', 'POST', '/oauth/revoke', { token: access_token, client_id, client_secret }),
    )
    assert.deepEqual(revoked.map(told), [['revokeToken', client_id, 'customer', ours, 'done']])
    const authorization = { authorizationtoken: `Bearer ${access_token}`, 'x-satellogic-contract-id': ours }
    assert.equal((await swath.call('demo', 'GET', '/v2/orders/', undefined, authorization)).status, 401)
  })

  test('what people change of their own account is in the audit, and what they are refused', async () => {
    await browser.signIn('ann@customer.test')
    const changed = await recorded(() => browser.call('PATCH', '/v2/my/account', { name: 'Ann' }))
    assert.deepEqual(changed.map(told), ofAnn('updateOwnAccount'))
    const wrong = await recorded(() =>
      browser.call('POST', '/v2/my/password', {
        current_password: 'not that',
        password: 'a better password',
      }),
    )
    assert.deepEqual(wrong.map(told), [
      ...ofAnn('changeOwnPassword', 'begun'),
      ...ofAnn('changeOwnPassword', 'refused', 'sign_in_refused'),
    ])
    const none = await recorded(() => browser.call('DELETE', '/v2/my/sessions/session.none'))
    assert.deepEqual(none.map(told), ofAnn('endOwnSession', 'refused', 'not_found'))
    assert.deepEqual(await recorded(() => browser.call('GET', '/v2/my/sessions')), [])
  })

  test('a password that is set by a link is in the audit of whose it is', async () => {
    await browser.call('POST', '/v2/password-resets', { email: 'ann@customer.test' })
    await swath.drain()
    const link = /http\S+#\S+/.exec(mail.mails.at(-1)!.text ?? '')![0]
    const reset = await recorded(() =>
      browser.call('POST', '/v2/password-resets/finish', { token: tokenOf(link), password }),
    )
    assert.deepEqual(reset.map(told), ofAnn('resetPassword'))
  })

  test('whoever accepts an invitation is in the audit', async () => {
    const made = (await entries()).filter(({ operation }) => operation === 'acceptInvitation')
    const of_first = ['acceptInvitation', person_id, 'customer', ours, 'done']
    assert.deepEqual(made.map(told), [of_first, ...ofAnn('acceptInvitation')])
  })

  test('who stops a digest by the link of a mail is in the audit of the contract', async () => {
    const digest = { email: 'news@customer.test', frequency: 'daily' }
    const { digest_id } = (await swath.call('demo', 'POST', '/v2/digests/', digest)).body
    const { token } = await swath.app.db.system((tx) =>
      tx.one(sql<{ token: string }>`
        select unsubscribe_token as token from digests where digest_id = ${digest_id}`),
    )
    const stop = (contract: string) =>
      swath.app.http.inject({
        method: 'POST',
        url: `/v2/digests/${digest_id}/unsubscribe`,
        query: { contract, token },
      })
    // Nobody writes into the audit of a contract whose link it is not.
    assert.deepEqual(await recorded(() => stop(other)), [])
    const [stopped, ...more] = await recorded(() => stop(ours))
    assert.deepEqual([told(stopped!), more], [['unsubscribeDigest', '', 'unknown', ours, 'done'], []])
  })

  test('erasing a person erases what they did by their memberships and for their own account', async () => {
    await browser.signIn('ann@customer.test')
    browser.contract_id = ours
    await browser.call('POST', '/v2/projects/', { project_name: 'of Ann' })
    const { body } = await swath.call('operator', 'POST', '/ops/v1/audit/erasures', { client_id: person_id })
    const left = (await entries()).filter((one) => one.person_id === person_id)
    assert.deepEqual(left, [])
    assert.ok(body.erased > 10)
    await swath.app.features.audit.sealer.seal()
    const exported = await swath.call('operator', 'GET', '/ops/v1/audit/export')
    const verification = new AuditVerification({}, swath.clock.now().getTime())
    const lines = String(exported.body)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    for (const line of lines) if (!line.head) await verification.add(line)
    const { findings, erased } = await verification.end(lines.at(-1).head)
    assert.deepEqual([findings, erased], [[], body.erased])
  })
})
