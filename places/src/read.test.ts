import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strToU8, zipSync } from 'fflate'
import { most_place_bytes } from './file.ts'
import type { Place } from './place.ts'
import { readPlaceFile, readPlaceFiles, readPlaces } from './read.ts'
import { unitePlaces } from './unite.ts'

const ring = [
  [4, 51],
  [5, 51],
  [5, 52],
  [4, 51],
]
const polygon = { type: 'Polygon', coordinates: [ring] }
const twice = { type: 'MultiPolygon', coordinates: [[ring], [ring]] }
const point = { type: 'Point', coordinates: [4.05, 51.95] }
const line = { type: 'LineString', coordinates: ring }
const together = (...geometries: unknown[]) => ({ type: 'GeometryCollection', geometries })
const feature = (geometry: unknown) => ({ type: 'Feature', properties: { name: 'Plot 7' }, geometry })
const collection = (...geometries: unknown[]) => ({
  type: 'FeatureCollection',
  features: geometries.map(feature),
})

const kml = (content: string) =>
  `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>${content}</Document></kml>`
const kml_ring = '<LinearRing><coordinates>4,51,0 5,51,0 5,52,0 4,51,0</coordinates></LinearRing>'
const kml_area = `<Polygon><outerBoundaryIs>${kml_ring}</outerBoundaryIs></Polygon>`
const kml_point =
  '<Placemark><name>Plot 7</name><Point><coordinates>4.05,51.95,0</coordinates></Point></Placemark>'
const prefixed = kml(kml_point)
  .replaceAll('xmlns=', 'xmlns:k=')
  .replaceAll(/<(\/?)(?=[a-zA-Z])/g, '<$1k:')

/** The places as one, and no two of them united. */
function joined(places: readonly Place[]) {
  const geometries = places.map(({ geometry }) => geometry)
  const [first, ...more] = geometries
  if (first?.type === 'Point' && more.length === 0) return first
  const parts = geometries.flatMap(({ type, coordinates }) =>
    type === 'MultiPolygon' ? coordinates : [coordinates],
  )
  return parts.length === 1
    ? { type: 'Polygon', coordinates: parts[0] }
    : { type: 'MultiPolygon', coordinates: parts }
}

const read = async (text: string) => joined((await readPlaces(text)).places)
const readFile = async (bytes: Uint8Array) => joined((await readPlaceFile(bytes)).places)

async function reads(cases: readonly (readonly [string | object, object])[]) {
  for (const [given, expected] of cases) {
    const text = typeof given === 'string' ? given : JSON.stringify(given)
    assert.deepEqual(await read(text), expected, text)
  }
}

test('two numbers are a latitude and a longitude, however they are set apart', () =>
  reads(
    ['51.95, 4.05', '51.95 4.05', ' 51.95;4.05 ', '51.95,4.05', '+51.95,\n4.05'].map((text) => [text, point]),
  ))

test('UTM, MGRS, Plus Codes and addresses of maps are places', async () => {
  // The Eiffel Tower, and the opera of Sydney.
  for (const [texts, [lon, lat]] of [
    [
      [
        '31U 448251 5411932',
        '31u 448251.8mE, 5411932.7mN',
        '31N 448251 5411932',
        '31UDQ4825111932',
        '31U DQ 48251 11932',
        '8FW4V75V+8Q',
        '8fw4v75v+8qm',
        'https://www.google.com/maps/place/Tour+Eiffel/@48.85,2.29,17z/data=!3m1!8m2!3d48.8583701!4d2.2944813!16z',
        'https://www.google.com/maps/@48.8584,2.2945,15z',
        'https://maps.google.com/?q=48.8584,2.2945',
        'https://www.google.com/maps/search/?api=1&query=48.8584%2C2.2945',
        'https://www.google.com/maps/place/48.8584,2.2945',
        'https://www.openstreetmap.org/#map=17/48.8584/2.2945',
        'https://www.openstreetmap.org/?mlat=48.8584&mlon=2.2945#map=9/40/3',
        'https://www.bing.com/maps?cp=48.8584~2.2945&lvl=16',
        'https://maps.apple.com/?ll=48.8584,2.2945',
        'geo:48.8584,2.2945;u=35',
      ],
      [2.2945, 48.8583],
    ],
    [
      ['56H 334873 6252266', '56S 334873 6252266', '56HLH3487352266', '4RRH46V8+53'],
      [151.215, -33.857],
    ],
    [['33S 500000 4000000'], [15, 36.1447]],
  ] as const) {
    for (const text of texts) {
      const { type, coordinates } = (await read(text)) as { type: string; coordinates: [number, number] }
      assert.equal(type, 'Point', text)
      const near = Math.hypot(coordinates[0] - lon, coordinates[1] - lat) < 3e-4
      assert.ok(near, `${text}: ${coordinates}`)
    }
  }
})

