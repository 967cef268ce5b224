/**
 * The square of web maps (EPSG:3857) and where a raster lies on it. World coordinates run from 0 to 1, from the
 * north-west corner of the world, as tiles are counted. Pure.
 */
import proj4 from 'proj4'

/** A tile of the usual XYZ scheme: row 0 is the northernmost. */
export interface TileAddress {
  readonly z: number
  readonly x: number
  readonly y: number
}

/** The place of the pixels of a north-up raster on the plane of an EPSG code. The origin is the north-west corner. */
export interface Georeference {
  readonly epsg: number
  readonly origin_easting_m: number
  readonly origin_northing_m: number
  readonly pixel_width_m: number
  readonly pixel_height_m: number
  readonly width: number
  readonly height: number
}

/** World coordinates. `west` and `east` may leave 0 to 1, where a raster crosses the antimeridian. */
export interface Extent {
  readonly west: number
  readonly east: number
  readonly north: number
  readonly south: number
}

/** Pixels of a tile. */
export interface Rectangle {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

type Pair = [number, number]

export const most_zoom = 24
const EDGE_STEPS = 32
// proj4 knows the polar planes under the codes whose axes are called easting and northing.
const POLAR_PLANES: Record<number, number> = { 32661: 5041, 32761: 5042 }

export function isTile({ z, x, y }: TileAddress): boolean {
  const isInRange = (value: number, end: number) => Number.isInteger(value) && value >= 0 && value < end
  return isInRange(z, most_zoom + 1) && isInRange(x, 2 ** z) && isInRange(y, 2 ** z)
}

/** @throws RangeError for a code that is neither a UTM zone nor a polar plane, nor anything else known here */
export function planeOf(epsg: number): { forward(lonLat: Pair): Pair; inverse(position: Pair): Pair } {
  const name = `EPSG:${POLAR_PLANES[epsg] ?? epsg}`
  if (!proj4.defs(name)) throw new RangeError(`nothing is known of the projection EPSG:${epsg}`)
  return proj4(name)
}

function lonLatOf(x: number, y: number): Pair {
  return [x * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI]
}

function worldYOf(lat_deg: number): number {
  return 0.5 - Math.asinh(Math.tan((lat_deg * Math.PI) / 180)) / (2 * Math.PI)
}

/** Pixels of a raster, counted from its north-west corner, by world coordinates. */
export function worldToRaster(grid: Georeference): (x: number, y: number) => Pair {
  const plane = planeOf(grid.epsg)
  return (x, y) => {
    const [easting_m, northing_m] = plane.forward(lonLatOf(x, y))
    return [
      (easting_m - grid.origin_easting_m) / grid.pixel_width_m,
      (grid.origin_northing_m - northing_m) / grid.pixel_height_m,
    ]
  }
}

/** A little more than the raster covers: its edges are curves here, of which only some points are looked at. */
export function extentOf(grid: Georeference): Extent {
  const { inverse } = planeOf(grid.epsg)
  const lonLatAt = (right: number, down: number) =>
    inverse([
      grid.origin_easting_m + right * grid.width * grid.pixel_width_m,
      grid.origin_northing_m - down * grid.height * grid.pixel_height_m,
    ])
  const middle_deg = lonLatAt(0.5, 0.5)[0]
  const edge = edgePoints().map(([right, down]) => lonLatAt(right, down))
  // Degrees east or west of the middle, so that the antimeridian is a place like any other.
  const offsets = edge.map(([lon_deg]) => ((((lon_deg - middle_deg + 180) % 360) + 360) % 360) - 180)
  const world = edge.map(([, lat_deg]) => worldYOf(lat_deg))
  const hasPole = (lat_deg: number) => isInside(grid, lat_deg)
  const isAllRound = hasPole(90) || hasPole(-90)
  return widened({
    west: (middle_deg + (isAllRound ? -180 : Math.min(...offsets)) + 180) / 360,
    east: (middle_deg + (isAllRound ? 180 : Math.max(...offsets)) + 180) / 360,
    north: hasPole(90) ? 0 : Math.min(...world),
    south: hasPole(-90) ? 1 : Math.max(...world),
  })
}

function edgePoints(): Pair[] {
  return Array.from({ length: EDGE_STEPS + 1 }, (_, step) => step / EDGE_STEPS).flatMap((part): Pair[] => [
    [part, 0],
    [part, 1],
    [0, part],
    [1, part],
  ])
}

function isInside(grid: Georeference, pole_deg: number): boolean {
  const [easting_m, northing_m] = planeOf(grid.epsg).forward([0, pole_deg])
  const column = (easting_m - grid.origin_easting_m) / grid.pixel_width_m
  const row = (grid.origin_northing_m - northing_m) / grid.pixel_height_m
  return column >= 0 && column <= grid.width && row >= 0 && row <= grid.height
}

function widened({ west, east, north, south }: Extent): Extent {
  const x = (east - west) / EDGE_STEPS ** 2
  const y = (south - north) / EDGE_STEPS ** 2
  return { west: west - x, east: east + x, north: north - y, south: south + y }
}

/**
 * The parts of a tile, `size_px` on a side, that a raster may touch: none, one, or two where the tile shows the
 * antimeridian at both of its ends. Outside of them a projection is not asked, as it need not make sense there.
 */
export function partsOf({ z, x, y }: TileAddress, size_px: number, extent: Extent): Rectangle[] {
  const world_px = size_px * 2 ** z
  const pixel = (world: number, first: number) =>
    Math.min(Math.max(Math.round(world * world_px - first * size_px), 0), size_px)
  const margin = 1 / world_px
  const top = pixel(extent.north - margin, y)
  const height = pixel(extent.south + margin, y) - top
  return [-1, 0, 1].flatMap((turn) => {
    const left = pixel(extent.west - margin + turn, x)
    const width = pixel(extent.east + margin + turn, x) - left
    return width > 0 && height > 0 ? [{ left, top, width, height }] : []
  })
}

/**
 * The pixel of a tile, `size_px` on a side, with the middle of a raster in it, and the tile that shows just this
 * pixel.
 */
export function middlePixel({ z, x, y }: TileAddress, size_px: number, extent: Extent) {
  const { west, east, north, south } = extent
  const turned = ((((west + east) / 2) % 1) + 1) % 1
  const [column, row] = [turned, (north + south) / 2].map((world) => Math.floor(world * size_px * 2 ** z))
  const [left, top] = [column! - x * size_px, row! - y * size_px]
  if (left < 0 || left >= size_px || top < 0 || top >= size_px) return undefined
  const tile = { z: z + Math.log2(size_px), x: column!, y: row! }
  return { index: top * size_px + left, tile }
}
