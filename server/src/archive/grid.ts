import proj4 from 'proj4'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import { type AreaGeometry, type LonLat, polygonsOf, type Ring } from '../lib/geo/geometry.ts'

/** A square of the grid, named by its lower left corner. */
export interface Tile {
  epsg: number
  zone: string
  easting_km: number
  northing_km: number
  geometry: AreaGeometry
}

export const tile_side_km = 2
/** A footprint that needs more is no scene, and is not cut. */
const max_tiles = 10_000
/** Edges are straight in longitude and latitude, but not on the plane: look at them every so often. */
const step_deg = 0.02

/** The UTM zone, by its EPSG code, of the middle of the footprint's first part; none where UTM ends. */
export function zoneOf(footprint: AreaGeometry): number | undefined {
  const ring = polygonsOf(footprint)[0]![0]!
  const lon = ring.reduce((sum, position) => sum + position[0], 0) / ring.length
  const lat = ring.reduce((sum, position) => sum + position[1], 0) / ring.length
  if (lat < -80 || lat > 84) return undefined
  const zone = (Math.floor((lon + 180) / 6) % 60) + 1
  return (lat < 0 ? 32_700 : 32_600) + zone
}

export function isUtm(epsg: unknown): epsg is number {
  if (typeof epsg !== 'number' || !Number.isInteger(epsg)) return false
  const zone = epsg % 100
  return zone >= 1 && zone <= 60 && [326, 327].includes(Math.floor(epsg / 100))
}

/** Every tile that the footprint may touch, whole; none if there would be too many. */
export function tilesUnder(footprint: AreaGeometry, epsg: number): Tile[] {
  const zone = epsg % 100
  const is_south = epsg > 32_700
  const plane = proj4(`+proj=utm +zone=${zone}${is_south ? ' +south' : ''} +datum=WGS84 +units=m +no_defs`)
  const { west, south, east, north } = boundsOf(footprint, (position) => plane.forward(position) as LonLat)
  if ((east - west) * (north - south) > max_tiles) return []
  const name = `${String(zone).padStart(2, '0')}${is_south ? 'S' : 'N'}`
  const tiles: Tile[] = []
  for (let column = west; column < east; column++) {
    for (let row = south; row < north; row++) {
      const corners = cornersOf(column, row).map((corner) => plane.inverse(corner) as LonLat)
      const geometry = splitAtAntimeridian({ type: 'Polygon', coordinates: [corners] })
      tiles.push({
        epsg,
        zone: name,
        easting_km: column * tile_side_km,
        northing_km: row * tile_side_km,
        geometry,
      })
    }
  }
  return tiles
}

/** In columns and rows of the grid. */
function boundsOf(footprint: AreaGeometry, project: (position: LonLat) => LonLat) {
  let [west, south, east, north] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -Infinity, -Infinity]
  for (const [exterior] of polygonsOf(footprint)) {
    for (const position of walk(exterior!)) {
      const [easting_m, northing_m] = project(position)
      west = Math.min(west, easting_m)
      south = Math.min(south, northing_m)
      east = Math.max(east, easting_m)
      north = Math.max(north, northing_m)
    }
  }
  const cell = (metres: number) => metres / (tile_side_km * 1000)
  return {
    west: Math.floor(cell(west)),
    south: Math.floor(cell(south)),
    east: Math.ceil(cell(east)),
    north: Math.ceil(cell(north)),
  }
}

function* walk(ring: Ring): Generator<LonLat> {
  for (const [index, [lon, lat]] of ring.slice(1).entries()) {
    const [from_lon, from_lat] = ring[index]!
    const steps = Math.max(1, Math.ceil(Math.hypot(lon - from_lon, lat - from_lat) / step_deg))
    for (let step = 0; step <= steps; step++) {
      const share = step / steps
      yield [from_lon + share * (lon - from_lon), from_lat + share * (lat - from_lat)]
    }
  }
}

function cornersOf(column: number, row: number): LonLat[] {
  const corner = (x: number, y: number): LonLat => [
    (column + x) * tile_side_km * 1000,
    (row + y) * tile_side_km * 1000,
  ]
  return [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1), corner(0, 0)]
}
