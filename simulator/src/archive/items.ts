/** The STAC items of a past capture, with the names and fields of the vendor's. */
import { footprintBbox, footprintGeometry } from '../imagery/footprint.ts'
import { qualityOf } from '../imagery/quality.ts'
import { REFLECTANCE_SCALE } from '../imagery/spectra.ts'
import { rasterBands } from '../imagery/stac.ts'
import type { PastCapture } from './capture.ts'
import { type DataKey, type Part, partsOf, version } from './parts.ts'

export interface PastItem {
  collection: string
  item: { id: string; properties: Record<string, unknown>; [field: string]: unknown }
}

export interface ItemOptions {
  /** The address at which the pictures can be fetched. */
  public_url: string
  /** The pixel size of the pictures; the resolution of the instrument is another number. */
  pixel_size_m: number
}

export function itemsOf(capture: PastCapture, options: ItemOptions): PastItem[] {
  const quality = qualityOf(capture.outcome_id)
  return partsOf(capture, options.pixel_size_m).map((part) => ({
    collection: part.collection,
    item: itemOf(capture, part, quality, options),
  }))
}

function itemOf(
  capture: PastCapture,
  part: Part,
  quality: object,
  { public_url }: ItemOptions,
): PastItem['item'] {
  const extensions = [
    'projection/v1.2.0',
    'eo/v1.1.0',
    'view/v1.0.0',
    ...(part.grid_code ? ['grid/v1.1.0'] : []),
    ...(Object.keys(part.data).length > 0 ? ['raster/v1.1.0'] : []),
  ]
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    stac_extensions: extensions.map((name) => `https://stac-extensions.github.io/${name}/schema.json`),
    id: `${stampOf(capture)}_${part.suffix}`,
    geometry: footprintGeometry(part.ring),
    bbox: footprintBbox(part.ring),
    properties: propertiesOf(capture, part, quality),
    links: [],
    assets: assetsOf(`${public_url}/archive/${capture.key}`, part),
  }
}

/** `20260101_101010_123_SN40` */
function stampOf({ acquired_ms, satellite }: PastCapture): string {
  const [date, time] = new Date(acquired_ms).toISOString().replace(/[-:Z]/g, '').split('T')
  return `${date}_${time!.replace('.', '_')}_SN${satellite.satellite_name.replace('newsat', '')}`
}

function propertiesOf(capture: PastCapture, part: Part, quality: object): Record<string, unknown> {
  const { epsg, width, height, pixel_size_m, origin_easting_m, origin_northing_m } = part.grid
  return {
    datetime: new Date(capture.acquired_ms).toISOString(),
    platform: capture.satellite.satellite_name,
    instruments: ['ms'],
    gsd: part.gsd_m,
    'eo:cloud_cover': part.cloud_cover_pct,
    ...(part.grid_code && { 'grid:code': part.grid_code }),
    'proj:epsg': epsg,
    'proj:code': `EPSG:${epsg}`,
    'proj:shape': [height, width],
    'proj:transform': [pixel_size_m, 0, origin_easting_m, 0, -pixel_size_m, origin_northing_m, 0, 0, 1],
    'view:off_nadir': capture.off_nadir_deg,
    'view:azimuth': capture.view_azimuth_deg,
    'view:incidence_angle': capture.incidence_angle_deg,
    'view:sun_azimuth': capture.sun_azimuth_deg,
    'view:sun_elevation': capture.sun_elevation_deg,
    'satl:outcome_id': capture.outcome_id,
    'satl:product_name': part.product_name,
    'satl:product_version': version,
    'satl:satellite_generation': capture.satellite.generation,
    'satl:satellite_altitude': capture.altitude_m,
    'satl:valid_pixel': part.valid_pixel_pct,
    ...quality,
  }
}

const cog = 'image/tiff; application=geotiff; profile=cloud-optimized'
const data_roles: Record<DataKey, string[]> = {
  analytic: ['data', 'reflectance'],
  visual: ['data', 'visual'],
  cloud: ['cloud'],
}
const bands: Record<DataKey, string[]> = {
  analytic: ['Blue', 'Green', 'Red', 'NIR'],
  visual: ['Red', 'Green', 'Blue'],
  cloud: [],
}

function assetsOf(folder: string, { data, grid }: Part): Record<string, object> {
  const picture = (key: string, role: string) => ({
    href: `${folder}/${key}.png`,
    type: 'image/png',
    roles: [role],
    title: key,
  })
  const files = Object.entries(data) as [DataKey, string][]
  return {
    ...Object.fromEntries(
      files.map(([key, file]) => [key, dataAsset(key, `${folder}/${file}`, grid.pixel_size_m)]),
    ),
    preview: picture('preview', 'overview'),
    thumbnail: picture('thumbnail', 'thumbnail'),
  }
}

function dataAsset(key: DataKey, href: string, spatial_resolution: number): object {
  const named = bands[key].map((name) => ({ name, common_name: name.toLowerCase() }))
  return {
    href,
    type: cog,
    roles: data_roles[key],
    title: key,
    ...(named.length > 0 && { 'eo:bands': named }),
    ...rasterBands(key, spatial_resolution),
    ...(key === 'analytic' && { reflectance_scale_factor: 1 / REFLECTANCE_SCALE }),
  }
}
