import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CreateTask } from '@swath/contract/legacy'
import type { Order } from '@swath/contract/orders'
import {
  orderOf,
  problemOfTask,
  taskOf,
  taskStatusOf,
  timedeltaOf,
  v1CaptureOf,
  v1Time,
} from './tasking.rules.ts'

type Standing = Parameters<typeof taskStatusOf>[0]
const statuses: [Standing['status'], Standing['outcome'], string][] = [
  ['received', null, 'received'],
  ['in_progress', null, 'received'],
  ['closed', 'fulfilled', 'completed'],
  ['closed', 'partially_fulfilled', 'completed'],
  ['closed', 'unfulfilled', 'failed'],
  ['closed', 'canceled', 'canceled'],
  ['closed', 'rejected', 'rejected'],
]
for (const [status, outcome, expected] of statuses) {
  test(`an order that is ${status} (${outcome}) is a task that is ${expected}`, () => {
    assert.equal(taskStatusOf({ status, outcome }), expected)
  })
}

const order = (sku: string, geometry: object, parameters: object) =>
  ({
    id: '000001',
    geometry,
    properties: {
      sku,
      order_name: 'Port',
      project_name: 'p',
      contract_name: 'c',
      created_at: 't',
      priority: 30,
      status: 'received',
      outcome: null,
      parameters: {
        start: '2026-01-01T00:00:00.000000Z',
        end: '2026-01-02T00:00:00.500000Z',
        task_id: 7,
        ...parameters,
      },
    },
  }) as unknown as Order
const point = { type: 'Point', coordinates: [1, 2] }
const ring = [
  [
    [0, 0, 5],
    [1, 0],
    [1, 1],
    [0, 0, 5],
  ],
]

test('a task tells an order in the words of v1', () => {
  const task = taskOf(order('TSKPOI-M', point, { revisit_period: 'P1D' }))
  assert.deepEqual([task.start, task.end], ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00.500000Z'])
  assert.deepEqual(task.target.coordinates, [1, 2, 0])
  assert.deepEqual([task.expected_age, task.max_captures, task.nei], ['1 day, 00:00:00', null, null])
  const area = taskOf(order('TSKARE-M', { type: 'Polygon', coordinates: ring }, { max_captures: 3 }))
  assert.deepEqual(area.target.coordinates, [
    [
      [0, 0, 5],
      [1, 0, 0],
      [1, 1, 0],
      [0, 0, 5],
    ],
  ])
  const space = taskOf(order('TSKNEI-M', point, {}))
  assert.equal(new Set([task.product, area.product, space.product]).size, 3)
})

const asked: [string, object, object][] = [
  ['a point', { target: point, max_captures: 1 }, { max_captures: 1 }],
  [
    'a point again and again',
    { target: point, expected_age: '1 day, 2:00:00' },
    { revisit_period: 'P1DT120M' },
  ],
  ['an area', { target: { type: 'Polygon' }, max_captures: 1 }, {}],
  [
    'an area again and again',
    { target: { type: 'Polygon' }, max_captures: 2, expected_age: '7 days, 0:00:00' },
    { max_captures: 2, remapping_period: 'P7D' },
  ],
  ['a window', { target: point, start: 's', end: 'e' }, { start: 's', end: 'e' }],
]
for (const [what, more, parameters] of asked) {
  test(`a task of ${what} asks for ${JSON.stringify(parameters)}`, () => {
    const task = { task_name: 'Port', project_name: 'p', ...more } as unknown as CreateTask
    assert.deepEqual(orderOf(task, 'TSKPOI-M').properties.parameters, parameters)
  })
}

test('a task in space is an order below its first point, whichever way the point is written', () => {
  const written = [[1, 2, 3000], { longitude: 1, latitude: 2, altitude: 3000 }]
  const orders = written.map((first_point) => {
    const task = { mode: 'spotlight', satellite: 's', first_point_time: 't', first_point }
    return orderOf(task as unknown as CreateTask, 'TSKNEI-M')
  })
  assert.deepEqual(orders[0], orders[1])
  assert.deepEqual(orders[0]!.geometry.coordinates, [1, 2, 3000])
  assert.equal((orders[0]!.properties.parameters.nei as { duration_s: number }).duration_s, 6)
})

const pointers: [string, string][] = [
  ['/geometry/coordinates/0', '/target/coordinates/0'],
  ['/properties/sku', '/product'],
  ['/properties/parameters/end', '/end'],
  ['/properties/parameters/nei/duration_s', '/duration'],
  ['/properties/parameters/nei/satellite', '/satellite'],
  ['/elsewhere', '/elsewhere'],
]
for (const [pointer, expected] of pointers) {
  test(`what is wrong at ${pointer} of an order is wrong at ${expected} of its task`, () => {
    assert.deepEqual(problemOfTask({ pointer, code: 'x', message: 'No' }), {
      pointer: expected,
      code: 'x',
      message: 'No',
    })
  })
}

for (const [seconds, expected] of [
  [3600, '01:00:00'],
  [86_400, '1 day, 00:00:00'],
  [7 * 86_400 + 61, '7 days, 00:01:01'],
] as const) {
  test(`v1 writes ${seconds} seconds as ${expected}`, () =>
    assert.equal(timedeltaOf(seconds * 1000), expected))
}

test('v1 writes fractions of seconds only where there are any', () => {
  assert.equal(v1Time('2026-01-01T00:00:00.000Z'), '2026-01-01T00:00:00Z')
  assert.equal(v1Time('2026-01-01T00:00:00.010Z'), '2026-01-01T00:00:00.010Z')
})

test('a capture without a pass has no times and no satellite', () => {
  const capture = { capture_id: 'c', status: 'queued', access: null, outcome_id: null, reason_code: null }
  const { start, end, satellite_name, sceneset_id } = v1CaptureOf(capture as never, 7)
  assert.deepEqual([start, end, satellite_name, sceneset_id], [null, null, null, null])
})
