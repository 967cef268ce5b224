// A constellation that the server plans by itself: one satellite in a sun-synchronous orbit.
import assert from 'node:assert/strict'
import type { ConstellationPlan, ImagingCommand } from '@swath/contract/planner-provider'
import { formatTle } from '@swath/orbits/tle'
import { TestApp } from './app.ts'
import type { TestDatabase } from './databases.ts'

const own_lines = formatTle({
  catalog_number: 99_031,
  designator: '24901A',
  epoch: new Date('2026-06-01T00:00:00Z'),
  inclination_deg: 97.3,
  raan_deg: 220,
  argument_of_latitude_deg: 0,
  mean_motion_rev_per_day: 15.3,
})

const own_settings = {
  elements: ['OWN-1', ...own_lines].join('\n'),
  skus: ['TSKPOI-M', 'TSKRSH-M.15.01', 'TSKNEI-M'],
  swath: { swath_width_km: 5.2, overlap_km: 0.3, max_length_km: 60, track_heading_deg: 193 },
  uplink_lead_minutes: 60,
}

/** @param more settings in the place of those above, and of the server */
export async function openOwn(
  database: TestDatabase,
  more: { settings?: object; config?: Record<string, string> } = {},
): Promise<TestApp> {
  const swath = await TestApp.open(database, more.config)
  const settings = { ...own_settings, ...more.settings }
  await swath.addProvider({ name: 'own', kind: 'planner', settings })
  swath.provider.serves = (sku: string) => !settings.skus.includes(sku)
  return swath
}

export async function planOwn(swath: TestApp): Promise<ConstellationPlan> {
  await swath.app.queue.trigger('planning.plan')
  await swath.drain()
  const { status, body } = await swath.call('operator', 'GET', '/ops/v1/providers/own/commands/')
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

export const commandsOf = ({ files }: ConstellationPlan): ImagingCommand[] =>
  files.flatMap(({ commands }) => commands)

export const pointAt = (lon: number, lat: number) => ({ type: 'Point', coordinates: [lon, lat] })
