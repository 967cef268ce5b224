// The work of a provider that fetches it: each task is given to one of its processes, answered once, and given again if
// that process has died.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { signRequest } from '@swath/contract/provider-protocol/signature'
import { NotYetAnswered } from '../src/providers/away.ts'
import { pullChannel } from '../src/providers/protocol/pull.ts'
import { Refusal } from '../src/providers/refusal.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const secret = 'the secret of the simulator in this test'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    swath.provider.secrets = [secret]
  })
  after(() => swath.close())

  async function send(method: 'GET' | 'POST', target: string, content?: object) {
    const body = content === undefined ? '' : JSON.stringify(content)
    const signed = await signRequest(
      { method, target, body },
      { keyid: 'simulator', secret },
      { direction: 'provider-to-swath', at: swath.clock.now() },
    )
    const headers = { ...signed, ...(content && { 'content-type': 'application/json' }) }
    const answer = await swath.app.http.inject({
      method,
      url: target,
      headers,
      ...(content && { payload: body }),
    })
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
  }
  const path = '/ops/v1/provider/tasks'
  const fetchTasks = async (query = '') => (await send('GET', `${path}${query}`)).body.tasks
  const answer = (task_id: string, told: object) => send('POST', `${path}/${task_id}/answer`, told)
  const channel = () => pullChannel('simulator', swath.app.features.provider_tasks.service)

  test('whoever asks gets the answer of the provider that fetched the question', async () => {
    const asked = channel().ask('assess', { order_name: 'one' } as object)
    const [task] = await fetchTasks('?wait_s=10')
    assert.deepEqual([task.kind, task.body], ['assess', { order_name: 'one' }])
    assert.equal((await answer(task.task_id, { answer: { feasible: true } })).status, 204)
    assert.deepEqual(await asked, { feasible: true })
  })

  test('a refusal arrives as one, and is no answer for whoever asks again', async () => {
    const is_told = (error: unknown) => error instanceof Refusal && error.after_s === 60
    const asked = assert.rejects(channel().ask('plan', { capture_id: 'capt.refused' }), is_told)
    const [task] = await fetchTasks('?wait_s=10')
    const refusal = { class: 'later', retry_after_s: 60, message: 'The antenna is out' }
    await answer(task.task_id, { refusal })
    await asked
    const again = channel().ask('plan', { capture_id: 'capt.refused' })
    const [anew] = await fetchTasks('?wait_s=10')
    await answer(anew.task_id, { answer: {} })
    await again
    await channel().ask('plan', { capture_id: 'capt.refused' })
    assert.deepEqual(await fetchTasks(), [])
  })

  test('a task is given to one process, and to another when the first has not answered in time', async () => {
    const { service } = swath.app.features.provider_tasks
    const asked = service.ask('simulator', 'plan', { capture_id: 'capt.leased' })
    const [task] = await fetchTasks('?wait_s=10&lease_s=60')
    assert.deepEqual(await fetchTasks(), [])
    assert.equal(
      (await send('POST', `${path}/${task.task_id}/acknowledgement`, { lease_s: 600 })).status,
      204,
    )
    const soon = new Date(swath.clock.now().getTime() + 120_000)
    swath.clock.set(soon)
    assert.deepEqual(await fetchTasks(), [])
    swath.clock.set(new Date(soon.getTime() + 600_000))
    const [again] = await fetchTasks()
    assert.equal(again.task_id, task.task_id)
    await answer(task.task_id, { answer: {} })
    assert.deepEqual(await asked, { answer: {} })
  })

  test('two processes that fetch at once are never given the same', async () => {
    const { service } = swath.app.features.provider_tasks
    const ids = Array.from({ length: 20 }, (_, at) => `capt.many-${at}`)
    const asked = ids.map((capture_id) => service.ask('simulator', 'plan', { capture_id }))
    const given: string[] = []
    while (given.length < ids.length) {
      const both = await Promise.all([fetchTasks('?limit=3&wait_s=1'), fetchTasks('?limit=3&wait_s=1')])
      const tasks = both.flat()
      given.push(...tasks.map((task: { body: { capture_id: string } }) => task.body.capture_id))
      await Promise.all(tasks.map(({ task_id }: { task_id: string }) => answer(task_id, { answer: {} })))
    }
    assert.deepEqual(given.toSorted(), ids.toSorted())
    await Promise.all(asked)
  })

  test('an answer may be repeated, but not changed, and nonsense is refused with what is wrong', async () => {
    const asked = channel().ask('cancel', { capture_id: 'capt.collecting' })
    const [task] = await fetchTasks('?wait_s=10')
    const wrong = await answer(task.task_id, { answer: { outcome: 'perhaps' } })
    assert.equal(wrong.status, 400)
    assert.match(wrong.body.detail, /\/outcome/)
    const refused = { answer: { outcome: 'refused', message: 'It is being collected' } }
    const { service } = swath.app.features.provider_tasks
    const caller = {
      client_id: 'simulator',
      provider: 'simulator',
      role: 'provider',
      scopes: [],
      contract_id: '',
    } as const
    const both = await Promise.allSettled([
      service.answer(caller, task.task_id, refused as never),
      service.answer(caller, task.task_id, refused as never),
    ])
    // The second may come when the first one was already read, and the task is gone.
    const late = both.filter((one) => one.status === 'rejected')
    assert.ok(late.length < 2 && late.every(({ reason }) => reason.code === 'not_found'), String(late))
    assert.equal((await asked).outcome, 'refused')
    assert.equal((await answer(task.task_id, refused)).status, 404)
  })

  test('what nobody has fetched is canceled without being fetched', async () => {
    const { service } = swath.app.features.provider_tasks
    const planned = service.ask('simulator', 'plan', { capture_id: 'capt.withdrawn' })
    await planned
    assert.deepEqual(await channel().ask('cancel', { capture_id: 'capt.withdrawn' }), { outcome: 'canceled' })
    assert.deepEqual(await fetchTasks(), [])
  })

  test('what a process had fetched that died is not given to another once it is canceled', async () => {
    const { service } = swath.app.features.provider_tasks
    const planned = service.ask('simulator', 'plan', { capture_id: 'capt.orphan' })
    await fetchTasks('?wait_s=10&lease_s=60')
    await planned
    const canceled = service.ask('simulator', 'cancel', { capture_id: 'capt.orphan' })
    const [task] = await fetchTasks('?wait_s=10')
    assert.equal(task.kind, 'cancel')
    await answer(task.task_id, { answer: { outcome: 'canceled' } })
    await canceled
    swath.clock.set(new Date(swath.clock.now().getTime() + 120_000))
    assert.deepEqual(await fetchTasks(), [])
  })

  test('a provider that does not fetch is down', async () => {
    const { service } = swath.app.features.provider_tasks
    assert.equal(await service.isAwake('nobody'), false)
    await fetchTasks()
    assert.equal(await service.isAwake('simulator'), true)
    swath.clock.set(new Date(swath.clock.now().getTime() + 301_000))
    assert.equal(await service.isAwake('simulator'), false)
  })

  test('a provider that comes and takes its time is not taken for one that is away', async () => {
    await fetchTasks()
    const asked = channel().ask('assess', { order_name: 'slow' } as object)
    await assert.rejects(asked, NotYetAnswered)
    swath.clock.set(new Date(swath.clock.now().getTime() + 301_000))
    const again = channel().ask('assess', { order_name: 'slow' } as object)
    await assert.rejects(again, /fetches nothing/)
  })

  test('nobody else fetches: an operator is no provider', async () => {
    const refused = await swath.call('operator', 'GET', path)
    assert.deepEqual([refused.status, refused.body.code], [403, 'role_forbidden'])
  })
})
