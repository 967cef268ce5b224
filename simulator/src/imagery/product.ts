/** Turns one capture into the files of one deliverable. */
import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { encodeCog } from '@swath/imagery/cog'
import type { PixelGrid } from '@swath/imagery/raster'
import { clipScene, ringsOf } from './clip.ts'
import { CLOUD_CODE } from './clouds.ts'
import type { FileKey, ProducedFile, ProductRequest } from './deliverable.ts'
import { type WrittenFile, writeWhole, writeZip } from './files.ts'
import { footprintBbox, gridOf, projectFootprint } from './footprint.ts'
import { encodePng, toRgba, toVisual } from './picture.ts'
import { renderScene, type Scene } from './scene.ts'
import { createStacItem, type Measured } from './stac.ts'

export type { FileKey, ProcessingLevel, ProducedFile, ProductRequest } from './deliverable.ts'

const COG_TYPE = 'image/tiff; application=geotiff; profile=cloud-optimized'
const FILE_KINDS: Record<FileKey, { suffix: string; media_type: string; roles: string[] }> = {
  analytic: { suffix: '_analytic.tif', media_type: COG_TYPE, roles: ['data', 'reflectance'] },
  visual: { suffix: '_visual.tif', media_type: COG_TYPE, roles: ['data', 'visual'] },
  cloud: { suffix: '_cloud.tif', media_type: COG_TYPE, roles: ['cloud'] },
  preview: { suffix: '_preview.png', media_type: 'image/png', roles: ['overview'] },
  thumbnail: { suffix: '_thumbnail.png', media_type: 'image/png', roles: ['thumbnail'] },
  metadata: { suffix: '_stac.geojson', media_type: 'application/geo+json', roles: ['metadata'] },
  delivery_zip: { suffix: '.zip', media_type: 'application/zip', roles: ['archive'] },
}
const TILE_SIZE_PX = 512
const PREVIEW_PX = 1024
const THUMBNAIL_PX = 256

/**
 * Writes analytic, visual, cloud, preview, thumbnail, metadata and delivery_zip, in this order.
 * The same request gives the same bytes (with the same versions of Node and sharp).
 */
export async function produceDeliverable(request: ProductRequest): Promise<ProducedFile[]> {
  const { scene, grid } = takeScene(request)
  return writeDeliverable(request, await encodeImages(scene, grid), (scene_id, images) =>
    describeItem(request, scene_id, measure(scene, grid), images),
  )
}

/** A part has an outline of its own. */
function describeItem(request: ProductRequest, ...made: TailOf<typeof createStacItem>): object {
  const item = createStacItem(request, ...made)
  if (!request.clip) return item
  const { geometry } = request.clip
  return { ...item, geometry, bbox: footprintBbox(ringsOf(geometry).flat()) }
}

type TailOf<F extends (first: never, ...rest: never[]) => unknown> =
  Parameters<F> extends [unknown, ...infer Rest] ? Rest : never

/** Writes the images, then what describes them, then all of that in one archive. */
export async function writeDeliverable(
  request: ProductRequest,
  contents: readonly [FileKey, Buffer][],
  describeAll: (scene_id: string, images: readonly ProducedFile[]) => object,
  kinds: Partial<Record<FileKey, { media_type: string; roles: string[] }>> = {},
): Promise<ProducedFile[]> {
  await mkdir(request.folder, { recursive: true })
  const scene_id = sceneIdOf(request)
  const save = async (key: FileKey, content: Buffer) => {
    const written = await writeWhole(request.folder, scene_id + FILE_KINDS[key].suffix, content)
    return { ...describe(key, written), ...kinds[key] }
  }
  const images = await Promise.all(contents.map(([key, content]) => save(key, content)))
  const metadata = await save(
    'metadata',
    Buffer.from(`${JSON.stringify(describeAll(scene_id, images), null, 2)}\n`),
  )
  const files = [...images, metadata]
  const names = files.map((file) => file.file_name)
  const zip = await writeZip(request.folder, scene_id + FILE_KINDS.delivery_zip.suffix, names)
  return [...files, describe('delivery_zip', zip)]
}

/** {YYYYMMDD}_{HHMMSS}_{mmm}_SN{nn}_{level}_MS_{6 digits}; the digits come from the capture. */
export function sceneIdOf(request: ProductRequest): string {
  const [date, time] = new Date(request.acquired_at).toISOString().replace(/[-:Z]/g, '').split('T')
  const satellite = /\d*$/.exec(request.satellite_name)![0].padStart(2, '0')
  const number = 100_000 + (numberFrom(request.capture_id) % 900_000)
  return `${date}_${time!.replace('.', '_')}_SN${satellite}_${request.processing_level}_MS_${number}`
}