test('an area of a map that goes on beyond 180 is told to the server as it is, where it is clear', async () => {
  const across = { type: 'Polygon', coordinates: [square(179, 181)] }
  await reads([
    [across, across],
    ['POINT (180.0000000001 51)', { type: 'Point', coordinates: [180, 51] }],
  ])
  const wide = JSON.stringify({ type: 'Polygon', coordinates: [square(10, 200)] })
  await assert.rejects(read(wide), /200,51.* not on Earth/)
})

const square = (west: number, east: number) => [
  [west, 51],
  [east, 51],
  [east, 52],
  [west, 52],
  [west, 51],
]

test('degrees may have minutes and seconds, and a bbox is an area', () =>
  reads([
    ...[
      '51°57′N 4°03′E',
      `51°57'0"N, 4°3'0"E`,
      'N 51 57 0 E 4 3 0',
      '4°3′E; 51°57′N',
      '51.95 N 4.05 E',
      '51°57.0′, 4°3.0′',
      '51:57:00N 4:03:00E',
    ].map((text) => [text, point] as const),
    ['33°30′S 70°30′W', { type: 'Point', coordinates: [-70.5, -33.5] }],
    ['4,51,5,52', { type: 'Polygon', coordinates: [square(4, 5)] }],
    ['[4, 51, 5, 52]', { type: 'Polygon', coordinates: [square(4, 5)] }],
    ['179 51 -179 52', { type: 'MultiPolygon', coordinates: [[square(179, 180)], [square(-180, -179)]] }],
  ]))

