import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zipQueryOf } from './zip-query.ts'

test('a choice has one address, in whichever order it is told, and no choice has none', () => {
  assert.equal(
    zipQueryOf({ keys: ['visual'], processing_levels: ['L1B', 'L1D'], deliverable_ids: ['deliv.1'] }),
    '?deliverable_ids=deliv.1&processing_levels=L1B%2CL1D&keys=visual',
  )
  assert.equal(zipQueryOf({ keys: undefined }), '')
})
