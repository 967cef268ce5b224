/** STAC items that a STAPI server delivers, as images and files of ours. */
import { createHash } from 'node:crypto'
import type { CaptureAccess } from '@swath/contract/captures'
import type { Geometry } from '@swath/contract/geometry'
import type { StapiProduct } from '@swath/contract/stapi-provider'
import type { ProcessingLevel } from '@swath/contract/states'
import type { OfferedFile } from '../provider.ts'
import type { Asset, Item } from './documents.ts'

export interface DeliveredImage {
  outcome_id: string
  access: CaptureAccess
  footprint: Geometry
  cloud_cover_pct: number | null
}

/** The image of an item. @throws Error when the item has no time */
export function imageOf({ id, properties, geometry, links }: Item): DeliveredImage {
  const start = properties.start_datetime ?? properties.datetime
  const end = properties.end_datetime ?? properties.datetime
  if (!start || !end) throw new Error(`The item ${id} has no datetime`)
  const self = links.find(({ rel }) => rel === 'self')?.href
  return {
    outcome_id: uuidOf(self ?? id),
    access: {
      satellite_name: properties.platform ?? 'unknown',
      start,
      end,
      off_nadir_deg: properties['view:off_nadir'] ?? null,
      view_azimuth_deg: properties['view:azimuth'] ?? null,
      incidence_angle_deg: properties['view:incidence_angle'] ?? null,
      sun_elevation_deg: properties['view:sun_elevation'] ?? null,
      sun_azimuth_deg: properties['view:sun_azimuth'] ?? null,
    },
    footprint: geometry as Geometry,
    cloud_cover_pct: properties['eo:cloud_cover'] ?? null,
  }
}

/**
 * The files that make up a deliverable of one level.
 * @throws Error that names the assets which are missing
 */
export function filesOf(item: Item, level: ProcessingLevel, { assets }: StapiProduct): OfferedFile[] {
  const wanted = assets[level] ?? []
  const missing = wanted.filter((key) => item.assets[key] === undefined)
  if (missing.length > 0) {
    const has = Object.keys(item.assets).join(', ')
    throw new Error(`The item ${item.id} has no asset ${missing.join(', ')} for ${level}; it has ${has}`)
  }
  return wanted.map((key) => fileOf(item.id, key, item.assets[key] as Asset))
}

function fileOf(item_id: string, key: string, asset: Asset): OfferedFile {
  const { href, type, roles } = asset
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(new URL(href).pathname)?.[0] ?? ''
  const sha256 = sha256Of(asset['file:checksum'])
  const size_bytes = asset['file:size']
  return {
    key: key
      .toLowerCase()
      .replaceAll(/[^a-z0-9_]/g, '_')
      .slice(0, 40),
    file_name: `${plain(item_id).slice(0, 70)}_${plain(key).slice(0, 38)}${extension}`,
    href,
    media_type: type ?? 'application/octet-stream',
    roles: roles ?? ['data'],
    ...(sha256 !== undefined && { sha256 }),
    ...(typeof size_bytes === 'number' && { size_bytes }),
  }
}

/** A multihash in hexadecimal; other digests than SHA-256 are not compared. */
function sha256Of(checksum: string | null | undefined): string | undefined {
  return /^1220([0-9a-f]{64})$/i.exec(checksum ?? '')?.[1]?.toLowerCase()
}

/** Letters of file names; the first is no dot or dash. */
const plain = (text: string) =>
  text.replaceAll(/[^A-Za-z0-9._-]/g, '_').replace(/^[^A-Za-z0-9]+/, '') || 'item'

/** An id that the same name always has (RFC 9562, version 8). */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16)
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ]
  return parts.join('-')
}
