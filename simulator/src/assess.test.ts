import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { footprintAround } from '@swath/orbits/footprint'
import { assess } from './assess.ts'
import { findOpportunities } from './opportunities.ts'
import { type Booking, uplink_ms } from './schedule.ts'
import { standing, storyOf } from './stories.testing.ts'
import type { Task } from './task.ts'

const now_ms = Date.UTC(2026, 5, 1, 8)
const day_ms = 86_400_000
const question = {
  geometry: { type: 'Point' as const, coordinates: [2.35, 48.85] },
  limits: {
    min_off_nadir_deg: 0,
    max_off_nadir_deg: 25,
    min_sun_elevation_deg: 10,
    max_sun_elevation_deg: 90,
    max_cloud_pct: 20,
  },
  order_name: 'a question',
  metadata: { scenario: 'clear' },
  ...standing,
}
const passesIn = (window: { start: Date; end: Date }, bookings: Booking[] = [], at_ms = now_ms) =>
  findOpportunities(
    { ...question, window, footprint: { width_km: 5, length_km: 10 }, limit: 100 },
    bookings,
    at_ms,
  ).opportunities
const taskOf = (window: { start: Date; end: Date }): Task => ({
  ...question,
  capture_id: 'capt.1',
  frame: { type: 'Polygon', coordinates: [footprintAround({ lon: 2.35, lat: 48.85 }, 193, 5, 10)] },
  attempt: 1,
  window,
  processing_levels: ['L1D'],
})
const week = { start: new Date(now_ms), end: new Date(now_ms + 7 * day_ms) }
const [, , pass] = passesIn(week)
/** Exactly the pass, days ahead. */
const window = { start: new Date(pass!.start), end: new Date(Date.parse(pass!.end) + 1000) }
const taken: Booking = {
  satellite_name: pass!.satellite_name,
  start_ms: Date.parse(pass!.start),
  end_ms: Date.parse(pass!.end),
}

describe('assessment, analysis and planning', () => {
  test('agree that a pass that was analysed can be had', () => {
    const at_ms = window.start.getTime() - uplink_ms
    assert.equal(assess({ ...question, window }, [], at_ms).feasible, true)
    assert.equal(passesIn(window, [], at_ms)[0]!.satellite_name, pass!.satellite_name)
    const { steps, booking } = storyOf(taskOf(window), 'clear', [], at_ms)
    assert.equal(booking!.satellite_name, pass!.satellite_name)
    assert.ok(steps.some(({ report }) => report.status === 'acquired'))
  })

  test('agree that a pass that another order has is taken', () => {
    const at_ms = window.start.getTime() - uplink_ms
    const judged = assess({ ...question, window }, [taken], at_ms)
    assert.deepEqual([judged.feasible, 'reason' in judged && judged.reason], [false, 'taken'])
    assert.deepEqual(passesIn(window, [taken], at_ms), [])
    const { steps } = storyOf(taskOf(window), 'clear', [taken], at_ms)
    assert.deepEqual(
      steps.map(({ report }) => [report.status, report.reason_code]),
      [['failed', 'NO_CAPACITY']],
    )
  })

  test('agree that it is not there within limits that no pass keeps to, whatever is taken', () => {
    const steep = { ...question.limits, max_off_nadir_deg: 0.01 }
    const judged = assess({ ...question, window, limits: steep }, [taken], now_ms)
    assert.deepEqual([judged.feasible, 'reason' in judged && judged.reason], [false, 'off_nadir'])
    const { steps } = storyOf({ ...taskOf(window), limits: steep }, 'clear', [taken], now_ms)
    assert.equal(steps[0]!.report.reason_code, 'NO_ACCESS_IN_WINDOW')
  })
})
