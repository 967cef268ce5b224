import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Geometry } from '@swath/contract/geometry'
import { DOMParser } from '@xmldom/xmldom'

// Not imported by name, because its types are those of a browser, which tests are not checked with.
const source = new URL('../src/map/read-geometry.ts', import.meta.url).href
const { readGeometry }: { readGeometry(text: string): Geometry } = await import(source)

const ring = [
  [4, 51],
  [5, 51],
  [5, 52],
  [4, 51],
]
const polygon = { type: 'Polygon', coordinates: [ring] }
const twice = { type: 'MultiPolygon', coordinates: [[ring], [ring]] }
const point = { type: 'Point', coordinates: [4.05, 51.95] }
const feature = (geometry: unknown) => ({ type: 'Feature', properties: {}, geometry })
const collection = (...geometries: unknown[]) =>
  JSON.stringify({ type: 'FeatureCollection', features: geometries.map(feature) })

const kml = (content: string) =>
  `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>${content}</Document></kml>`
const kml_area =
  '<Polygon><outerBoundaryIs><LinearRing><coordinates>4,51,0 5,51,0 5,52,0 4,51,0</coordinates></LinearRing></outerBoundaryIs></Polygon>'

before(() => {
  // As in browsers, where what is wrong is a document as well.
  Object.assign(globalThis, {
    DOMParser: class {
      parseFromString(text: string) {
        const parser = new DOMParser({ onError: () => undefined })
        try {
          return parser.parseFromString(text, 'text/xml')
        } catch {
          return parser.parseFromString('<parsererror/>', 'text/xml')
        }
      }
    },
  })
})

const reads = (cases: Readonly<Record<string, object>>) => {
  for (const [text, expected] of Object.entries(cases)) assert.deepEqual(readGeometry(text), expected, text)
}

test('two numbers are a latitude and a longitude, however they are set apart', () =>
  reads({ '51.95, 4.05': point, '51.95 4.05': point, ' 51.95;4.05 ': point, '51.95,4.05': point }))

test('WKT is read, and its longitude comes first', () =>
  reads({
    'POINT(4.05 51.95)': point,
    'POLYGON((4 51, 5 51, 5 52, 4 51))': polygon,
    'MULTIPOLYGON(((4 51, 5 51, 5 52, 4 51)), ((4 51, 5 51, 5 52, 4 51)))': twice,
    'GEOMETRYCOLLECTION(POLYGON((4 51, 5 51, 5 52, 4 51)))': polygon,
  }))

test('GeoJSON is read bare, as a feature and as a collection, of which several areas become one', () =>
  reads({
    [JSON.stringify(point)]: point,
    [JSON.stringify(feature(polygon))]: polygon,
    [collection(polygon)]: polygon,
    [collection(polygon, polygon)]: twice,
    [collection(null, point)]: point,
  }))

test('heights are left out, and of a file with marks and areas the areas are meant', () =>
  reads({
    [JSON.stringify({ type: 'Point', coordinates: [4.05, 51.95, 12] })]: point,
    [collection(point, polygon, point)]: polygon,
  }))

test('KML is read, with areas that are together in one placemark', () =>
  reads({
    [kml('<Placemark><Point><coordinates>4.05,51.95,0</coordinates></Point></Placemark>')]: point,
    [kml(`<Placemark>${kml_area}</Placemark>`)]: polygon,
    [kml(`<Placemark>${kml_area}</Placemark><Placemark>${kml_area}</Placemark>`)]: twice,
    [kml(`<Placemark><MultiGeometry>${kml_area}${kml_area}</MultiGeometry></Placemark>`)]: twice,
  }))

const refusals: Readonly<Record<string, RegExp>> = {
  Rotterdam: /^Give “latitude, longitude”, WKT, GeoJSON or KML\.$/,
  'POLYGON((4 51, 5': /^This is not valid WKT: /,
  'SQUARE(4 51)': /^This is not valid WKT: /,
  '95, 4': /^Latitude goes from -90 to 90 and longitude from -180 to 180, in this order\.$/,
  '{"type": "Point", ': /^This is not valid JSON: /,
  '{}': /^This is not GeoJSON: it has no “type”\.$/,
  '{"type": "FeatureCollection"}': /^The FeatureCollection has no “features”\.$/,
  '{"type": "Polygon"}': /^The Polygon has no “coordinates”\.$/,
  '{"type": "Point", "coordinates": ["4", null]}': /^\["4",null\] is no place/,
  'POINT(592000 5755000)': /^\[592000,5755000\] is no place: longitude \(-180 to 180\) comes before latitude/,
  'LINESTRING(4 51, 5 52)': /^There is neither a point nor an area in it\.$/,
  [collection(point, point)]: /^It has 2 points; an order is for one\.$/,
  '<kml><Document>': /^This is not valid XML; a part of the KML may be missing\.$/,
  [kml('')]: /^There is neither a point nor an area in it\.$/,
}

test('what cannot be read is refused with a sentence that says why', () => {
  for (const [text, message] of Object.entries(refusals)) {
    assert.throws(() => readGeometry(text), { name: 'Error', message }, text)
  }
})
