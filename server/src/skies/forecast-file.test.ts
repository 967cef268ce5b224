import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import type { Log } from '../platform/log.ts'
import { Threads } from '../threads/threads.ts'
import { Forecast } from './forecast.ts'
import { ForecastFile } from './forecast-file.ts'

const begin_ms = Date.UTC(2026, 5, 1)
const hour_ms = 3_600_000
let folder: string
let file: string
let threads: Threads
let now_ms: number
let warnings: string[]
let forecast: Forecast
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'swath-forecast-'))
  threads = new Threads(0)
})
after(async () => {
  await threads.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  now_ms = begin_ms
  warnings = []
  file = path.join(await mkdtemp(path.join(folder, 'one-')), 'forecast.json')
  const log = { warn: ({ reason }: { reason: string }) => warnings.push(reason) } as unknown as Log
  const clock = { now: () => new Date(now_ms) }
  forecast = new Forecast(new ForecastFile(file, { clock, log, threads }), clock)
})

/** As Open-Meteo answers: each hour from the beginning of the test has the same cover. */
const over = (longitude: number, latitude: number, cover: unknown, hours = 48) => ({
  latitude,
  longitude,
  elevation: 12,
  hourly_units: { cloud_cover: '%' },
  hourly: {
    time: Array.from({ length: hours }, (_, hour) => begin_ms / 1000 + 3600 * hour),
    cloud_cover: Array.from({ length: hours }, () => cover),
  },
})

/** Whoever writes it renames it into its place; each write is a second later than the one before. */
let writes = 0
async function write(content: unknown, written_ms = begin_ms) {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  await writeFile(`${file}.new`, text)
  await utimes(`${file}.new`, new Date(), new Date(written_ms + 1000 * ++writes))
  await rename(`${file}.new`, file)
}

const coversOf = async (...places: [lon: number, lat: number, hour?: number][]) =>
  (
    await forecast.coverOf(
      places.map(([lon, lat, hour = 5]) => ({ lon, lat, at_ms: begin_ms + hour * hour_ms })),
    )
  ).map((one) => one?.cover_pct)

test('a file of one place, as a forecast server answers, is a forecast', async () => {
  await write(over(2.25, 48.75, 37))
  assert.deepEqual(await coversOf([2.35, 48.85], [2.35, 48.85, 60]), [37, undefined])
  assert.deepEqual(warnings, [])
})

test('a file that was changed in its place is read again, though its size and its time are the same', async () => {
  await write('x'.repeat(JSON.stringify(over(2.25, 48.75, 37)).length))
  assert.deepEqual(await coversOf([2.35, 48.85]), [undefined])
  const { atime, mtime } = await stat(file)
  await writeFile(file, JSON.stringify(over(2.25, 48.75, 37)))
  await utimes(file, atime, mtime)
  assert.deepEqual(await coversOf([2.35, 48.85]), [37])
})

test('of many places the nearest counts, if it is within half a degree, also across the antimeridian', async () => {
  await write([
    over(10, 50, 1),
    over(10.25, 50, 2),
    over(179.9, 0, 3),
    over(359.75, 60, 4),
    over(0, 90, 5),
    over(20.6, 10.6, 6),
  ])
  const asked: [number, number][] = [
    [10.1, 50.1],
    [10.2, 49.6],
    [10, 50.6],
    [9.4, 50],
    [-179.8, 0.2],
    [-0.3, 60],
    [0.2, 60],
    [0.4, 89.7],
    [20.4, 10.4],
  ]
  assert.deepEqual(await coversOf(...asked), [1, 2, undefined, undefined, 3, 4, 4, 5, 6])
})

test('a file that has changed is read again, and one that has not is read once', async (t) => {
  const run = t.mock.method(threads, 'run')
  await write(over(1, 1, 10))
  assert.deepEqual(await Promise.all([coversOf([1, 1]), coversOf([1, 1])]), [[10], [10]])
  assert.deepEqual(await coversOf([1, 1]), [10])
  assert.equal(run.mock.callCount(), 1)
  await write(over(1, 1, 20))
  assert.deepEqual(await coversOf([1, 1]), [20])
})

test('a file that is broken, empty, old or away is told once, and nothing is foretold until it is mended', async () => {
  const wrong: Record<string, [content: unknown, RegExp]> = {
    'half a file': [JSON.stringify([over(1, 1, 10)]).slice(0, -9), /no JSON/],
    'no points': [[], /Too small/],
    'no place': [[over(1, 1, 10), { hourly: over(1, 1, 10).hourly }], /^\/1\/latitude/],
    'places that are none': [over(1, 91, 10), /^\/0\/latitude/],
    'shares of one': [[over(1, 1, 0.4), over(2, 1, 1)], /shares of 0 to 1/],
    'something else': [{ type: 'FeatureCollection', features: [] }, /^\/0\/hourly/],
  }
  for (const [what, [content, words]] of Object.entries(wrong)) {
    warnings = []
    await write(content)
    assert.deepEqual([await coversOf([1, 1]), await coversOf([1, 1])], [[undefined], [undefined]], what)
    assert.equal(warnings.length, 1, what)
    assert.match(warnings[0]!, words, what)
    await write(over(1, 1, 10))
    assert.deepEqual(await coversOf([1, 1]), [10], what)
  }
  warnings = []
  await rm(file)
  await mkdir(file)
  assert.deepEqual(await coversOf([1, 1]), [undefined])
  await rm(file, { recursive: true })
  assert.deepEqual(await coversOf([1, 1]), [undefined])
  await write(over(1, 1, 10))
  assert.deepEqual(await coversOf([1, 1]), [10])
  now_ms += 37 * hour_ms
  assert.deepEqual([await coversOf([1, 1, 40]), await coversOf([1, 1, 40])], [[undefined], [undefined]])
  assert.match(
    warnings.join('\n'),
    /^It is no file\nENOENT.*\nIt was written at 2026-06-01T\S+, which is more than 36 hours/,
  )
  await write(over(1, 1, 30), now_ms)
  assert.deepEqual(await coversOf([1, 1, 40]), [30])
  await write(over(1, 1, 30, 24), now_ms)
  assert.deepEqual(await coversOf([1, 1, 40]), [undefined])
  assert.match(warnings.at(-1)!, /none is within the 16 days to come/)
})

test('the cost of a file is bounded', async () => {
  await write(`[${' '.repeat(32 * 1024 * 1024)}]`)
  assert.deepEqual(await coversOf([1, 1]), [undefined])
  assert.match(warnings.at(-1)!, /more than 32 MiB/)
  await write(Array.from({ length: 20_001 }, () => over(1, 1, 10, 1)))
  assert.deepEqual(await coversOf([1, 1]), [undefined])
  assert.match(warnings.at(-1)!, /Too big/)
})
