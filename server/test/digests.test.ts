import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { Digest } from '@swath/contract/digests'
import { sql } from 'kysely'
import type { ParsedMail } from 'mailparser'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { TestEvents, untilReadable } from './events.ts'
import { MailServer } from './mail-server.ts'
import { Receiver, WebhookTests } from './receivers.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let mail: MailServer
  let events: TestEvents
  before(async () => {
    mail = await MailServer.open()
    const env = {
      SWATH_SMTP_URL: mail.url,
      SWATH_MAIL_FROM: 'Swath <orders@swath.test>',
      SWATH_OUTBOUND_ALLOW: '127.0.0.1',
    }
    swath = await TestApp.open(await openDatabase(), env)
    events = await TestEvents.open(swath)
  })
  after(async () => {
    await swath.close()
    await mail.close()
  })
  beforeEach(async () => {
    mail.mails.length = 0
    mail.behave = () => 'ok'
    await swath.app.db.system(async (tx) => {
      await tx.run(sql`delete from digests`)
      await tx.run(sql`delete from digest_mails`)
    })
  })

  const create = (email = 'ana@example.com', frequency = 'hourly', client: 'demo' | 'demo-two' = 'demo') =>
    swath.call(client, 'POST', '/v2/digests/', { email, frequency })
  const get = async (digest_id: string): Promise<Digest> =>
    (await swath.call('demo', 'GET', `/v2/digests/${digest_id}`)).body

  /** Sends as a worker does once a minute. */
  async function send() {
    await untilReadable(swath)
    await swath.app.queue.trigger('digests.send')
    await swath.drain()
  }

  async function pass(hours: number) {
    swath.advance({ hours })
    await send()
  }

  function linkIn({ text }: ParsedMail, about: 'confirm' | 'unsubscribe'): string {
    const link = text!.match(/http:\/\/swath\.test\S+/g)!.find((one) => one.includes(`/${about}?`))
    assert.ok(link, text)
    return link.slice('http://swath.test'.length)
  }

  async function follow(method: 'GET' | 'POST', url: string, headers: object = {}, payload?: string) {
    const answer = await swath.app.http.inject({
      method,
      url,
      headers: { ...headers },
      ...(payload ? { payload } : {}),
    })
    return { status: answer.statusCode, page: answer.payload, type: answer.headers['content-type'] }
  }

  /** A digest that its address has confirmed, with no mail kept of that. */
  async function confirmed(email?: string, frequency?: string): Promise<Digest> {
    const { body } = await create(email, frequency)
    await send()
    const { status } = await follow('POST', linkIn(mail.mails.at(-1)!, 'confirm'))
    assert.equal(status, 200)
    mail.mails.length = 0
    return get(body.digest_id)
  }

  describe('an address', () => {
    test('gets one mail, which asks it, and nothing else before it has said yes', async () => {
      const { status, body } = await create()
      assert.deepEqual([status, body.state, body.next_at], [201, 'unconfirmed', null])
      await events.publish('OrderReceived')
      await pass(2)
      await pass(2)
      assert.equal(mail.mails.length, 1)
      const [asked] = mail.mails
      assert.match(asked!.subject!, /confirm/)
      // Programs that look at links change nothing.
      const looked = await follow('GET', linkIn(asked!, 'confirm'))
      assert.deepEqual([looked.status, looked.type], [200, 'text/html; charset=utf-8'])
      assert.match(looked.page, /<form method="post">/)
      assert.equal((await get(body.digest_id)).state, 'unconfirmed')
      const form = { 'content-type': 'application/x-www-form-urlencoded' }
      assert.match((await follow('POST', linkIn(asked!, 'confirm'), form, 'a=b')).page, /ana@example\.com/)
      assert.equal((await get(body.digest_id)).state, 'active')
      // Events before the digest was made are not in it.
      await pass(2)
      assert.equal(mail.mails.length, 1)
      await events.publish('OrderReceived')
      await pass(2)
      assert.equal(mail.mails.length, 2)
    })

    test('ends it with the link or the button of its mail program, and gets nothing more', async () => {
      for (const how of ['page', 'program'] as const) {
        const { digest_id } = await confirmed(`${how}@example.com`)
        await events.publish('OrderReceived')
        await pass(1)
        const news = mail.mails.at(-1)!
        const list = news.headers.get('list') as unknown as { unsubscribe: { url: string } }
        const link = list.unsubscribe.url.slice('http://swath.test'.length)
        assert.equal(link, linkIn(news, 'unsubscribe'))
        const raw = news.headerLines.map(({ line }) => line).join('\n')
        assert.match(raw, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/im)
        assert.equal((await follow('GET', link)).status, 200)
        assert.equal((await get(digest_id)).state, 'active')
        const multipart =
          '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
        const answer =
          how === 'page'
            ? await follow(
                'POST',
                link,
                { 'content-type': 'application/x-www-form-urlencoded' },
                'List-Unsubscribe=One-Click',
              )
            : await follow('POST', link, { 'content-type': 'multipart/form-data; boundary=x' }, multipart)
        assert.equal(answer.status, 200)
        assert.equal((await get(digest_id)).state, 'unsubscribed')
        await events.publish('OrderReceived')
        mail.mails.length = 0
        await pass(2)
        assert.deepEqual(
          mail.mails.map(({ subject }) => subject),
          [],
        )
      }
    })

    test('is not reached by a link that was changed, is of another digest or purpose, or is old', async () => {
      const { body: first } = await create('a@example.com')
      const { body: second } = await create('b@example.com')
      await send()
      const link = linkIn(mail.mails.find(({ to }) => JSON.stringify(to).includes('a@'))!, 'confirm')
      for (const wrong of [
        link.replace(first.digest_id, second.digest_id),
        link.replace('/confirm', '/unsubscribe'),
        linkIn(mail.mails.find(({ to }) => JSON.stringify(to).includes('a@'))!, 'unsubscribe').replace(
          /token=./,
          'token=~',
        ),
        link.replace(/signature=./, 'signature=~'),
        link.replace(/expires=\d/, 'expires=9'),
        link.replace(/contract=[^&]+/, 'contract=cont.other'),
        link.split('?')[0]!,
      ]) {
        const { status, page } = await follow('POST', wrong)
        assert.equal(status, 403, wrong)
        assert.match(page, /<h1[^>]*>The signature of the link is not valid/)
      }
      swath.advance({ hours: 73 })
      assert.equal((await follow('POST', link)).status, 410)
      assert.deepEqual(
        [(await get(first.digest_id)).state, (await get(second.digest_id)).state],
        ['unconfirmed', 'unconfirmed'],
      )
    })

    test('that the mail server does not know is left alone', async () => {
      const digest = await confirmed()
      await events.publish('OrderReceived')
      mail.behave = () => ({ rcpt: '550 5.1.1 no such user' })
      await pass(1)
      const refused = await get(digest.digest_id)
      assert.deepEqual([refused.state, /no such user/.test(refused.last_error!)], ['refused', true])
      mail.behave = () => 'ok'
      await events.publish('OrderReceived')
      await pass(30)
      assert.equal(mail.mails.length, 0)
    })
  })

  describe('a digest', () => {
    test('tells what happened to the orders, why, and where to look, as text and as HTML', async () => {
      const digest = await confirmed()
      const { order_id, captures } = await swath.placeAndPlan()
      await swath.collect(captures[0]!)
      const level = (await swath.deliverables(order_id))[0]!.processing_level
      const failed = { reason_code: 'PROCESSING_FAILED', message: 'The calibration is missing' }
      const report = await swath.reportProduct(captures[0]!.capture_id, level, 'failed', failed)
      assert.deepEqual([report.status, report.body.result], [202, 'applied'])
      await swath.drain()
      swath.provider.assessment = { feasible: false, reason_code: 'NOT_FEASIBLE', message: 'no' }
      const rejected = await swath.place({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [2.35, 48.85] },
        properties: {
          order_name: '<b>x</b>\r\nBcc: eve@example.com\u2028"&',
          project_name: 'tests',
          sku: 'TSKPOI-M',
        },
      })
      await swath.drain()
      swath.provider.assessment = { feasible: true }
      await pass(1)
      assert.equal(mail.mails.length, 1)
      const [news] = mail.mails
      assert.match(news!.subject!, /^Swath: 2 orders placed, .*1 order not fulfilled/)
      assert.equal(JSON.stringify(news!.to).includes('eve@'), false)
      assert.equal(news!.headers.get('bcc'), undefined)
      for (const part of [news!.text!, news!.html as string]) {
        assert.ok(
          part.includes(`http://swath.test/console/orders/${order_id}?contract=${demo_contracts.demo}`),
          part,
        )
        assert.ok(
          part.includes(`http://swath.test/console/orders/${rejected.id}?contract=${demo_contracts.demo}`),
          part,
        )
        assert.match(part, /1 product failed/)
        assert.match(part, /could not be made|processing/i)
        assert.match(part, /Rejected/)
        assert.match(part, /no satellite can image the target/)
        assert.match(part, /Unsubscribe/)
      }
      assert.ok(news!.text!.includes('<b>x</b> Bcc: eve@example.com "& (order'), news!.text)
      assert.ok(!(news!.html as string).includes('<b>x</b>'))
      assert.match(news!.html as string, /&#60;b&#62;x/)
      const { last_sent_at, next_at } = await get(digest.digest_id)
      assert.ok(last_sent_at !== null && Date.parse(next_at!) > swath.clock.now().getTime())
    })

    test('is not sent when nothing happened, or only steps on the way', async () => {
      await confirmed()
      await pass(1)
      await events.publish('CaptureScheduled' as never)
      await pass(1)
      assert.equal(mail.mails.length, 0)
    })

    test('is sent at the full hour, or at six in the morning', async () => {
      const hourly = await confirmed('hourly@example.com', 'hourly')
      const daily = await confirmed('daily@example.com', 'daily')
      const now = swath.clock.now()
      const hour = new Date(Math.ceil((now.getTime() + 1) / 3_600_000) * 3_600_000)
      assert.equal(Date.parse(hourly.next_at!), hour.getTime())
      assert.match(daily.next_at!, /T06:00:00/)
      assert.ok(Date.parse(daily.next_at!) > now.getTime())
      await events.publish('OrderReceived')
      swath.clock.set(new Date(Date.parse(hourly.next_at!) - 1))
      await send()
      assert.equal(mail.mails.length, 0)
      swath.advance({ hours: 1 / 3_600_000 })
      await send()
      assert.equal(mail.mails.length, 1)
      const changed = await swath.call('demo', 'PATCH', `/v2/digests/${daily.digest_id}`, {
        frequency: 'hourly',
      })
      assert.equal(changed.body.frequency, 'hourly')
      await pass(1)
      assert.equal(mail.mails.length, 2)
    })

    test('has each event exactly once, whatever mail server and process do', async () => {
      const digest = await confirmed()
      let placed = 0
      const place = async (count: number) => {
        for (placed += count; count > 0; count--) await events.publish('OrderReceived')
      }
      const { db } = swath.app
      const tenant = db.tenant
      /** The process dies after the mail was sent, before it is recorded. */
      const dieAtRecord = () => {
        db.tenant = () => Promise.reject(new Error('killed'))
        return 'ok' as const
      }
      for (const behaviour of [
        'reset',
        'ok',
        { data: '451 later' },
        { rcpt: '450 grey' },
        'die',
        'down',
      ] as const) {
        await place(2)
        mail.behave = () => (behaviour === 'die' ? dieAtRecord() : behaviour === 'down' ? 'ok' : behaviour)
        if (behaviour === 'down') await mail.close()
        await pass(1).catch((error) => assert.match(String(error), /Jobs failed/))
        db.tenant = tenant
        await place(1)
        if (behaviour === 'down') {
          await pass(2)
          assert.match((await get(digest.digest_id)).last_error!, /ECONNREFUSED/)
          mail = await reopened()
        }
        mail.behave = () => 'ok'
        await pass(0.1)
        // Nobody else sends what a dead process has claimed before its time is over.
        await pass(1)
        await pass(1)
      }
      const told = mail.different.map(({ subject }) => Number(/(\d+) orders? placed/.exec(subject!)![1]))
      assert.equal(
        told.reduce((sum, one) => sum + one, 0),
        placed,
      )
      assert.ok(mail.mails.length > mail.different.length)
      const same = Map.groupBy(mail.mails, ({ messageId }) => messageId)
      for (const copies of same.values()) assert.equal(new Set(copies.map(({ text }) => text)).size, 1)
      assert.equal((await get(digest.digest_id)).last_error, null)
    })

    test('is sent once by two workers at once', async () => {
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await confirmed(`${name}@example.com`)
      await events.publish('OrderReceived')
      swath.advance({ hours: 1 })
      const { writer, sender } = swath.app.features.digests
      const work = async () => {
        await writer.writeDue()
        await sender.sendDue()
      }
      await Promise.all([work(), work(), work()])
      assert.equal(mail.mails.length, 7)
    })
  })

  test('when the server disables a webhook, every confirmed address is told at once, and once', async (t) => {
    await confirmed('a@example.com')
    await create('unconfirmed@example.com')
    await send()
    mail.mails.length = 0
    const receiver = await Receiver.open()
    t.after(() => receiver.close())
    receiver.behave = () => 410
    const webhooks = await WebhookTests.open(swath)
    const { webhook_id } = await webhooks.create(receiver.url, { description: 'the <i>warehouse</i>' })
    await webhooks.write('capt.a')
    await webhooks.send()
    await swath.drain()
    await swath.app.features.digests.writer.writeDisabledWebhook(
      (await get((await swath.call('demo', 'GET', '/v2/digests/')).body.results[0].digest_id)).contract_id,
      webhook_id,
    )
    await send()
    const notices = mail.mails.filter(({ subject }) => /webhook/.test(subject!))
    assert.equal(notices.length, 1)
    assert.match(notices[0]!.text!, /410/)
    assert.ok(notices[0]!.text!.includes(`http://swath.test/console/webhooks/${webhook_id}?contract=`))
    assert.ok(!(notices[0]!.html as string).includes('<i>'))
  })

  test('digests of another contract do not exist', async () => {
    const { digest_id } = await confirmed()
    const path = `/v2/digests/${digest_id}`
    for (const [method, body] of [['GET'], ['PATCH', { frequency: 'daily' }], ['DELETE']] as const) {
      assert.equal((await swath.call('demo-two', method, path, body)).status, 404)
    }
    assert.equal((await swath.call('demo-two', 'GET', '/v2/digests/')).body.count, 0)
    await events.publish('OrderReceived', 'demo-two')
    await pass(1)
    assert.equal(mail.mails.length, 0)
    const stale = { 'if-match': '"x"' }
    assert.equal((await swath.call('demo', 'DELETE', path, undefined, stale)).status, 412)
    assert.equal((await swath.call('demo', 'DELETE', path)).status, 204)
    assert.equal((await swath.call('demo', 'GET', path)).status, 404)
  })

  test('bad addresses, second digests and too many are refused; asking costs the same whether one deletes', async () => {
    for (const email of [
      'no',
      'a@b',
      'a@example.com\r\nBcc: b@example.com',
      'a@example.com, b@example.com',
      '',
    ]) {
      assert.equal((await create(email)).status, 400, email)
    }
    assert.equal((await create('Ana@example.com')).status, 201)
    assert.equal((await create('ana@Example.com')).body.code, 'digest_exists')
    for (let i = 0; i < 30; i++) {
      const { status, body } = await create(`p${i}@example.com`)
      if (status === 201) {
        await swath.call('demo', 'DELETE', `/v2/digests/${body.digest_id}`)
      } else assert.equal(body.code, 'digest_limit_reached')
    }
    await send()
    assert.ok(mail.mails.length <= 20)
  })

  /** The mail server is back, with what it has got so far. */
  async function reopened(): Promise<MailServer> {
    const again = await MailServer.open(Number(new URL(mail.url).port))
    again.mails.push(...mail.mails)
    return again
  }
})

onOneDatabase((openDatabase) => {
  test('without a mail server the endpoints say that the operator has set up none', async () => {
    const swath = await TestApp.open(await openDatabase())
    const { status, body } = await swath.call('demo', 'POST', '/v2/digests/', { email: 'a@example.com' })
    assert.deepEqual([status, body.code], [409, 'mail_not_set_up'])
    assert.match(body.detail, /SWATH_SMTP_URL/)
    assert.equal((await swath.call('demo', 'GET', '/v2/digests/')).body.count, 0)
    await swath.app.queue.trigger('digests.send')
    await swath.drain()
    await swath.close()
  })
})