/** 32 bits out of any texts, the same on every machine. */
function numberFrom(...texts: readonly (string | number)[]): number {
  return createHash('sha256').update(texts.join('\n')).digest().readUInt32LE(0)
}

/**
 * Orthorectified levels lie on the pixel grid of their zone. The others start wherever the footprint does, are
 * some metres off what their georeference says, and keep more of the sensor's noise.
 */
function takeScene(request: ProductRequest): { scene: Scene; grid: PixelGrid } {
  const footprint = projectFootprint(request.footprint)
  const isOrtho = request.processing_level.startsWith('L1D')
  const grid = gridOf(footprint, request.gsd_m, isOrtho)
  const scene = renderScene({
    grid,
    ring: footprint.ring,
    sun: { elevation_deg: request.sun_elevation_deg, azimuth_deg: request.sun_azimuth_deg },
    cloud_cover_pct: request.cloud_cover_pct,
    world_seed: request.seed,
    capture_seed: request.cloud_seed ?? numberFrom(request.seed, pictured(request)),
    noise_fraction: isOrtho ? 0.007 : 0.015,
  })
  const taken = request.clip ? clipScene(scene, grid, request.clip.geometry) : { scene, grid }
  return isOrtho ? taken : { ...taken, grid: misplaced(taken.grid, request) }
}

/** The capture whose picture it is. */
const pictured = ({ clip, capture_id }: ProductRequest): string => clip?.capture_id ?? capture_id

/** The grid moved by 3 to 8 m, in a direction and by a length that belong to the capture and its level. */
function misplaced(grid: PixelGrid, request: ProductRequest): PixelGrid {
  const { processing_level } = request
  const capture_id = pictured(request)
  const direction = (numberFrom(capture_id, processing_level, 'direction') / 2 ** 32) * 2 * Math.PI
  const length_m = 3 + 5 * (numberFrom(capture_id, processing_level, 'length') / 2 ** 32)
  return {
    ...grid,
    origin_easting_m: toMillimetres(grid.origin_easting_m + length_m * Math.cos(direction)),
    origin_northing_m: toMillimetres(grid.origin_northing_m + length_m * Math.sin(direction)),
  }
}

function toMillimetres(length_m: number): number {
  return Math.round(length_m * 1000) / 1000
}

async function encodeImages({ analytic, cloud }: Scene, grid: PixelGrid): Promise<[FileKey, Buffer][]> {
  const visual = toVisual(analytic)
  const rgba = toRgba(visual)
  const color = (name: 'Blue' | 'Green' | 'Red' | 'NIR') => ({ description: name, color: name })
  const spectral = [color('Blue'), color('Green'), color('Red'), color('NIR')]
  const rgb = [color('Red'), color('Green'), color('Blue')]
  const codes = [{ description: 'Cloud: 0 no data, 1 clear, 2 haze, 3 cloud' }]
  const shared = { grid, tile_size_px: TILE_SIZE_PX } as const
  return [
    ['analytic', encodeCog(analytic, { ...shared, bands: spectral, resampling: 'average' })],
    ['visual', encodeCog(visual, { ...shared, bands: rgb, resampling: 'average' })],
    ['cloud', encodeCog(cloud, { ...shared, bands: codes, resampling: 'mode' })],
    ['preview', await encodePng(rgba, PREVIEW_PX)],
    ['thumbnail', await encodePng(rgba, THUMBNAIL_PX)],
  ]
}

function measure({ cloud }: Scene, grid: PixelGrid): Measured {
  let valid = 0
  let cloudy = 0
  for (const code of cloud.samples) {
    if (code !== CLOUD_CODE.noData) valid++
    if (code === CLOUD_CODE.cloud) cloudy++
  }
  const percent = (part: number, whole: number) => (whole === 0 ? 0 : Math.round((1000 * part) / whole) / 10)
  return {
    grid,
    cloud_cover_pct: percent(cloudy, valid),
    valid_pixel_pct: percent(valid, cloud.samples.length),
  }
}

function describe(key: FileKey, written: WrittenFile): ProducedFile {
  const { media_type, roles } = FILE_KINDS[key]
  return { key, media_type, roles, ...written }
}
