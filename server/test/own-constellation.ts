// A constellation that the server plans by itself: one satellite in a sun-synchronous orbit.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { ConstellationPlan, ImagingCommand } from '@swath/contract/planner-provider'
import { formatTle } from '@swath/orbits/tle'
import { TestApp } from './app.ts'
import type { TestDatabase } from './databases.ts'

/** In a sun-synchronous orbit. @param epoch an ISO time, for which its elements are exact */
export function elementsOf(name: string, epoch: string): string {
  const lines = formatTle({
    catalog_number: 99_030 + Number(name.at(-1)),
    designator: '24901A',
    epoch: new Date(epoch),
    inclination_deg: 97.3,
    raan_deg: 220,
    argument_of_latitude_deg: 0,
    mean_motion_rev_per_day: 15.3,
  })
  return [name, ...lines].join('\n')
}

export const own_settings = {
  elements: elementsOf('OWN-1', '2026-06-01T00:00:00Z'),
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

const root = path.join(import.meta.dirname, '../..')

/** Runs the commands of the guide that have certain words, as an operator. @returns what they say */
export async function runGuide(
  swath: TestApp,
  words: string,
  folder: string,
  changed = (commands: string) => commands,
): Promise<string> {
  const text = await readFile(path.join(root, 'docs/guides/planning.md'), 'utf8')
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]!)
  const block = blocks.find((one) => one.includes(words))!
  const main = path.join(root, 'client/src/cli/main.ts')
  const script = `set -eu; swath() { '${process.execPath}' '${main}' "$@"; }\n${changed(block)}`
  const token = (await swath.headers('operator')).authorizationtoken!.replace('Bearer ', '')
  const SWATH_URL = await swath.app.http.listen({ host: '127.0.0.1', port: 0 })
  const env = { ...process.env, SWATH_URL, SWATH_ACCESS_TOKEN: token, XDG_CONFIG_HOME: folder }
  return (await promisify(execFile)('bash', ['-c', script], { env, cwd: folder, maxBuffer: 1e8 })).stdout
}
