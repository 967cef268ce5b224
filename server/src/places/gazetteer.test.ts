import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import {
  findPlaces,
  type Gazetteer,
  gazetteerOf,
  largestCities,
  type Question,
  readGazetteer,
} from './gazetteer.ts'

describe('places by name', () => {
  let world: Gazetteer
  before(async () => {
    world = await readGazetteer()
  })
  const found = (q: string, more: Partial<Question> = {}) => findPlaces(world, { q, limit: 5, ...more })
  const first = (q: string, more: Partial<Question> = {}) => {
    const place = found(q, more)[0]
    return place && [place.name, place.region_code, place.country_code].filter(Boolean).join(' ')
  }

  for (const [q, expected] of [
    ['Rotterdam', 'Rotterdam NL'],
    ['  rotterDAM ', 'Rotterdam NL'],
    ['ROTTER', 'Rotterdam NL'],
    ['鹿特丹', 'Rotterdam NL'],
    ['Роттердам', 'Rotterdam NL'],
    ['روتردام', 'Rotterdam NL'],
    ['Sao Paulo', 'São Paulo BR'],
    ['Köln', 'Köln DE'],
    ['den haag', 'The Hague NL'],
    ["l'aquila", 'L’Aquila IT'],
    ['Rotterdam, US', 'Rotterdam NY US'],
    ['Rotterdam, united states', 'Rotterdam NY US'],
    ['paris, tx', 'Paris TX US'],
    ['Springfield, IL', 'Springfield IL US'],
    ['Roma, Italien', 'Rome IT'],
    ['Spain', 'Spain ES'],
    ['Deutschland', 'Germany DE'],
    ['Ελλάδα', 'Greece GR'],
  ] as const) {
    test(`“${q}” is ${expected}`, () => assert.equal(first(q)?.replace("'", '’'), expected))
  }

  test('nothing is found by signs, by what nothing is called, and in a country where it is not', () => {
    for (const q of ['-', '!?', 'zzzqqq', 'Rotterdam, Japan', ', NL', 'q'.repeat(100)])
      assert.deepEqual(found(q), [], q)
  })

  test('of two of a name the larger one comes first, or the nearer one if they are about as large', () => {
    assert.equal(first('Birmingham'), 'Birmingham ENG GB')
    assert.equal(first('Birmingham', { near: [-86, 33] }), 'Birmingham AL US')
    assert.equal(first('Rotterdam', { near: [-74, 42.8] }), 'Rotterdam NL')
  })

  test('a country has the edges of its cities, also across the antimeridian', () => {
    const [fiji] = found('Fiji')
    const [west, south, east, north] = fiji!.bbox!
    assert.ok(west > 176 && west < 178 && east < -178 && east > -180, JSON.stringify(fiji))
    assert.ok(south < north)
    const [lon] = fiji!.geometry.coordinates
    assert.ok(Math.abs(lon) > 177 && Math.abs(lon) <= 180, String(lon))
  })

  test('the cities of a box are its largest, and lie all over it, also across the antimeridian', () => {
    const names = (box: [number, number, number, number], limit: number) =>
      largestCities(world, box, limit).map(({ name }) => name)
    assert.ok(names([3, 50.7, 7.3, 53.6], 20).includes('Amsterdam'))
    const earth = largestCities(world, [-180, -90, 180, 90], 60)
    const in_africa = earth.filter(
      ({ geometry: { coordinates } }) => coordinates[0] < 40 && coordinates[1] < 20,
    )
    assert.ok(in_africa.length > 8, `${in_africa.length} of ${earth.length}`)
    assert.deepEqual(names([176, -20, -178, -15], 1), ['Suva'])
    assert.deepEqual(names([-40, -40, -30, -30], 5), [], 'the sea has none')
  })

  test('as many as are wanted, each once', () => {
    const all = found('san', { limit: 50 })
    assert.equal(all.length, 50)
    assert.equal(new Set(all.map(({ name, geometry }) => JSON.stringify([name, geometry]))).size, 50)
  })
})

test('a city is found by any word of any of its names, and each name ends where it ends', () => {
  const row = (name: string, others: string, population: number) => {
    const cells = new Array<string>(19).fill('0')
    return Object.assign(cells, { 1: name, 3: others, 8: 'NL', 10: '11', 14: String(population) })
  }
  const towns = gazetteerOf([
    row('Alpha Beach', '', 5),
    row('Beta', 'Vieux Bêta,Beach', 10),
    row('Gamma', '', 20),
    row('Öland', '', 1),
    row('Nice', '', 50),
    row('Niceville', '', 900),
  ])
  const names = (q: string) => findPlaces(towns, { q, limit: 9 }).map(({ name }) => name)
  assert.deepEqual(names('beach'), ['Beta', 'Alpha Beach'])
  assert.deepEqual(names('vieux b'), ['Beta'])
  assert.deepEqual(names('beta beach'), [])
  assert.deepEqual(names('beach beta'), [])
  assert.deepEqual(names('oland'), ['Öland'])
  assert.deepEqual(names('nice'), ['Nice', 'Niceville'], 'a whole name counts more than some more people')
})
