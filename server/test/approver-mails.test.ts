// An order that waits for somebody of the customer: who is told by mail.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Member } from '@swath/contract/people'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { MailServer } from './mail-server.ts'
import { aPerson, password, TestBrowser, tokenOf } from './people.ts'

const contract_id = demo_contracts.demo

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let mail: MailServer
  let orderer: TestBrowser
  before(async () => {
    mail = await MailServer.open()
    const settings = { SWATH_SMTP_URL: mail.url, SWATH_MAIL_FROM: 'Swath <swath@swath.test>' }
    swath = await TestApp.open(await openDatabase(), settings)
    await proved('ann@customer.test', { contract_ids: [contract_id], acts_as: 'approver' })
    await proved('bob@customer.test', { contract_ids: [contract_id], acts_as: 'approver' })
    await proved('fin@customer.test', { contract_ids: [contract_id], acts_as: 'finance' })
    await proved('eve@other.test', { contract_ids: [demo_contracts['demo-two']], acts_as: 'approver' })
    await proved('staff@provider.test', { staff: true, acts_as: 'administrator' })
    orderer = await proved('olga@customer.test', { contract_ids: [contract_id], acts_as: 'orderer' })
    // Somebody handed the link over: nobody knows whose address it is.
    await aPerson(swath, 'unproved@customer.test', { contract_ids: [contract_id], acts_as: 'approver' })
    await swath.call('demo', 'PUT', '/v2/approval-limit', { above_minor: 0 })
    await swath.drain()
  })
  after(async () => {
    await mail.close()
    await swath.close()
  })

  /** Somebody who has accepted with the link of the mail. */
  async function proved(email: string, invited: object): Promise<TestBrowser> {
    await swath.call('operator', 'POST', '/ops/v1/people/invitations', { email, ...invited })
    await swath.drain()
    const sent = mail.mails.find(({ to }) => [to].flat()[0]?.text === email)
    const token = tokenOf(/http\S+#\S+/.exec(sent!.text!)![0])
    const browser = new TestBrowser(swath)
    const { body } = await browser.call('POST', '/v2/invitations/accept', { token, name: email, password })
    browser.contract_id = body.memberships[0].contracts[0]?.contract_id ?? ''
    return browser
  }

  async function place(name: string): Promise<string> {
    const order = aPointOrder({ order_name: name })
    const { status, body } = await orderer.call('POST', '/v2/orders/', order)
    assert.equal(status, 201, JSON.stringify(body))
    return body.id
  }

  /** The mails that are sent while something is done, by whom they are for. */
  async function mailed(work: () => Promise<unknown>) {
    mail.mails.length = 0
    await work()
    await swath.drain()
    return mail.mails.map((one) => ({ to: [one.to].flat()[0]!.text, subject: one.subject!, text: one.text! }))
  }

  test('every approver of the contract whose address is proved is told of an order that waits, and nobody else', async () => {
    let id = ''
    const mails = await mailed(async () => {
      id = await place('The harbour\r\nof <b>Callao</b>')
    })
    assert.deepEqual(mails.map(({ to }) => to).toSorted(), ['ann@customer.test', 'bob@customer.test'])
    const [{ subject, text }] = mails as [(typeof mails)[0]]
    assert.equal(subject, `Swath: Order ${id} waits for your approval`)
    assert.match(text, /The harbour of <b>Callao<\/b> of .* costs 800\.00 USD/)
    assert.match(text, new RegExp(`http://swath.test/console/approvals\\?contract=${contract_id}`))
    assert.doesNotMatch(String(mail.mails[0]!.html), /<b>Callao/)
  })

  test('nobody is told of an order that was decided before the mail was sent', async () => {
    const mails = await mailed(async () => {
      const id = await place('decided at once')
      const { status } = await swath.call('demo', 'POST', `/v2/orders/${id}/approve`, {})
      assert.equal(status, 200)
    })
    assert.deepEqual(mails, [])
  })

  test('an address that the mail server refuses keeps no mail from others', async () => {
    mail.behave = (recipient) => (recipient === 'ann@customer.test' ? { rcpt: '550 5.1.1 unknown' } : 'ok')
    const mails = await mailed(() => place('one address is wrong'))
    mail.behave = () => 'ok'
    assert.deepEqual(
      mails.map(({ to }) => to),
      ['bob@customer.test'],
    )
  })

  test('an approver who was removed is told no more', async () => {
    const { body } = await swath.call('operator', 'GET', '/ops/v1/people/')
    const bob = body.results.find(({ person }: Member) => person.email === 'bob@customer.test')
    await swath.call('operator', 'DELETE', `/ops/v1/people/${bob.client_id}`)
    const mails = await mailed(() => place('after Bob has left'))
    assert.deepEqual(
      mails.map(({ to }) => to),
      ['ann@customer.test'],
    )
  })
})