test('GeoJSON may be a sequence, or a line each, and in the degrees of Europe or America', () => {
  const line = JSON.stringify(feature(polygon))
  return reads([
    [`${line}\n${line}\n`, twice],
    [`\u001E${line}\n\u001E${JSON.stringify(feature(polygon), null, 2)}\n`, twice],
    [`\u001E${line}\n`, polygon],
    [`SRID=4258;POINT(4.05 51.95)`, point],
    [{ ...point, crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4269' } } }, point],
  ])
})

test('Esri JSON is read, with each hole in the area around it', () => {
  const hole = (west: number) => [
    [west + 0.2, 51.2],
    [west + 0.4, 51.2],
    [west + 0.4, 51.4],
    [west + 0.2, 51.2],
  ]
  const rings = [square(4, 5).toReversed(), square(6, 7).toReversed(), hole(6)]
  const within = (less: number) => [
    [10 + less, 51 + less],
    [10 + less, 61 - less],
    [20 - less, 61 - less],
    [20 - less, 51 + less],
    [10 + less, 51 + less],
  ]
  const [big, lake, island, pond] = [within(0), within(1).toReversed(), within(2), within(3).toReversed()]
  const areasOf = (one: number[][][], other: number[][][], turned = (ring: number[][]) => ring) => ({
    type: 'MultiPolygon',
    coordinates: [one.map(turned), other.map(turned)],
  })
  const areas = { type: 'MultiPolygon', coordinates: [[rings[0]], [rings[1], rings[2]]] }
  const spatialReference = { wkid: 4326 }
  return reads([
    [{ rings, spatialReference }, areas],
    [{ features: [{ attributes: { a: 1 }, geometry: { rings } }], spatialReference }, areas],
    [{ x: 4.05, y: 51.95, spatialReference }, point],
    [{ rings: [ring], spatialReference }, polygon],
    // An island in a lake has a lake of its own, and all is wound the other way round.
    [
      { rings: [big, lake, island, pond].map((one) => one.toReversed()) },
      areasOf([big, lake], [island, pond], (one) => one.toReversed()),
    ],
    [{ rings: [big, lake, island, pond] }, areasOf([big, lake], [island, pond])],
  ])
})

test('WKT is read, and its longitude comes first', () =>
  reads([
    ['POINT(4.05 51.95)', point],
    ['SRID=4326; point z (4.05 51.95 12)', point],
    ['POLYGON((4 51, 5 51, 5 52, 4 51))', polygon],
    ['MULTIPOLYGON(((4 51, 5 51, 5 52, 4 51)), ((4 51, 5 51, 5 52, 4 51)))', twice],
    ['POLYGON((4 51,\n5 51,\n\t5 52,\r\n 4 51));\n', polygon],
    ['SRID=4326;POLYGON((4 51 0,5 51 0,5 52 0,4 51 0))', polygon],
    ['MULTIPOLYGONZM(((4 51 0 1, 5 51 0 1, 5 52 0 1, 4 51 0 1)))', polygon],
    ['POINTM(4.05 51.95 3);', point],
    ['GEOMETRYCOLLECTION(POINT(1 2), POLYGON((4 51, 5 51, 5 52, 4 51)))', polygon],
  ]))

test('GeoJSON is read bare, as a feature and as a collection, of which several areas become one', () =>
  reads([
    [point, point],
    [feature(polygon), polygon],
    [collection(polygon), polygon],
    [collection(polygon, polygon), twice],
    [collection(twice), twice],
    [collection(null, point), point],
    [together(point, together(polygon, line), polygon), twice],
    [{ ...point, crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } } }, point],
  ]))

test('heights are left out, and of a file with marks, lines and areas the areas are meant', () =>
  reads([
    [{ type: 'Point', coordinates: [4.05, 51.95, 12] }, point],
    [{ type: 'Polygon', coordinates: [ring.map((at) => [...at, 7])] }, polygon],
    [collection(point, polygon, point, line), polygon],
  ]))

test('KML is read, with areas that are together in one placemark, and whatever its namespace is called', () =>
  reads([
    [kml(kml_point), point],
    [prefixed, point],
    [kml(`<Placemark>${kml_area}</Placemark>`), polygon],
    [kml(`<Folder><Placemark>${kml_area}</Placemark></Folder><Placemark>${kml_area}</Placemark>`), twice],
    [kml(`<Placemark><MultiGeometry>${kml_area}${kml_area}</MultiGeometry></Placemark>`), twice],
  ]))

test('only the areas of Placemarks are places: no picture that lies on one, no region of a link', () => {
  const box = '<north>52</north><south>50</south><east>6</east><west>3</west>'
  const picture = `<GroundOverlay><name>plan</name><Icon><href>a.png</href></Icon><LatLonBox>${box}</LatLonBox></GroundOverlay>`
  const link = `<NetworkLink><Region><LatLonAltBox>${box}</LatLonAltBox></Region><Link><href>b.kml</href></Link></NetworkLink>`
  const area = `<Placemark>${kml_area}</Placemark>`
  return reads([
    [kml(area + picture + link), polygon],
    [kml(`<Folder>${picture}${link}</Folder>${area}`), polygon],
  ])
})

