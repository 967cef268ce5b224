import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { stripsOver } from '../lib/geo/frames.ts'
import { polygon, wavyRing } from '../lib/geo/shapes.testing.ts'
import { surveyGeometry } from '../lib/geo/survey.ts'
import { swath } from '../lib/geo/swath.testing.ts'
import { Shapes } from './shapes.ts'
import { Threads } from './threads.ts'

describe('the survey of geometries', () => {
  const threads = new Threads(0)
  const shapes = new Shapes(threads)
  after(() => threads.close())
  const square = (degrees: number) =>
    polygon([
      [10, 10],
      [10 + degrees, 10],
      [10 + degrees, 10 + degrees],
      [10, 10 + degrees],
      [10, 10],
    ])

  test('of many positions is done by another thread, and finds the same', async () => {
    const sound = polygon(wavyRing(20_000, [10, 45]))
    const broken = polygon(wavyRing(19_999, [10, 45]).toSpliced(10_000, 0, [9, 40]))
    const start = process.threadCpuUsage()
    const expected = [sound, broken].map((one) => surveyGeometry(one, swath))
    const here = process.threadCpuUsage(start)
    const asked = process.threadCpuUsage()
    const found = await Promise.all([sound, broken].map((one) => shapes.survey(one, swath)))
    const meanwhile = process.threadCpuUsage(asked)
    assert.deepEqual(found, expected)
    assert.deepEqual(found.map(Array.isArray), [false, true])
    assert.equal(threads.count, 2)
    assert.ok(meanwhile.user < here.user / 2, `${meanwhile.user} and ${here.user} µs of computing`)
  })

  test('of few positions, and of more than are taken, asks nobody', async () => {
    const before = threads.count
    const many = { type: 'Polygon', coordinates: [Array.from({ length: 200_000 }, () => [0, 0])] }
    const found = [await shapes.survey(square(0.5), swath), await shapes.survey(many, swath)]
    assert.deepEqual(
      found.map((one) => (Array.isArray(one) ? one.map(({ code }) => code) : [])),
      [[], ['geometry_too_many_vertices']],
    )
    assert.equal(threads.count, before)
  })

  test('of few positions far from each other, which take many strips, is done by another thread as well', async () => {
    const before = threads.count
    const [near, far] = [square(0.5), square(5)]
    assert.deepEqual(await shapes.survey(far, swath), surveyGeometry(far, swath))
    assert.deepEqual(await shapes.stripsOver(far, swath), stripsOver(far, swath))
    assert.equal(threads.count, before + 2)
    assert.deepEqual(await shapes.stripsOver(near, swath), stripsOver(near, swath))
    assert.equal(threads.count, before + 2)
  })
})
