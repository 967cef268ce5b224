import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Analysis, AnalysisBatch } from '@swath/contract/feasibility'
import { describe, describeAll } from './feasibility.ts'

const narrow = 'No pass within the off-nadir limits; the nearest is at 26.3 degrees'
const end = '2026-06-11T08:00:00.000Z'
const nothing = {
  message: narrow,
  opportunities: [],
  constraint: { message: narrow },
  relaxations: [
    { parameters: { max_ona: 27 }, message: 'max_ona 27 instead of 25: 4 passes, the first on 2026-06-03' },
    {
      parameters: { max_ona: 26, end },
      message: 'max_ona 26 instead of 25 and 3 days longer: 1 pass, on 2026-06-09',
    },
  ],
} as unknown as Analysis

test('where nothing fits, it is told once why not, and what to say instead', () => {
  assert.deepEqual(describe(nothing).split('\n'), [
    narrow,
    '',
    'It could with one of these:',
    '  max_ona 27 instead of 25: 4 passes, the first on 2026-06-03',
    '      --set max_ona=27',
    '  max_ona 26 instead of 25 and 3 days longer: 1 pass, on 2026-06-09',
    `      --set max_ona=26 --end ${end}`,
  ])
  assert.equal(describe({ ...nothing, relaxations: [] }), narrow)
})

test('of several places each has a line: its first pass, or what is in the way', () => {
  const pass = { start: '2026-06-03T10:12:09.500Z', satellite_name: 'newsat31' }
  const batch = {
    feasible: 1,
    results: [
      { index: 0, status: 200, analysis: { message: '2 opportunities', opportunities: [pass] } },
      { index: 1, status: 200, analysis: nothing },
      { index: 2, status: 400, error: { message: 'The area has 3 km2' } },
    ],
  } as unknown as AnalysisBatch
  const [, , ...lines] = describeAll(batch, ['port', 'mine', 'field']).split('\n')
  assert.deepEqual(
    lines.map((line) =>
      line
        .split(/ {2,}/)
        .map((cell) => cell.trim())
        .filter(Boolean)
        .join(' | '),
    ),
    [
      'port | 2026-06-03 10:12 | newsat31 | 2 opportunities',
      `mine | ${narrow}`,
      'field | The area has 3 km2',
      '1 of 3 could be collected',
    ],
  )
})