test('KML is read with blanks or only commas between its numbers, undeclared prefixes, and the hole first', () => {
  const area = (coordinates: string, before = '') =>
    kml(`<Placemark><Polygon>${before}<outerBoundaryIs><LinearRing><coordinates>${coordinates}</coordinates>
      </LinearRing></outerBoundaryIs></Polygon></Placemark>`)
  const plain = '4,51 5,51 5,52 4,51'
  const hole = [
    [4.6, 51.2],
    [4.8, 51.2],
    [4.8, 51.4],
    [4.6, 51.2],
  ]
  const inner = `<innerBoundaryIs><LinearRing><coordinates>${hole.join(' ')}</coordinates></LinearRing></innerBoundaryIs>`
  return reads([
    [area('4, 51, 0 5, 51, 0 5, 52, 0 4, 51, 0'), polygon],
    [area('4 ,51 5 ,51\n5 ,52\t4 , 51'), polygon],
    [area('4,51,0,5,51,0,5,52,0,4,51,0'), polygon],
    [area('4,51,5,51,5,52,4,51,'), polygon],
    [area('4 51 0 5 51 0 5 52 0 4 51 0'), polygon],
    [area('4 51 5 51 5 52 4 51'), polygon],
    [area(plain, '<gx:altitudeMode>clampToSeaFloor</gx:altitudeMode>'), polygon],
    [area(plain).replace('<kml', '<kml xsi:schemaLocation="a b"'), polygon],
    [area(plain, inner), { type: 'Polygon', coordinates: [ring, hole] }],
  ])
})

test('other reference systems are read by their code, wherever a format says it, and by their definition', async () => {
  const wkt = textIn('RD_New', 'D_Amersfoort')
  const given: [string | object, string][] = [
    ['SRID=28992;POINT(155000 463000)', 'EPSG:28992'],
    [
      {
        type: 'Point',
        coordinates: [155000, 463000],
        crs: { properties: { name: 'urn:ogc:def:crs:EPSG::28992' } },
      },
      'urn:ogc:def:crs:EPSG::28992',
    ],
    [{ x: 155000, y: 463000, spatialReference: { wkid: 28992 } }, 'EPSG:28992'],
    // A definition without the shift of its datum is known by its parameters.
    [{ x: 155000, y: 463000, spatialReference: { wkt } }, 'RD_New'],
    ['SRID=32631;POINT(663304.017 5780984.543)', 'EPSG:32631'],
    [{ x: 599701.052, y: 6828231.754, spatialReference: { wkid: 102100 } }, 'EPSG:102100'],
  ]
  for (const [one, name] of given) {
    const { places, notes } = await readPlaces(typeof one === 'string' ? one : JSON.stringify(one))
    const [lon, lat] = places[0].geometry.coordinates as number[]
    // The tower of Amersfoort, whose own degrees differ by a hundred metres.
    assert.ok(
      Math.abs(lon! - 5.38720621) < 0.00002 && Math.abs(lat! - 52.1551744) < 0.00002,
      `${name}: ${lon} ${lat}`,
    )
    assert.deepEqual(notes, [`It was converted from ${name}`])
  }
})

const textIn = (name: string, datum: string) =>
  `PROJCS["${name}",GEOGCS["GCS_Amersfoort",DATUM["${datum}",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Double_Stereographic"],PARAMETER["False_Easting",155000.0],PARAMETER["False_Northing",463000.0],PARAMETER["Central_Meridian",5.38763888888889],PARAMETER["Scale_Factor",0.9999079],PARAMETER["Latitude_Of_Origin",52.1561605555556],UNIT["Meter",1.0]]`

test('paths that end where they begin are areas, unless there are areas', async () => {
  const open = { type: 'LineString', coordinates: ring.slice(0, 3) }
  await reads([
    [line, polygon],
    [collection(point, line, open), polygon],
    [together({ type: 'MultiLineString', coordinates: [ring, ring] }), twice],
    [
      kml(`<Placemark><LineString><coordinates>4,51 5,51 5,52 4,51</coordinates></LineString></Placemark>`),
      polygon,
    ],
    [
      collection({ type: 'Polygon', coordinates: [square(4, 5)] }, line),
      { type: 'Polygon', coordinates: [square(4, 5)] },
    ],
  ])
  const { notes } = await readPlaces(JSON.stringify(collection(line, open)))
  assert.deepEqual(notes, [
    'Its paths end where they begin, and are taken as areas',
    'Its lines are left out',
  ])
})

test('what a Feature or a Placemark says of its place stays with it', async () => {
  for (const text of [JSON.stringify(collection(point)), kml(kml_point)]) {
    const { places } = await readPlaces(text)
    assert.deepEqual(places, [{ geometry: point, properties: { name: 'Plot 7' } }])
  }
})

