import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { asOwner, overwrite } from './tables.ts'

const highest_elsewhere = 999_999_999

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const aTask = (task_id: number) => ({
    task_id,
    task_name: `task ${task_id}`,
    product: 169,
    target: { type: 'Point', coordinates: [10.05, 0.05] },
    start: '2025-01-01T00:00:00Z',
    end: '2025-01-08T00:00:00Z',
    created_time: '2024-12-30T12:00:00Z',
    status: 'received',
  })
  async function importTasks(task_ids: number[], source = 'old') {
    const body = { contract_id: demo_contracts.demo, source, kind: 'tasks', lines: task_ids.map(aTask) }
    const answer = await swath.call('operator', 'POST', '/ops/v1/imports', body)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }
  const placed = async () => {
    const { id, properties } = await swath.place()
    return { id, task_id: properties.parameters.task_id }
  }
  const named = async (task_id: number) => {
    const found = await swath.call('demo', 'GET', `/v2/orders/?order_name=task ${task_id}`)
    return found.body.features.map(({ properties }: { properties: { parameters: { task_id: number } } }) => {
      return properties.parameters.task_id
    })
  }

  test('our own tasks are numbered beyond those of other systems, however many come', async () => {
    const { task_id: first } = await placed()
    assert.ok(first > highest_elsewhere)
    const theirs = [100_001, 101_002, highest_elsewhere]
    assert.equal((await importTasks(theirs)).created, 3)
    for (const task_id of theirs) assert.deepEqual(await named(task_id), [task_id])
    assert.equal((await placed()).task_id, first + 1)
  })

  test('a task from elsewhere whose id is one of ours gets another, once, and ours pass over those of others', async () => {
    const own = await placed()
    const theirs = [own.task_id, own.task_id + 1, own.task_id + 2, 1e12]
    assert.equal((await importTasks(theirs.slice(0, 1))).created, 1)
    assert.equal((await importTasks(theirs)).created, 3)
    assert.equal((await importTasks(theirs)).unchanged, 4)
    assert.deepEqual(await named(own.task_id + 2), [own.task_id + 2])
    const next = await placed()
    const given = (await Promise.all(theirs.map(named))).flat()
    const all = [own.task_id, next.task_id, ...given]
    assert.equal(new Set(all).size, all.length)
    assert.equal((await swath.call('demo', 'GET', `/tasking/tasks/${own.task_id}/`)).body.order_id, own.id)
    const capture = { capture_id: 'c', task_id: theirs[0], status: 'queued' }
    const body = { contract_id: demo_contracts.demo, source: 'old', kind: 'captures', lines: [capture] }
    assert.equal((await swath.call('operator', 'POST', '/ops/v1/imports', body)).body.created, 1)
    assert.equal((await swath.captures(own.id)).length, 0)
  })

  test('an early task of ours keeps its id, beside one from elsewhere with the same', async () => {
    const own = await placed()
    await overwrite(
      swath,
      'an order is from before our tasks were numbered beyond those of others',
      'update orders set task_id = 100500 where order_id = $1',
      [own.id],
    )
    assert.equal((await importTasks([100_500])).created, 1)
    assert.ok((await named(100_500))[0] > highest_elsewhere)
  })

  test('the same tasks under the name of another system are refused', async () => {
    for (const task_id of [200_500, 5e11]) {
      assert.equal((await importTasks([task_id])).created, 1)
      const told = await importTasks([task_id], 'renamed')
      assert.deepEqual([told.refused, told.results[0].problems[0].code], [1, 'task_id_taken'])
    }
  })

  test('the id of an order is never that of a task: each leads to its own order, or nowhere', async () => {
    await asOwner(swath, "select setval('order_ids', 299999)")
    const own = await placed()
    assert.equal(own.id, '0300000')
    await importTasks([300_000, 7777])
    const at = async (id: string) => (await swath.call('demo', 'GET', `/v2/orders/${id}`)).body
    assert.equal((await at(own.id)).properties.parameters.task_id, own.task_id)
    assert.equal((await at('300000')).properties.order_name, 'task 300000')
    assert.equal((await at('7777')).properties.order_name, 'task 7777')
    for (const id of ['007777', '0007777', '00300000']) assert.equal((await at(id)).code, 'not_found', id)
  })
})
