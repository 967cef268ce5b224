import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Capture } from '@swath/contract/captures'
import { demo_contracts } from '../src/accounts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'

onEachDatabase((openDatabase) => {
  let swath: TestApp
  let planned: Capture[]
  const path = '/ops/v1/captures/'

  before(async () => {
    swath = await TestApp.open(await openDatabase())
    const other = Object.keys(demo_contracts).find(
      (client) => client !== 'demo',
    ) as keyof typeof demo_contracts
    await swath.call(other, 'POST', '/v2/orders/', aPointOrder())
    planned = []
    for (const day of ['20', '18', '19']) {
      const { captures } = await swath.placeAndPlan()
      const at = { start: `2026-03-${day}T10:00:00Z`, end: `2026-03-${day}T10:00:20Z` }
      await swath.report(captures[0]!.capture_id, 'scheduled', { access: { ...swath.access, ...at } })
      planned.push(captures[0]!)
    }
  })
  after(() => swath.close())

  async function list(url: string) {
    const { status, body } = await swath.call('operator', 'GET', url)
    assert.equal(status, 200, JSON.stringify(body))
    return body as { results: Capture[]; next: string | null; count: number }
  }
  const ids = (captures: readonly Capture[]) => captures.map(({ capture_id }) => capture_id)
  const inOrder = () => ids([planned[1]!, planned[2]!, planned[0]!])

  test('an operator lists the captures of all contracts', async () => {
    const { results } = await list(path)
    assert.equal(new Set(results.map(({ contract_id }) => contract_id)).size, 2)
    const { results: own } = await list(`${path}?contract_id=${demo_contracts.demo}`)
    assert.deepEqual(ids(own), inOrder())
  })

  test('captures come by the time of their pass, and pages follow each other', async () => {
    const found: string[] = []
    let next: string | null = `${path}?access_start__gte=2026-03-01T00:00:00Z&limit=1`
    while (next) {
      const page = await list(next)
      found.push(...ids(page.results))
      next = page.next
    }
    assert.deepEqual(found, inOrder())
  })

  test('captures are found by satellite, state and time of the pass', async () => {
    const { satellite_name } = swath.access
    const time = 'access_start__gte=2026-03-19T00:00:00Z&access_start__lt=2026-03-20T00:00:00Z'
    const { results } = await list(`${path}?status=scheduled&satellite_name=${satellite_name}&${time}`)
    assert.deepEqual(ids(results), [planned[2]!.capture_id])
    assert.equal((await list(`${path}?satellite_name=nobody`)).count, 0)
  })

  test('a customer may not list the captures of others', async () => {
    const { status } = await swath.call('demo', 'GET', path)
    assert.equal(status, 403)
  })
})