test('a file may have a byte order mark, be UTF-16, or be a KMZ', async () => {
  const text = kml(kml_point)
  const utf16le = Buffer.from(`\uFEFF${text}`, 'utf16le')
  const files = [
    Buffer.from(text),
    Buffer.from(`\uFEFF${text}`),
    utf16le,
    utf16le.subarray(2),
    Buffer.from(utf16le).swap16(),
    Buffer.from(utf16le.subarray(2)).swap16(),
    zipSync({ 'images/a.png': new Uint8Array(9), 'other.kml': strToU8(kml('')), 'doc.kml': strToU8(text) }),
    zipSync({ 'somewhere/else.kml': strToU8(text) }),
  ]
  for (const [index, file] of files.entries()) assert.deepEqual(await readFile(file), point, `file ${index}`)
})

const on_earth = 'longitude \\(-180 to 180\\) comes before latitude \\(-90 to 90\\), in degrees'
const refusals: readonly (readonly [string | object, RegExp])[] = [
  ['', /^It is empty; a place is “latitude, longitude”, a bbox, WKT, or a file with GeoJSON, KML, GPX,/],
  ['Rotterdam', /^It is none of them: a place is “latitude, longitude”/],
  ['\u0000\u0001PNG', /^It is none of them/],
  ['95, 4', /^95, 4 is not on Earth: latitude \(-90 to 90\) comes before longitude/],
  ['POLYGON((4 51, 5', /^It is not valid WKT: /],
  ['SQUARE(4 51)', /^It is not valid WKT: /],
  ['POINT EMPTY', /^It holds no geometry; a place is a Point, Polygon or MultiPolygon$/],
  ['POINT(4 51)\nPOINT(5 51)', /^It goes on after its end, with “POINT\(5 51\)”; several belong/],
  ['SRID=4267;POINT(592000 5755000)', /^It is in "EPSG:4267"; convert it, with “ogr2ogr -t_srs EPSG:4326/],
  ['SRID=4855;POINT(100000 1000000)', /^It is in "EPSG:4855"; convert it/],
  ['SRID=32631;POINT(4.05 Infinity)', /two numbers$/],
  [
    'POINT(592000 5755000)',
    new RegExp(
      `^coordinates is \\[592000,5755000\\], which is not on Earth: ${on_earth}; if it is of another`,
    ),
  ],
  [
    'POLYGON((4 51, 5 51, 5 52))',
    /^coordinates\[0\] is not closed: its last position must be its first, \[4,51\]$/,
  ],
  ['LINESTRING(4 51, 5 52)', /^It holds LineString; a place is a .*, or a path that ends where it begins$/],
  ['{"type": "Point", ', /^It is not valid JSON: /],
  ['[4, 51]', /^It is \[4,51\]; an object of GeoJSON should be there$/],
  ['{}', /^It has no “type”; GeoJSON has Feature/],
  [{ type: 'Topology', objects: {} }, /^It has the type "Topology"; GeoJSON has Feature/],
  [{ type: 'FeatureCollection' }, /^It has no “features”$/],
  [{ type: 'FeatureCollection', features: [] }, /^It holds no geometry/],
  [
    { type: 'FeatureCollection', features: [null] },
    /^features\[0\] is null; an object of GeoJSON should be there$/,
  ],
  ['{"features":[null]}', /^It has no “type”; GeoJSON has Feature/],
  [collection(point, 7), /^features\[1\]\.geometry is 7; an object of GeoJSON should be there$/],
  [{ type: 'Feature' }, /^geometry is missing; an object/],
  [collection({ type: 'Polygon' }), /^features\[0\]\.geometry has no “coordinates”$/],
  [{ type: 'Polygon', coordinates: null }, /^coordinates is null; an array should be there$/],
  [{ type: 'Polygon', coordinates: [] }, /^coordinates is empty; a polygon has at least one ring$/],
  [{ type: 'Polygon', coordinates: [[]] }, /^coordinates\[0\] has 0 positions; a ring has at least 4/],
  [{ type: 'Polygon', coordinates: ring }, /^coordinates\[0\]\[0\] is 4; an array should be there$/],
  [
    { type: 'Point', coordinates: ['4', null] },
    /^coordinates is \["4",null\]; a position is \[longitude, latitude\]/,
  ],
  [{ type: 'Point', coordinates: [51, 104] }, /not on Earth: .*; they seem to be swapped$/],
  [
    collection(polygon, { type: 'Polygon', coordinates: [[...ring.slice(0, 2), [5, 152], [4, 51]]] }),
    /^features\[1\]\.geometry\.coordinates\[0\]\[2\] is \[5,152\]/,
  ],
  [
    { ...point, crs: { properties: { name: 'EPSG:99999' } } },
    /^It is in "EPSG:99999"; convert it, with “ogr2ogr/,
  ],
  [
    { x: 1, y: 2, spatialReference: { wkt: 'PROJCS["Grid of the works"]' } },
    /^It is in "Grid of the works"; conv/,
  ],
  [{ rings: [7] }, /^rings\[0\] is no ring: an array of positions/],
  [{ rings: [ring, [null, null]] }, /^rings\[1\] is no ring/],
  [{ rings: [[['a'], ['b'], ['a']]] }, /a position is \[longitude, latitude\], two numbers$/],
  [{ features: [{ geometry: { rings: [ring] } }, null] }, /^features\[1\] is null; an object/],
  [{ features: [{ geometry: null }] }, /^It holds no geometry/],
  ['4,52,5,51', /^4, 52, 5, 51 is no bbox: west, south, east, north/],
  ['51°77′N 4°03′E', /^It is none of them/],
  ['61U 448251 5411932', /^61 is no zone of UTM: they are 1 to 60$/],
  ['31P 448251 5411932', /is not in the band P: it would be at latitude 48\.86$/],
  ['31UDQ482', /^31UDQ482 has an odd number of digits/],
  ['V75V+8Q Paris', /is a part of a Plus Code; the whole one has eight letters before the \+$/],
  ['https://maps.app.goo.gl/abc', /^This address tells no latitude and longitude; open it/],
  ['geo:95,4', /^95, 4 is not on Earth/],
  [
    `${'{"type":"GeometryCollection","geometries":['.repeat(50_000)}${']}'.repeat(50_000)}`,
    /is in 16 collections; one is enough$/,
  ],
  [
    `{"type":"Polygon","coordinates":${'['.repeat(9_000)}${']'.repeat(9_000)}}`,
    /^It is nested too deeply to be read$|an array should be there/,
  ],
  ['<kml><Document>', /^It is not KML: /],
  ['<html><body></body></html>', /^It is not KML: its root is <html>, not <kml>$/],
  [kml(''), /^It holds no geometry/],
  [
    kml('<Placemark><Point><coordinates>hello</coordinates></Point></Placemark>'),
    /a position is \[longitude, latitude\]|no geometry/,
  ],
  [`1, ${'2'.repeat(most_place_bytes)}`, /^It is longer than 5 MB; simplify the area, or cut it in parts$/],
]

