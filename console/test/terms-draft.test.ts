import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SkuDefinition } from '@swath/contract/skus'
import { definitionOf, fresh } from '../src/pages/contract/terms-draft.ts'

test('the form begins with the defaults of the API', () => {
  const written = { ...fresh, sku: 'TSKARE-M', amount_minor: 650, max_area_km2: 100 }
  const levels = { processing_levels: ['L1B' as const] }
  const by_api = SkuDefinition.parse({ amount_minor: 650, max_area_km2: 100, ...levels })
  assert.deepEqual(SkuDefinition.parse(definitionOf({ ...written, ...levels })), by_api)
})

test('what is not written is said to be missing, at its field', () => {
  const { error } = SkuDefinition.safeParse(definitionOf({ ...fresh, sku: 'TSKARE-M' }))
  const missing = error!.issues.map(({ path }) => path.join('/'))
  assert.deepEqual(missing.toSorted(), ['amount_minor', 'max_area_km2', 'processing_levels'])
})
