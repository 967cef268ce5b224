import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { after, test } from 'node:test'
import { readPlaceFile } from './read.ts'

const cases = join(import.meta.dirname, '../cases')
const skip = spawnSync('ogr2ogr', ['--version']).status === 0 ? false : 'ogr2ogr is not installed'
const folder = mkdtempSync(join(tmpdir(), 'swath-places-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const fileOf = (name: string) => join(cases, name)
const textOf = (name: string) => readFileSync(fileOf(name), 'utf8')

/** The name that GDAL opens: the file itself, where it has a driver that finds all by itself. */
const opened: Readonly<Record<string, (name: string) => string[]>> = {
  '.zip': (name) => [`/vsizip/${fileOf(name)}`],
  '.gpx': (name) => [fileOf(name), 'tracks'],
  '.wkt': (name) => {
    const wkt = textOf(name)
      .replace(/^SRID=4326;/, '')
      .replace(/;\s*$/, '')
      .replaceAll(/\s+/g, ' ')
    return [written(`${name}.csv`, `id,WKT\n1,"${wkt}"\n`)]
  },
  '.json': (name) => [
    written(
      name,
      `{"geometryType":"esriGeometryPolygon","fields":[],"features":[{"geometry":${textOf(name)}}]}`,
    ),
  ],
  'z02-macosx-named.kmz': (name) => [`/vsizip/${fileOf(name)}/site.kml`],
  'z06-style-first.kmz': (name) => [`/vsizip/${fileOf(name)}/area.kml`],
}

type Rings = number[][][]
type Shape = { type: string; coordinates: unknown }

function gdalAreas(name: string): Rings[] {
  const [source, ...layers] = (opened[name] ?? opened[extname(name)] ?? ((same) => [fileOf(same)]))(name)
  const args = ['-f', 'GeoJSON', '-dim', 'XY', '-t_srs', 'EPSG:4326', '/vsistdout/', source!, ...layers]
  // Text files have no reference system of their own.
  const system = /\.(wkt|json)$/.test(name) ? ['-s_srs', 'EPSG:4326'] : []
  const read = execFileSync('ogr2ogr', [...system, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const features: { geometry: Shape; properties: { icon?: string } }[] = JSON.parse(read).features
  // GDAL gives a picture on the ground an area too, which nobody means.
  return features.filter(({ properties }) => !properties.icon).flatMap(({ geometry }) => areasIn(geometry))
}

function areasIn({ type, coordinates }: Shape): Rings[] {
  if (type === 'Polygon') return [coordinates as Rings]
  // A path that ends where it begins.
  if (type === 'MultiLineString') return (coordinates as Rings).map((path) => [path])
  return type === 'MultiPolygon' ? (coordinates as Rings[]) : []
}

/** Areas, whichever way their rings go and wherever these begin: where their corners are, to less than a metre. */
function cornersOf(areas: readonly Rings[]): string[] {
  const cornerOf = ([lon, lat]: number[]) => `${(((lon! % 360) + 360) % 360).toFixed(5)} ${lat!.toFixed(5)}`
  const ringOf = (ring: number[][]) => [...new Set(ring.map(cornerOf))].sort().join(', ')
  return areas.map((rings) => rings.map(ringOf).join(' without ')).sort()
}

for (const name of readdirSync(cases)) {
  test(`${name} has the areas that GDAL finds in it`, { skip }, async () => {
    const { places } = await readPlaceFile(readFileSync(fileOf(name)))
    const ours = places.flatMap(({ geometry }) => areasIn(geometry))
    const [found, expected] = [cornersOf(ours), cornersOf(gdalAreas(name))]
    assert.deepEqual(found, expected)
    assert.ok(found.length > 0 || name === 'wkt-trailing-semicolon.wkt')
  })
}