test('what cannot be read is refused with a sentence that says what is wrong, where, and what would be right', async () => {
  for (const [given, message] of refusals) {
    const text = typeof given === 'string' ? given : JSON.stringify(given)
    await assert.rejects(read(text), { name: 'Error', message }, text.slice(0, 200))
  }
})

test('of an archive the documents are read that it means: those that doc.kml links to, or all', async () => {
  const text = strToU8(kml(`<Placemark>${kml_area}</Placemark>`))
  const linking = (href: string) =>
    strToU8(kml(`<NetworkLink><Link><href>${href}</href></Link></NetworkLink>`))
  const cases: [Record<string, Uint8Array>, object][] = [
    [{ 'doc.kml': linking('layers/my plot.kml'), 'layers/my plot.kml': text, 'old.kml': text }, polygon],
    [{ 'doc.kml': linking('a/b.kml'), 'a/b.kml': linking('../c.kml'), 'c.kml': text }, polygon],
    [{ 'doc.kml': linking('doc.kml'), 'own.kml': text, 'a.png': text }, {}],
    [{ 'doc.kml': text, 'other.kml': text }, polygon],
    [{ 'styles.kml': strToU8(kml('<Style id="a"/>')), 'area.kml': text }, polygon],
    [{ '__MACOSX/._site.kml': new Uint8Array(16), 'site.kml': text, 'in/._b.kml': text }, polygon],
    [{ 'a.kml': text, 'b.kml': text }, twice],
  ]
  for (const [files, expected] of cases) {
    const read = readFile(zipSync(files))
    if ('type' in expected) assert.deepEqual(await read, expected, Object.keys(files).join())
    else await assert.rejects(read, /^Error: It holds no geometry/)
  }
})

