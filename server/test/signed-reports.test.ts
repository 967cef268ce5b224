// A provider proves who it is by signing what it reports; nobody else does, and no report is taken twice.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { signRequest } from '@swath/contract/provider-protocol/signature'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const secret = 'the secret of the simulator in this test'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let target: string
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    swath.provider.secrets = [secret]
    const { captures } = await swath.placeAndPlan()
    target = `/ops/v1/captures/${captures[0]!.capture_id}/reports`
  })
  after(() => swath.close())

  const aReport = () =>
    JSON.stringify({
      report_id: crypto.randomUUID(),
      occurred_at: swath.clock.now().toISOString(),
      status: 'scheduled',
      access: swath.access,
    })
  const signed = (body: string, more: { keyid?: string; secret?: string; at?: Date } = {}) =>
    signRequest(
      { method: 'POST', target, body },
      { keyid: more.keyid ?? 'simulator', secret: more.secret ?? secret },
      { direction: 'provider-to-swath', at: more.at ?? swath.clock.now() },
    )
  async function send(body: string, headers: Record<string, string>) {
    const answer = await swath.app.http.inject({
      method: 'POST',
      url: target,
      headers: { 'content-type': 'application/json', ...headers },
      payload: body,
    })
    return { status: answer.statusCode, body: answer.json() }
  }

  test('a report that is signed is taken, and recorded as that of the provider', async () => {
    const body = aReport()
    const { status, body: receipt } = await send(body, await signed(body))
    assert.deepEqual([status, receipt.result], [202, 'applied'])
  })

  test('the same request again is refused, and the same report signed anew is a duplicate', async () => {
    const body = aReport()
    const headers = await signed(body)
    assert.equal((await send(body, headers)).status, 202)
    const replayed = await send(body, headers)
    assert.deepEqual(
      [replayed.status, replayed.body.code, replayed.body.problem],
      [401, 'signature_invalid', 'replayed'],
    )
    assert.equal((await send(body, await signed(body))).body.result, 'duplicate')
  })

  test('another body, another secret, another name, and a request of an hour ago are refused', async () => {
    const body = aReport()
    const hour_ago = new Date(swath.clock.now().getTime() - 3_600_000)
    const cases: [string, string, Record<string, string>][] = [
      ['digest', `${body} `, await signed(body)],
      ['wrong', body, await signed(body, { secret: 'another secret of thirty-two letters' })],
      ['unknown', body, await signed(body, { keyid: 'stranger' })],
      ['old', body, await signed(body, { at: hour_ago })],
      ['version', body, { ...(await signed(body)), 'swath-protocol': '2' }],
    ]
    for (const [problem, sent, headers] of cases) {
      const refused = await send(sent, headers)
      assert.deepEqual([refused.status, refused.body.problem], [401, problem])
    }
  })

  test('nonces are forgotten once no request with them would be taken', async () => {
    const body = aReport()
    await send(body, await signed(body))
    swath.advance({ hours: 1 })
    const { nonces } = swath.app.features.provider_tasks
    assert.equal(await nonces.isNew('simulator', 'kept-for-now'), true)
    await swath.app.queue.trigger('provider_tasks.forget')
    await swath.drain()
    assert.equal(await nonces.isNew('simulator', 'kept-for-now'), false)
  })
})
