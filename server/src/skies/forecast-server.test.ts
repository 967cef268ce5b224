import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { Outbound } from '../outbound/outbound.ts'
import type { Log } from '../platform/log.ts'
import { Forecast } from './forecast.ts'
import { ForecastServer } from './forecast-server.ts'

const begin_ms = Date.UTC(2026, 5, 1)
const hour_ms = 3_600_000
let now_ms: number
let warnings: string[]
let asked: string[]
let status: number
/** An answer instead of that of the source. */
let other: string | undefined
/** How long the source takes for each answer. */
let answer_ms: number
/** Each hour of the answer has one percent more than the one before. */
const source = createServer((request, response) => {
  const { searchParams } = new URL(request.url!, 'http://source')
  asked.push(`${searchParams.get('latitude')} ${searchParams.get('longitude')}`)
  const hours = Array.from({ length: 100 }, (_, hour) => hour)
  const time = hours.map((hour) => (begin_ms + hour * hour_ms) / 1000)
  const cloud_cover = hours.map((hour) => (hour >= 50 && hour < 57 ? null : hour))
  response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {})
  response.end(other ?? JSON.stringify({ hourly: { time, cloud_cover } }))
  now_ms += answer_ms
})
let origin: string
let outbound: Outbound
let forecast: Forecast
before(async () => {
  await once(source.listen(0, '127.0.0.1'), 'listening')
  origin = `http://127.0.0.1:${(source.address() as AddressInfo).port}`
  outbound = new Outbound([origin])
})
after(() => {
  outbound.close()
  source.closeAllConnections()
  source.close()
})

const log = { warn: ({ err }: { err: Error }) => warnings.push(err.message) } as unknown as Log
const clock = { now: () => new Date(now_ms) }
const forecastOf = (outbound: Outbound, url: string) =>
  new Forecast(new ForecastServer(url, { clock, log, outbound }), clock)
beforeEach(() => {
  now_ms = begin_ms
  warnings = []
  other = undefined
  answer_ms = 0
  asked = []
  status = 200
  forecast = forecastOf(outbound, `${origin}/v1`)
})
const coversOf = async (...moments: [lon: number, lat: number, hour: number][]) =>
  (
    await forecast.coverOf(
      moments.map(([lon, lat, hour]) => ({ lon, lat, at_ms: begin_ms + hour * hour_ms })),
    )
  ).map((one) => one?.cover_pct)

test('the cover is that of the nearest hour, and places near each other are asked for once', async () => {
  assert.deepEqual(await coversOf([2.3, 48.8, 7.4], [2.26, 48.76, 7.6], [2.3, 48.8, 50]), [7, 8, undefined])
  assert.deepEqual(asked, ['48.75 2.25'])
  const [foretold] = await forecast.coverOf([{ lon: 2.3, lat: 48.8, at_ms: begin_ms + 5 * hour_ms }])
  assert.equal(foretold?.lead_ms, 5 * hour_ms)
})

test('what is past, or later than anybody knows, is not asked for', async () => {
  assert.deepEqual(await coversOf([1, 1, -1], [2, 2, 16 * 24 + 1]), [undefined, undefined])
  assert.deepEqual(asked, [])
})

test('an answer is kept for an hour, and then asked for again', async () => {
  await coversOf([1, 1, 30])
  now_ms += hour_ms - 1
  await coversOf([1, 1, 30])
  assert.equal(asked.length, 1)
  now_ms += 1
  await coversOf([1, 1, 30])
  assert.equal(asked.length, 2)
})

test('of very many places the first twenty are asked for', async () => {
  const covers = await coversOf(
    ...Array.from({ length: 30 }, (_, lon): [number, number, number] => [lon, 0, 3]),
  )
  assert.equal(asked.length, 20)
  assert.deepEqual([covers[19], covers[20]], [3, undefined])
})