test('no document of an archive is inflated if all of them together are too large', async () => {
  const others = Object.fromEntries(
    Array.from({ length: 4 }, (_, at) => [`${at}.kml`, new Uint8Array(most_place_bytes)]),
  )
  const kmz = zipSync(others)
  const before = process.memoryUsage().arrayBuffers
  await assert.rejects(readFile(kmz), /^Error: It is larger than 5 MB/)
  const grown = process.memoryUsage().arrayBuffers - before
  assert.ok(grown < most_place_bytes, `${grown} bytes`)
})

test('several files are read as one, those of a Shapefile together, and what is wrong is told with the name', async () => {
  const text = strToU8(kml(`<Placemark>${kml_area}</Placemark>`))
  const given = (files: Record<string, Uint8Array>) =>
    readPlaceFiles(Object.entries(files).map(([name, bytes]) => ({ name, bytes })))
  const both = await given({ 'a.kml': text, 'b.zip': zipSync({ 'in.kml': text }) })
  assert.deepEqual(joined(both.places), twice)
  const prj = strToU8('PROJCS["WGS 84 / UTM zone 31N",AUTHORITY["EPSG","32631"]]')
  const shape = await given({ 'Plot.SHP': pointShapefile(500_000, 0), 'plot.prj': prj, 'plot.shp.xml': text })
  assert.deepEqual((shape.places[0].geometry.coordinates as number[]).map(Math.round), [3, 0])
  const half = new Uint8Array(most_place_bytes / 2 + 1)
  const cases: [Record<string, Uint8Array>, RegExp][] = [
    [{ 'a.kml': text, 'plot.prj': prj }, /^plot.prj: It is none of them/],
    [{ 'a.kml': text, 'b.kml': strToU8('<html/>') }, /^b.kml: It is not KML/],
    [{ 'a.kml': half, 'b.kml': half }, /^Together they are larger than 5 MB/],
  ]
  for (const [files, message] of cases) await assert.rejects(given(files), { name: 'Error', message })
})

function pointShapefile(x: number, y: number): Uint8Array {
  const shp = new DataView(new ArrayBuffer(128))
  for (const [at, value] of [
    [0, 9994],
    [100, 1],
    [104, 10],
  ] as const)
    shp.setInt32(at, value)
  shp.setInt32(108, 1, true)
  shp.setFloat64(112, x, true)
  shp.setFloat64(120, y, true)
  return new Uint8Array(shp.buffer)
}

test('a file that is too large, no KMZ, or broken is refused as well', async () => {
  const bomb = zipSync({ 'doc.kml': new Uint8Array(most_place_bytes + 1) })
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(50_000_000), /^It is larger than 5 MB/],
    [bomb, /^It is larger than 5 MB/],
    [
      zipSync({ 'area.dxf': new Uint8Array(9) }),
      /^It is a ZIP without a document that is read: KML, a Shapefile/,
    ],
    [bomb.subarray(0, 40), /^It is a ZIP that cannot be opened: /],
    [new Uint8Array(), /^It is empty/],
  ]
  for (const [file, message] of cases) await assert.rejects(readFile(file), { name: 'Error', message })
})

