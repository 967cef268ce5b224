// A provider that plans its own frames divides areas as it likes; what it plans is looked at before it is taken.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { Geometry } from '@swath/contract/geometry'
import type { FramesToPlan } from '../src/providers/provider.ts'
import { anAreaOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const rectangle = (west: number, south: number, east: number, north: number): Geometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
})
const area = rectangle(10, 0, 10.1, 0.3)
const halves = [rectangle(9.99, -0.01, 10.11, 0.15), rectangle(9.99, 0.15, 10.11, 0.31)]

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let asked: FramesToPlan[]
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())
  beforeEach(() => {
    asked = []
    swath.provider.planned = []
  })
  const plans = (frames: Geometry[]) => {
    swath.provider.frames = async (request) => {
      asked.push(request)
      return frames
    }
  }

  test('its frames are the captures, it is told of no strips, and the price is what was quoted', async () => {
    plans(halves)
    const { order_id, captures } = await swath.placeAndPlan(anAreaOrder({}, area))
    assert.equal(captures.length, 2)
    const planned = swath.provider.planned.map(({ frame }) => JSON.stringify(frame))
    assert.deepEqual(planned.toSorted(), halves.map((half) => JSON.stringify(half)).toSorted())
    assert.deepEqual(swath.provider.assessed.at(-1)!.strips, [])
    assert.deepEqual([asked.length, asked[0]!.order_id, asked[0]!.max_frames], [1, order_id, 2000])
    const own = (await swath.order(order_id)).properties.price.total_minor
    delete swath.provider.frames
    const usual = await swath.placeAndPlan(anAreaOrder({}, area))
    assert.equal((await swath.order(usual.order_id)).properties.price.total_minor, own)
  })

  for (const [what, frames, words] of [
    ['leave a part of the area out', halves.slice(0, 1), /leave \d+\.\d\d % of the area uncovered/],
    ['are no areas', [rectangle(10, 0, 10, 0.3)], /have a fault in frame 0/],
    ['are too many', Array.from({ length: 2001 }, () => area), /are 2001; at most 2000 are allowed/],
  ] as const) {
    test(`frames that ${what} are not taken, and it is asked again`, async () => {
      plans([...frames])
      const { id } = await swath.place(anAreaOrder({}, area))
      await assert.rejects(swath.drain(), (error: AggregateError) => words.test(String(error.errors[0])))
      assert.deepEqual(await swath.captures(id), [])
      plans(halves)
      await swath.drain()
      assert.equal((await swath.captures(id)).length, 2)
    })
  }
})