test('of many places over which plans are made, each time some more are known', async () => {
  const places = Array.from({ length: 30 }, (_, lon) => ({ lon, lat: 0 }))
  const known = async () =>
    (await forecast.hoursOver(places)).filter((hours) => hours?.get(begin_ms / hour_ms) === 0)
  assert.deepEqual([(await known()).length, (await known()).length, asked.length], [20, 30, 30])
})

test('a source that answers wrongly is left alone for a minute, of which is warned once', async () => {
  for (const wrong of [500, 302]) {
    status = wrong
    assert.deepEqual(await coversOf([1, 1, 30], [5, 5, 30], [9, 9, 30]), [undefined, undefined, undefined])
    const until_now = asked.length
    status = 200
    now_ms += 59_999
    assert.deepEqual(await coversOf([1, 1, 30], [20, 20, 30]), [undefined, undefined])
    assert.equal(asked.length, until_now)
    now_ms += 1
    assert.deepEqual(await coversOf([1, 1, 30]), [30])
    now_ms += hour_ms
  }
  assert.deepEqual(warnings, ['The forecast answered 500', 'The forecast answered 302'])
})

test('an inner address that the operator has not named is not connected to', async () => {
  const strict = new Outbound([])
  forecast = forecastOf(strict, origin)
  assert.deepEqual(await coversOf([1, 1, 30]), [undefined])
  assert.deepEqual([asked.length, warnings.length], [0, 1])
  strict.close()
})

test('a slow source is not asked for more places once somebody has waited for three seconds', async () => {
  answer_ms = 400
  const covers = await coversOf(
    ...Array.from({ length: 20 }, (_, lon): [number, number, number] => [lon, 0, 30]),
  )
  assert.deepEqual([asked.length, covers[7], covers[8], warnings], [8, 30, undefined, []])
})

const answerOf = (time: unknown[], cloud_cover: unknown[]) =>
  JSON.stringify({ hourly: { time, cloud_cover } })
const seconds = (...hours: number[]) => hours.map((hour) => (begin_ms + hour * hour_ms) / 1000)

test('of a model that tells each sixth hour, the hours between are known as well', async () => {
  other = answerOf(seconds(12, 0, 6, 24), [30, 0, 60, 90])
  assert.deepEqual(await coversOf([1, 1, 1], [1, 1, 6], [1, 1, 8], [1, 1, 18]), [10, 60, 50, undefined])
})

test('it is told what is wrong with an answer that nobody can read, or that would be read wrongly', async () => {
  const wrong: Record<string, [answer: string, RegExp]> = {
    'no JSON': ['{"hourly": {"time": [1], "cloud_cover": [NaN]}}', /null and no NaN/],
    'a share of one': [answerOf(seconds(1, 2, 3), [0.4, 1, 0]), /shares of 0 to 1, where percent/],
    milliseconds: [answerOf([begin_ms + hour_ms], [40]), /hourly\/time\/0: times are seconds/],
    'times that are text': [answerOf(['2026-06-01T01:00'], [40]), /hourly\/time\/0/],
    'more than all clouds': [answerOf(seconds(1), [101]), /cloud_cover\/0/],
    'less than none': [answerOf(seconds(1), [-1]), /cloud_cover\/0/],
    infinity: [answerOf(seconds(1), [40]).replace('40', '1e400'), /cloud_cover\/0/],
    'not a cover for each time': [answerOf(seconds(1, 2), [40]), /each time needs a cloud_cover/],
    'the past': [answerOf(seconds(-48, -2), [40, 50]), /none is within the 16 days/],
    nothing: ['', /no JSON/],
    'too much': [' '.repeat(1024 * 1024 + 1), /more than 1048576 bytes/],
  }
  for (const [what, [answer, words]] of Object.entries(wrong)) {
    warnings = []
    other = answer
    assert.deepEqual(await coversOf([1, 1, 2]), [undefined], what)
    assert.equal(warnings.length, 1, what)
    assert.match(warnings[0]!, words, what)
    now_ms += 60_000
  }
  other = answerOf(seconds(1, 2), [0, 1])
  assert.deepEqual(await coversOf([1, 1, 2]), [1], 'skies that are clear')
})