test('areas that touch or overlap are united, holes and all; the others stay apart', async () => {
  const united = async (...geometries: object[]) => {
    const { places } = await readPlaces(JSON.stringify(collection(...geometries)))
    return unitePlaces(places)
  }
  const area = (west: number, east: number) => ({ type: 'Polygon', coordinates: [square(west, east)] })
  // Computed corners of neighbours differ by what a number cannot hold.
  const computed = area(4.1 + 0.2, 4.5)
  assert.deepEqual(await united(area(4, 4.3), computed, area(7, 8)), {
    geometry: { type: 'MultiPolygon', coordinates: [[square(7, 8)], [square(4, 4.5)]] },
    areas: 3,
    parts: 2,
  })
  assert.deepEqual((await united(area(4, 6), area(5, 7))).geometry, area(4, 7))
  const whole = {
    type: 'Polygon',
    coordinates: [
      square(4, 5),
      [
        [4.4, 51.4],
        [4.4, 51.6],
        [4.6, 51.6],
        [4.4, 51.4],
      ],
    ],
  }
  assert.deepEqual((await united(whole, whole)).geometry.coordinates.length, 2, 'the hole is there')
  assert.deepEqual(await united(area(4, 5)), { geometry: area(4, 5), areas: 1, parts: 1 })
  assert.deepEqual(
    (await united(area(179, 181), area(-180, -179))).parts,
    2,
    'beyond the antimeridian nothing is united',
  )
  assert.deepEqual((await united(point)).geometry, point)
  await assert.rejects(united(point, point), /^Error: It has 2 points; an order is for one$/)
  const wavy = (west: number) => ({
    type: 'Polygon',
    coordinates: [
      [...Array.from({ length: 10_001 }, (_, at) => [west + at / 10_000, 51 + (at % 2)]), [west, 51]],
    ],
  })
  await assert.rejects(united(wavy(4), wavy(4.5)), /^Error: Its neighbouring areas have 20004 positions/)
})

test('a Feature is one place, of however many areas it has and however its format holds them', async () => {
  const area = (west: number) => ({ type: 'Polygon', coordinates: [square(west, west + 1)] })
  const geometry = { type: 'GeometryCollection', geometries: [area(4), area(8)] }
  const feature = { type: 'Feature', properties: { name: 'two fields' }, geometry }
  const { places } = await readPlaces(
    JSON.stringify({ type: 'FeatureCollection', features: [feature, feature] }),
  )
  assert.deepEqual(
    places.map(({ geometry, properties }) => [geometry.type, geometry.coordinates.length, properties.name]),
    [
      ['MultiPolygon', 2, 'two fields'],
      ['MultiPolygon', 2, 'two fields'],
    ],
  )
  assert.equal((await readPlaces(JSON.stringify(geometry))).places.length, 2, 'a bare collection is several')
})

test('a file in an older encoding keeps its names, whether it says which it is or not', async () => {
  const point = '<Point><coordinates>4,51</coordinates></Point>'
  for (const [declaration, bytes] of [
    ['<?xml version="1.0" encoding="ISO-8859-1"?>', [0x46, 0xfc]],
    ['<?xml version="1.0" encoding="UTF-8"?>', [0x46, 0xfc]],
    ['<?xml version="1.0" encoding="windows-1251"?>', [0x46, 0xfc]],
    ['<?xml version="1.0" encoding="of-nobody"?>', [0x46, 0xfc]],
  ] as const) {
    const [before, after] = [`${declaration}<kml><Placemark><name>`, `</name>${point}</Placemark></kml>`]
    const file = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
    const { places } = await readPlaceFile(file)
    assert.equal(places[0].properties.name, declaration.includes('1251') ? 'F\u044c' : 'F\u00fc', declaration)
  }
})

test('numbers with a comma for a point are not taken for those of a bbox', async () => {
  for (const text of ['47,1; 10,2', '47,1 10,2', '-47,1;-10,2'])
    await assert.rejects(readPlaces(text), /may be two numbers or four; write 47.1, 10.2/, text)
  assert.equal((await readPlaces('10,47,11,48')).places[0].geometry.type, 'Polygon')
})
