/** Turns one capture in space into the files of one deliverable: raw frames, which lie nowhere on the Earth. */
import { encodeCog } from '@swath/imagery/cog'
import type { Raster } from '@swath/imagery/raster'
import type { ProducedFile, ProductRequest } from './deliverable.ts'
import { encodePng } from './picture.ts'
import { writeDeliverable } from './product.ts'
import { assetOf } from './stac.ts'
import { renderStarField, type SpaceScene } from './star-field.ts'

const thumbnail_px = 256
const kinds = { analytic: { media_type: 'image/tiff', roles: ['data'] } }

/** Writes analytic, preview, thumbnail, metadata and delivery_zip, in this order. */
export async function produceStarField(request: ProductRequest, space: SpaceScene): Promise<ProducedFile[]> {
  const frame = renderStarField(space, `${request.seed}/${request.capture_id}`)
  const bands = [{ description: 'Panchromatic, raw counts', color: 'Gray' as const }]
  const picture = toPicture(frame)
  const images: Parameters<typeof writeDeliverable>[1] = [
    ['analytic', encodeCog(frame, { bands, resampling: 'average', tile_size_px: 512 })],
    ['preview', await encodePng(picture, frame.width)],
    ['thumbnail', await encodePng(picture, thumbnail_px)],
  ]
  return writeDeliverable(request, images, (id, files) => itemOf(request, space, id, files), kinds)
}

/** Grey, and brighter where there is little light, as the eye has it. */
function toPicture({ width, height, samples }: Raster<Uint16Array>): Raster<Uint8Array> {
  const rgba = new Uint8Array(width * height * 4)
  for (const [pixel, dn] of samples.entries()) {
    rgba.fill(Math.round(255 * Math.min(1, Math.max(0, dn - 100) / 5000) ** 0.45), pixel * 4, pixel * 4 + 3)
    rgba[pixel * 4 + 3] = 255
  }
  return { width, height, bands: 4, samples: rgba }
}

/** The STAC item: it lies at the sub-point of first_point, at its altitude. */
function itemOf(
  request: ProductRequest,
  { nei, range_km, sun_angle_deg }: SpaceScene,
  id: string,
  files: readonly ProducedFile[],
): object {
  const { longitude, latitude, altitude_m } = nei.first_point
  const place = [longitude, latitude, altitude_m]
  const end_ms = Date.parse(request.acquired_at)
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    stac_extensions: ['view/v1.0.0', 'file/v2.1.0'].map(
      (name) => `https://stac-extensions.github.io/${name}/schema.json`,
    ),
    id,
    geometry: { type: 'Point', coordinates: place },
    bbox: [...place, ...place],
    properties: {
      datetime: nei.first_point_time,
      start_datetime: new Date(end_ms - nei.duration_s * 1000).toISOString(),
      end_datetime: new Date(end_ms).toISOString(),
      platform: request.satellite_name,
      'satl:outcome_id': request.outcome_id,
      'satl:product_name': request.processing_level,
      'satl:satellite_generation': request.satellite_generation,
      'view:off_nadir': request.off_nadir_deg,
      'nei:mode': nei.mode,
      'nei:first_point': nei.first_point,
      ...(nei.last_point && { 'nei:last_point': nei.last_point }),
      'nei:range_km': range_km,
      'nei:sun_angle_deg': sun_angle_deg,
    },
    links: [],
    assets: Object.fromEntries(files.map((file) => [file.key, rawAsset(file, request)])),
  }
}

/** Raw counts of one band are neither the four bands nor the reflectance of an image of the ground. */
function rawAsset(file: ProducedFile, request: ProductRequest): object {
  const earthly = ['eo:bands', 'raster:bands', 'reflectance_scale_factor']
  return Object.fromEntries(
    Object.entries(assetOf(file, request)).filter(([name]) => !earthly.includes(name)),
  )
}
