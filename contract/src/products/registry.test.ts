import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TaskingParameters } from '../orders.ts'
import { findProduct, isDownload, productNameOf, products } from './registry.ts'

const points = 'Point'
const areas = 'Polygon MultiPolygon'
const of_ground = 'start end min_ona max_ona min_sun_elevation max_sun_elevation processing_level uplifts'
const of_points = `${of_ground} revisit_period max_captures opportunity_id`
const of_areas = `${of_ground} remapping_period remapping_mode opportunity_id`

test('the products differ in what they take, show and are in v1', () => {
  const expected: Record<
    string,
    [geometries: string, images: string, shows: string, v1: number | undefined, parameters: string]
  > = {
    TSKPOI: [points, 'collected', 'ground', 169, of_points],
    TSKARE: [areas, 'collected', 'ground', 178, of_areas],
    TSKRSH: [points, 'collected', 'ground', 169, of_points],
    TSKRRD: [points, 'collected', 'ground', 169, of_points],
    TSKNEI: [points, 'collected', 'space', 190, 'start end processing_level nei'],
    ARCIMG: [areas, 'archived', 'ground', undefined, 'outcome_id datetime processing_level'],
    ARCLGD: [areas, 'archived', 'ground', undefined, of_areas],
  }
  const told = Object.entries(products).map(([code, { geometries, images, shows, v1, parameters }]) => {
    const taken = Object.keys(parameters(TaskingParameters).shape).sort()
    return [code, [geometries.join(' '), images, shows, v1?.pk, taken.join(' ')]]
  })
  const sorted = Object.entries(expected).map(([code, [geometries, images, shows, v1, parameters]]) => [
    code,
    [geometries, images, shows, v1, parameters.split(' ').sort().join(' ')],
  ])
  assert.deepEqual(told, sorted)
})

test('a SKU is called by its product and what its slots say', () => {
  const names = {
    'TSKPOI-M': 'Standard Tasking',
    'TSKARE-M': 'Standard Area Coverage',
    'TSKRSH-M.NN.NN': 'Rush Tasking',
    'TSKRSH-M.15.01': 'Rush Tasking, 15 days, 1 capture',
    'TSKRSH-M.01.02': 'Rush Tasking, 1 day, 2 captures',
    'TSKRRD-M.NN.NN': 'Rush Tasking with Rapid Delivery',
    'TSKNEI-M': 'Non-Earth Imaging',
    'ARCIMG-M.NN.NN': 'Archive Imagery, Standard',
    'ARCIMG-M.01.NN': 'Archive Imagery, Rush',
    'ARCLGD-M.NN.NN': 'Legacy Archive Direct Download',
  }
  for (const [sku, name] of Object.entries(names)) assert.equal(productNameOf(sku), name)
})

test('downloads are not ordered, everything else is; an unknown SKU is no product', () => {
  assert.equal(isDownload('ARCLGD-M.NN.NN'), true)
  assert.equal(isDownload('ARCIMG-M.NN.NN'), false)
  assert.equal(findProduct('TSKXXX-M'), undefined)
})
