import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NotYetAnswered } from '../away.ts'
import { StapiApi, StapiRefusal } from './api.ts'

const search = { datetime: '2026-06-02T00:00:00Z/2026-06-09T00:00:00Z', filter: undefined } as const
const geometry = { type: 'Point', coordinates: [1, 2] } as const

/** A server that searches by itself, and an answer to each look at the search. */
function searching(looks: string[]) {
  let begun = 0
  const answer = (status_code: string, status = 200) =>
    Response.json(
      { id: String(begun), status: { status_code, reason_text: `It is ${status_code}` }, links: [] },
      { status },
    )
  const api = new StapiApi('https://stapi.example', undefined, async (url, { method }) => {
    if (url === 'https://stapi.example/') return Response.json({})
    if (method !== 'POST') return looks[0] === 'gone' ? Response.json({}, { status: 410 }) : answer(looks[0]!)
    begun += 1
    return answer('received', 201)
  })
  const ask = () => api.opportunities('p', { ...search, geometry: geometry as never }, 10)
  return { ask, begun: () => begun }
}

test('a search that goes on is not begun again; one that failed or is gone is told, and begun when it is asked again', async () => {
  const looks = ['in_progress']
  const { ask, begun } = searching(looks)
  await assert.rejects(ask, NotYetAnswered)
  await assert.rejects(ask, NotYetAnswered)
  assert.equal(begun(), 1)
  looks[0] = 'failed'
  await assert.rejects(ask, (error) => error instanceof StapiRefusal && /It is failed/.test(error.message))
  looks[0] = 'in_progress'
  await assert.rejects(ask, NotYetAnswered)
  assert.equal(begun(), 2)
  looks[0] = 'gone'
  await assert.rejects(ask)
  looks[0] = 'in_progress'
  await assert.rejects(ask, NotYetAnswered)
  assert.equal(begun(), 3)
})

test('pages are read until there are enough passes, and never more than ten', async () => {
  let pages = 0
  const api = new StapiApi('https://stapi.example', undefined, async (url) => {
    if (url === 'https://stapi.example/') return Response.json({})
    pages += 1
    const properties = { datetime: search.datetime }
    const links = [{ rel: 'next', href: `https://stapi.example/more?page=${pages}` }]
    return Response.json({ features: [{ geometry: null, properties }], links })
  })
  const ask = (limit: number) => api.opportunities('p', { ...search, geometry: geometry as never }, limit)
  const few = await ask(3)
  assert.deepEqual([pages, few.features.length, few.has_more], [3, 3, true])
  const endless = await ask(1000)
  assert.deepEqual([pages, endless.features.length, endless.has_more], [13, 10, true])
})
