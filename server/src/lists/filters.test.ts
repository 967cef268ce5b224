import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deliverable_filters, order_filters, project_filters } from '@swath/contract/filters'
import { requestProblem } from '../http/validation.ts'
import type { Condition } from './filters.ts'
import { conditionsOf, readSort } from './filters.ts'
import { listQuery } from './lists.ts'

const orders = listQuery(order_filters)

/** Reads one parameter: operator and values. */
function read(name: string, raw: unknown, schema = orders) {
  const parsed = schema.parse({ [name]: raw }) as unknown as Record<string, Condition>
  const { operator, values } = parsed[name]!
  return [operator, ...values]
}

function refusal(query: Record<string, unknown>, schema = orders) {
  const parsed = schema.safeParse(query)
  assert.ok(!parsed.success, JSON.stringify(query))
  try {
    return requestProblem(parsed.error.issues, '?', schema)
  } catch (error) {
    return error as ReturnType<typeof requestProblem>
  }
}

describe('a filter takes', () => {
  test('values with and without quotes', () => {
    for (const raw of ['2026-01-01T00:00:00Z', '"2026-01-01T00:00:00Z"']) {
      assert.deepEqual(read('updated_at__gte', raw), ['gte', '2026-01-01T00:00:00Z'])
    }
    assert.deepEqual(read('order_name', '"a name"'), ['in', 'a name'])
    assert.deepEqual(read('status', '"closed"'), ['in', 'closed'])
    assert.deepEqual(read('task_id', '"100001"'), ['in', '100001'])
  })

  test('several values, repeated or separated by commas', () => {
    for (const raw of ['received,in_progress', ['received', 'in_progress'], '"received,in_progress"']) {
      assert.deepEqual(read('status', raw), ['in', 'received', 'in_progress'])
      assert.deepEqual(read('status__in', raw), ['in', 'received', 'in_progress'])
    }
    assert.deepEqual(read('order_id__in', '000001, 000002'), ['in', '000001', '000002'])
  })

  test('a name in quotes is asked for with and without them, since a name may have its own', () => {
    const conditions = conditionsOf(orders.parse({ order_name: '"a name"', project_name: 'b', sku: '"x"' }))
    assert.deepEqual(
      conditions.map(({ values, quoted }) => [values, quoted]),
      [
        [['a name'], ['"a name"']],
        [['x'], undefined],
        [['b'], undefined],
      ],
    )
  })

  test('a name with a comma as it is, and in a list in quotes', () => {
    assert.deepEqual(read('order_name', 'Paris, north'), ['in', 'Paris, north'])
    assert.deepEqual(read('order_name', ['a', 'b,c']), ['in', 'a', 'b,c'])
    assert.deepEqual(read('order_name__in', '"Paris, north",Lyon'), ['in', 'Paris, north', 'Lyon'])
    assert.deepEqual(read('order_name', '""quoted""'), ['in', '"quoted"'])
  })

  test('words in any case', () => {
    const deliverables = listQuery(deliverable_filters)
    assert.deepEqual(read('status', 'delivered', deliverables), ['in', 'DELIVERED'])
    assert.deepEqual(read('processing_level', 'l1d_sr', deliverables), ['in', 'L1D_SR'])
    assert.deepEqual(read('status', 'IN_PROGRESS'), ['in', 'in_progress'])
  })

  test('times in every form that clients send, as UTC where they do not say', () => {
    const forms = {
      '2026-01-31': '2026-01-31T00:00:00Z',
      '2026-01-31T12:30': '2026-01-31T12:30:00Z',
      '2026-01-31 12:30:15': '2026-01-31T12:30:15Z',
      '2026-01-31T12:30:15.123456': '2026-01-31T12:30:15.123456Z',
      '2026-01-31t12:30:15z': '2026-01-31T12:30:15Z',
      '2026-01-31T12:30:15+02:00': '2026-01-31T10:30:15Z',
      // A client that forgot to escape its plus sign.
      '2026-01-31T12:30:15 02:00': '2026-01-31T10:30:15Z',
      '2026-01-31T12:30:15.5 00:00': '2026-01-31T12:30:15.5Z',
    }
    for (const [form, time] of Object.entries(forms))
      assert.deepEqual(read('created_at__lt', form), ['lt', time])
  })

  test('a box, with heights or without, cut in two at the antimeridian', () => {
    assert.deepEqual(read('bbox', '1,2,3,4'), ['bbox', '[1,2,3,4]'])
    assert.deepEqual(read('bbox', '1,2,0,3,4,100'), ['bbox', '[1,2,3,4]'])
    assert.deepEqual(read('bbox', '170,-20,-170,-10'), ['bbox', '[170,-20,180,-10]', '[-180,-20,-170,-10]'])
  })

  test('words to search for', () => {
    assert.deepEqual(read('query', ' Paris  "north" '), ['query', 'Paris', 'north'])
  })
})

