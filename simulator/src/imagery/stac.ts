/** The STAC 1.0.0 item that describes a deliverable, with the fields and asset names of the vendor's items. */

import type { PixelGrid } from '@swath/imagery/raster'
import type { ProducedFile, ProductRequest } from './deliverable.ts'
import { footprintBbox, footprintGeometry } from './footprint.ts'
import { qualityOf } from './quality.ts'
import { REFLECTANCE_SCALE } from './spectra.ts'

/** The properties that are measured on the finished images. */
export interface Measured {
  readonly grid: PixelGrid
  readonly cloud_cover_pct: number
  /** Pixels with data, of the whole raster. */
  readonly valid_pixel_pct: number
}

const EXTENSIONS = ['projection/v1.2.0', 'eo/v1.1.0', 'view/v1.0.0', 'raster/v1.1.0', 'file/v2.1.0']
const PRODUCT_VERSION = '2.0.1'

type BandName = 'Blue' | 'Green' | 'Red' | 'NIR'

/** First and last wavelength in nanometres, from the vendor's band tables. */
const WAVELENGTHS_NM: Record<'MarkIV' | 'MarkV', Record<BandName, [number, number]>> = {
  MarkIV: { Blue: [450, 510], Green: [510, 580], Red: [590, 690], NIR: [750, 900] },
  MarkV: { Blue: [450, 517], Green: [517, 583], Red: [597, 690], NIR: [759, 890] },
}

const ASSET_BANDS: Partial<Record<ProducedFile['key'], BandName[]>> = {
  analytic: ['Blue', 'Green', 'Red', 'NIR'],
  visual: ['Red', 'Green', 'Blue'],
}

/** Programs need this of bands before they open the file; a file that is no image of bands has none. */
export function rasterBands(key: string, spatial_resolution: number): object {
  const count = { analytic: 4, visual: 3, cloud: 1 }[key]
  if (count === undefined) return {}
  const band = {
    data_type: key === 'analytic' ? 'uint16' : 'uint8',
    nodata: 0,
    spatial_resolution,
    ...(key === 'analytic' && { scale: 1 / REFLECTANCE_SCALE }),
  }
  return { 'raster:bands': Array.from({ length: count }, () => band) }
}

/** `files` are the assets; their hrefs are relative to the item, which lies in the same folder. */
export function createStacItem(
  request: ProductRequest,
  scene_id: string,
  measured: Measured,
  files: readonly ProducedFile[],
): object {
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    stac_extensions: EXTENSIONS.map((name) => `https://stac-extensions.github.io/${name}/schema.json`),
    id: scene_id,
    geometry: footprintGeometry(request.footprint),
    bbox: footprintBbox(request.footprint),
    properties: itemProperties(request, measured),
    links: [],
    assets: Object.fromEntries(files.map((file) => [file.key, assetOf(file, request)])),
  }
}

function itemProperties(
  request: ProductRequest,
  { grid, cloud_cover_pct, valid_pixel_pct }: Measured,
): object {
  return {
    datetime: new Date(request.acquired_at).toISOString(),
    platform: request.satellite_name,
    instruments: ['ms'],
    gsd: request.gsd_m,
    'eo:cloud_cover': cloud_cover_pct,
    'proj:epsg': grid.epsg,
    'proj:code': `EPSG:${grid.epsg}`,
    'proj:shape': [grid.height, grid.width],
    'proj:transform': affine(grid),
    'view:off_nadir': request.off_nadir_deg,
    'view:azimuth': request.view_azimuth_deg,
    'view:incidence_angle': request.incidence_angle_deg,
    'view:sun_azimuth': request.sun_azimuth_deg,
    'view:sun_elevation': request.sun_elevation_deg,
    'satl:outcome_id': request.outcome_id,
    'satl:product_name': request.processing_level,
    'satl:product_version': PRODUCT_VERSION,
    'satl:satellite_generation': request.satellite_generation,
    'satl:valid_pixel': valid_pixel_pct,
    ...qualityOf(request.outcome_id),
  }
}

/** Pixel column and row to easting and northing, as a 3 x 3 matrix in row-major order. */
function affine({ pixel_size_m, origin_easting_m, origin_northing_m }: PixelGrid): number[] {
  return [pixel_size_m, 0, origin_easting_m, 0, -pixel_size_m, origin_northing_m, 0, 0, 1]
}

export function assetOf(file: ProducedFile, { satellite_generation, gsd_m }: ProductRequest): object {
  const bands = ASSET_BANDS[file.key]
  return {
    href: `./${file.file_name}`,
    title: file.key,
    type: file.media_type,
    roles: file.roles,
    ...(bands && { 'eo:bands': bands.map((name) => bandOf(name, satellite_generation)) }),
    ...rasterBands(file.key, gsd_m),
    ...(file.key === 'analytic' && { reflectance_scale_factor: 1 / REFLECTANCE_SCALE }),
    'file:size': file.size_bytes,
    'file:checksum': multihash(file.sha256),
  }
}

function bandOf(name: BandName, satellite_generation: string): object {
  const generation = satellite_generation === 'MarkIV' ? 'MarkIV' : 'MarkV'
  const [first_nm, last_nm] = WAVELENGTHS_NM[generation][name]
  return {
    name,
    common_name: name.toLowerCase(),
    center_wavelength: (first_nm + last_nm) / 2000,
    full_width_half_max: (last_nm - first_nm) / 1000,
  }
}

/** 0x12 says SHA-256, 0x20 says 32 bytes. */
function multihash(sha256: string): string {
  return `1220${sha256}`
}
