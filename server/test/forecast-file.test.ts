import assert from 'node:assert/strict'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let folder: string
  let file: string
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-forecast-file-'))
    file = path.join(folder, 'clouds of today.json')
    swath = await TestApp.open(await openDatabase(), {
      SWATH_FORECAST_URL: pathToFileURL(file).href,
      SWATH_METRICS_TOKEN: 'the token of this test',
    })
  })
  after(async () => {
    await swath.close()
    await rm(folder, { recursive: true })
  })

  async function write(content: object) {
    await writeFile(file, JSON.stringify(content))
    await utimes(file, swath.clock.now(), swath.clock.now())
  }

  async function passOf() {
    const pass = { ...swath.access, ground_track_heading_deg: 193, clear_probability: null }
    const footprint = { type: 'Point' as const, coordinates: [2.35, 48.85] }
    swath.provider.findings = { opportunities: [{ ...pass, footprint }], has_more: false, constraint: null }
    const path = '/v2/analysis/opportunities'
    const { analysis_id } = (await swath.call('demo', 'POST', path, aPointOrder())).body
    await swath.drain()
    const { opportunities } = (await swath.call('demo', 'GET', `${path}/${analysis_id}`)).body
    return opportunities[0]
  }

  async function figureOfForecast() {
    const headers = { authorization: 'Bearer the token of this test' }
    const { body } = await swath.app.http.inject({ url: '/metrics', headers })
    return /^swath_forecast_up\{kind="file"\} (\d)$/m.exec(body)?.[1]
  }

  test('the odds are those of a file that the operator names, and of the climate as long as it is broken', async () => {
    const now_s = swath.clock.now().getTime() / 1000
    const time = Array.from({ length: 16 * 24 }, (_, hour) => now_s + 3600 * hour)
    await write([{ latitude: 49, longitude: 2.5, hourly: { time, cloud_cover: time.map(() => 0) } }])
    const clear = await passOf()
    assert.equal(clear.clear_basis, 'forecast')
    assert.equal(await figureOfForecast(), '1')
    await write([{ latitude: 49, longitude: 2.5 }])
    const by_climate = await passOf()
    assert.equal(by_climate.clear_basis, 'climate')
    assert.equal(await figureOfForecast(), '0')
    assert.ok(by_climate.clear_probability < clear.clear_probability)
    assert.match(swath.warnings.join(), /the file of the forecast of clouds cannot be used/)
  })
})
