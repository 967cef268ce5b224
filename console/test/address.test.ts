import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBounds, readViewpoint, writeViewpoint } from '../src/map/viewpoint.ts'
import { layersIn, writeLayers } from '../src/pages/map/shown.ts'
import { readArchiveSearch, readMapSearch } from '../src/search.ts'

test('a view is written into an address and read again, on whichever turn of the Earth it was', () => {
  assert.equal(writeViewpoint({ center: [364.4777, 51.92442], zoom: 9.456 }), '51.92442,4.4777,9.46')
  assert.equal(writeViewpoint({ center: [-180.00001, 0], zoom: -1.5 }), '0,179.99999,-1.5')
  assert.deepEqual(readViewpoint('51.92442,4.4777,9.46'), { center: [4.4777, 51.92442], zoom: 9.46 })
})

test('what is no view, layer or day in an address is as if it were not there', () => {
  for (const at of [
    '',
    'here',
    '1,2',
    '1,2,3,4',
    '91,0,3',
    '0,181,3',
    '0,0,99',
    '0,0,-2.1',
    '0,,3',
    'NaN,0,3',
    '1e999,0,3',
  ]) {
    assert.equal(readViewpoint(at), undefined, at)
    assert.equal(readMapSearch({ at }).at, undefined, at)
    assert.equal(readArchiveSearch({ at }).at, undefined, at)
  }
  const bad = {
    from: 'yesterday',
    until: '2026-02-31',
    state: 'lost',
    layers: 'roads',
    basemap: ['a'],
    sheep: '2',
  }
  assert.deepEqual(Object.values(readMapSearch(bad)).filter(Boolean), [])
  assert.ok('sheep' in readMapSearch(bad), 'the router keeps what is not named')
  const good = { from: '2026-02-03', state: 'open', layers: 'items,roads', at: '1,2,3' }
  assert.deepEqual(readMapSearch(good), { ...readMapSearch({}), ...good, layers: 'items' })
})

test('an address leads the archive to a box of the Earth, and to nothing that is none', () => {
  for (const bbox of [
    '',
    'here',
    '1,2,3',
    '1,2,3,4,5',
    '0,-91,1,1',
    '0,1,1,91',
    '0,2,1,1',
    '361,0,1,1',
    '0,,1,1',
  ]) {
    assert.equal(readBounds(bbox), undefined, bbox)
    assert.equal(readArchiveSearch({ bbox }).bbox, undefined, bbox)
  }
  assert.deepEqual(readBounds('170,-20,190,-10.5'), [170, -20, 190, -10.5])
  const good = { bbox: '-1,50,1,51', from: '2026-02-03', clouds: '20' }
  assert.deepEqual(readArchiveSearch(good), { ...readArchiveSearch({}), ...good })
  const bad = { from: '2026-02-31', until: '0202-01-01', clouds: 'few' }
  assert.deepEqual(Object.values(readArchiveSearch(bad)).filter(Boolean), [])
  assert.equal(readArchiveSearch({ clouds: 101 }).clouds, undefined)
})

test('the address names the layers only where they are others than at first', () => {
  const at_first = layersIn(undefined)
  assert.equal(writeLayers(at_first), undefined)
  const none = { orders: false, captures: false, images: false, items: false }
  assert.deepEqual(layersIn(writeLayers(none)), none)
  assert.deepEqual(layersIn(writeLayers({ ...at_first, items: true })), { ...at_first, items: true })
})