describe('a filter is refused, with what would be right, when', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['status', 'open', /\?status: open is not one of received, in_progress, closed/],
    ['task_id', 'x', /\?task_id: x is not a whole number/],
    ['task_id', '99999999999999999999', /not a whole number/],
    ['area_km2__gte', 'large', /large is not a number such as 12.5/],
    ['area_km2__gte', '1e400', /is not a number/],
    ['area_km2__gte', 'Infinity', /is not a number/],
    ['updated_at__gte', 'yesterday', /yesterday is not a time such as 2026-01-31T12:00:00Z/],
    ['updated_at__gte', '2026-02-30', /is not a time/],
    ['updated_at__gte', '2026-01-01T25:00:00Z', /is not a time/],
    ['updated_at__gte', '0000-01-01', /is not a time/],
    ['updated_at__gte', '0001-01-01T00:00:00+12:00', /is not a time/],
    ['updated_at__gte', ['2026-01-01', '2026-01-02'], /takes one value/],
    ['updated_at__gte', '', /needs a value/],
    ['status__in', ',', /needs a value/],
    ['order_name__contains', '', /needs a value/],
    ['query', '   ', /needs a value/],
    ['bbox', '1,2,3', /takes 4 or 6 numbers/],
    ['bbox', '1,2,3,x', /takes 4 or 6 numbers/],
    ['bbox', '1,2,300,4', /longitudes outside/],
    ['bbox', '1,5,3,4', /south above its north/],
    ['intersects', '{"type":"Point"', /is not GeoJSON/],
    ['intersects', '{"type":"Point","coordinates":[200,0]}', /\/coordinates.*180/],
    ['intersects', '{"type":"LineString","coordinates":[[0,0],[1,1]]}', /Polygon/],
    ['sort', 'colour', /cannot sort by colour; valid: created_at, updated_at, .*, area_km2, order_id/],
    ['cursor', 'x', /not a cursor/],
    [
      'cursor',
      Buffer.from('["-created_at,-order_id",false,"2026-01-01","x","000001"]').toString('base64url'),
      /not a/,
    ],
    [
      'cursor',
      Buffer.from('["order_name",false,"2026-01-01","a\\u0000","1"]').toString('base64url'),
      /not a cursor/,
    ],
    ['limit', '1001', /1000/],
    ['limit', ['1', '2'], /number/],
  ]
  for (const [name, raw, words] of wrong) {
    test(`${name}=${raw}`, () => {
      const { code, message } = refusal({ [name]: raw })
      assert.equal(code, 'invalid_filter', message)
      assert.match(message, words)
    })
  }

  test('there is no such filter', () => {
    const { code, extra } = refusal({ colour: 'red', order_name__gte: 'a', status: 'open' })
    assert.equal(code, 'unknown_filter')
    const valid = extra.valid as string[]
    for (const name of [
      'status',
      'updated_at__gte',
      'order_name__contains',
      'bbox',
      'sort',
      'cursor',
      'limit',
    ])
      assert.ok(valid.includes(name), name)
    assert.ok(
      !(refusal({ bbox: '1,2,3,4' }, listQuery(project_filters)).extra.valid as string[]).includes('bbox'),
    )
  })
})

test('a sort is always ended by the id, in the direction of what is before it', () => {
  const sort = (text: string) =>
    readSort(order_filters, text).map(({ field, descending }) => `${descending ? '-' : '+'}${field}`)
  assert.deepEqual(sort('-created_at'), ['-created_at', '-order_id'])
  assert.deepEqual(sort('order_name,-updated_at'), ['+order_name', '-updated_at', '-order_id'])
  assert.deepEqual(sort('-created_at,order_id'), ['-created_at', '+order_id'])
  assert.deepEqual(sort('order_id,created_at'), ['+order_id'])
  assert.deepEqual(sort('created_at,-created_at'), ['+created_at', '+order_id'])
  assert.deepEqual(sort('-project_name'), ['-project_name', '-created_at', '-order_id'])
  assert.deepEqual(sort('created_at,sku'), ['+created_at', '+sku', '+order_id'])
})
