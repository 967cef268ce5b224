import assert from 'node:assert/strict'
import { test } from 'node:test'
import { captureLine, sceneLine, taskLine } from './rules.ts'

test('a line has what the other system tells, without what says nothing and what nobody asked for', () => {
  const told = { task_id: 7, task_name: 'Port', priority: null, product: undefined, secret: 'x' }
  assert.deepEqual(taskLine(told), { task_id: 7, task_name: 'Port' })
})

test('a capture belongs to the task that it was asked of, whatever it says itself', () => {
  assert.deepEqual(captureLine({ capture_id: 'c', task_id: 8, end: null }, 7), {
    capture_id: 'c',
    task_id: 7,
  })
})

test('a scene was delivered when it was last changed, at the level that is its product', () => {
  const told = { scene_id: 's', sceneset_id: 'g', productname: 'L1D', last_modified: '2026-01-01T00:00:00Z' }
  const { scene_id, sceneset_id } = told
  assert.deepEqual(sceneLine(told), {
    scene_id,
    sceneset_id,
    processing_level: 'L1D',
    delivered_at: told.last_modified,
  })
})
