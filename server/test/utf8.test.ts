import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  async function send(method: 'POST' | 'PATCH', url: string, payload: Buffer, content_type: string) {
    const headers = { ...(await swath.headers('demo')), 'content-type': content_type }
    const response = await swath.app.http.inject({ method, url, headers, payload })
    return { status: response.statusCode, body: response.json() }
  }

  const named = (name: string, encoding: BufferEncoding) =>
    Buffer.from(JSON.stringify(aPointOrder({ order_name: name })), encoding)
  const count = async () => (await swath.call('demo', 'GET', '/v2/orders/?limit=1')).body.count

  test('a body that is no UTF-8 is refused with the place, and nothing of it is stored', async () => {
    const { id } = await swath.place()
    const before = await count()
    for (const type of ['application/json', 'application/geo+json']) {
      const payload = named('Z\u00fcrich', 'latin1')
      for (const [path, method] of [
        ['/v2/orders/', 'POST'],
        ['/v2/orders/validate', 'POST'],
        ['/v2/orders/bulk', 'POST'],
        ['/tasking/tasks/', 'POST'],
        [`/v2/orders/${id}`, 'PATCH'],
      ] as const) {
        const { status, body } = await send(method, path, payload, type)
        assert.deepEqual([status, body.code], [400, 'invalid_request'], path)
        assert.match(body.detail, new RegExp(`UTF-8: see byte ${payload.indexOf(0xfc) + 1}$`))
      }
      const cut = Buffer.concat([Buffer.from('{"a": "'), Buffer.from([0xe2, 0x82])])
      assert.equal((await send('POST', '/v2/orders/', cut, type)).status, 400)
    }
    assert.equal(await count(), before)
  })

  test('a body in another charset is not taken, and one that says UTF-8 is', async () => {
    for (const charset of ['iso-8859-1', 'utf-16', '"windows-1252"']) {
      const type = `application/json; charset=${charset}`
      const { status, body } = await send('POST', '/v2/orders/', named('Zurich', 'utf8'), type)
      assert.deepEqual([status, body.code], [415, 'unsupported_media_type'], charset)
      assert.match(body.detail, /UTF-8/)
    }
    for (const charset of ['utf-8', 'UTF8', '"utf-8"', 'us-ascii']) {
      const name = charset === 'us-ascii' ? 'Zurich' : 'Z\u00fcrich \u{1f6f0}'
      const type = `application/json;charset=${charset}`
      const { status, body } = await send('POST', '/v2/orders/', named(name, 'utf8'), type)
      assert.deepEqual([status, body.properties.order_name], [201, name], charset)
    }
    const marked = Buffer.concat([Buffer.from('\uFEFF'), named('marked', 'utf8')])
    assert.equal((await send('POST', '/v2/orders/', marked, 'application/json')).status, 201)
  })

  test('a query whose bytes are no UTF-8 is refused', async () => {
    for (const path of [
      '/v2/orders/?order_name=Z%FCrich',
      '/v2/orders/?order_name=%ED%A0%80',
      '/v2/orders/?order_name=ok&order_name=%E2%82',
      '/tasking/tasks/?task_name=Z%FCrich',
    ]) {
      const { status, body } = await swath.call('demo', 'GET', path)
      assert.deepEqual([status, body.code], [400, 'invalid_filter'], path)
      assert.match(body.errors[0].pointer, /^\?(order|task)_name$/)
    }
    await swath.place(aPointOrder({ order_name: '50% \u00fc' }))
    const found = await swath.call('demo', 'GET', '/v2/orders/?order_name=50%25%20%C3%BC')
    assert.equal(found.body.count, 1)
  })
})
