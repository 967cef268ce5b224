import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { dateOf, SpaceAge } from '@swath/contract/times'
import { z } from 'zod'
import { findUnstorableText } from '../lib/storable.ts'
import type { Storage } from '../storage/storage.ts'
import { type Told, withBands } from './bands.ts'
import type { Scene, SceneFile } from './store.ts'

const fields = z.record(z.string(), z.unknown())
const StacMetadata = z.object({
  properties: fields.and(z.object({ datetime: SpaceAge, platform: z.string() })),
  assets: z.record(z.string(), fields),
})

/** The metadata of a deliverable: its own STAC metadata, or else what the provider reported of the capture. */
export interface SceneMetadata {
  datetime: Date
  platform: string
  properties: Record<string, unknown>
  /** The metadata of each asset besides its address. */
  assets: Record<string, Told>
}

/** More is no description of one scene. */
const max_bytes = 1_000_000

export async function readMetadata(
  storage: Storage,
  scene: Scene,
  files: readonly SceneFile[],
): Promise<SceneMetadata> {
  const reported = reportedProperties(scene)
  const file = files.find(({ key, size_bytes }) => key === 'metadata' && size_bytes < max_bytes)
  const own = file && parse(await readText(path.join(storage.root, file.storage_key)))
  const properties = { ...reported, ...own?.properties }
  return {
    datetime: dateOf(properties.datetime),
    platform: properties.platform,
    properties,
    assets: await withBands(storage, files, own?.assets ?? {}),
  }
}

/** Deliverables of other systems may have names without files. */
async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

/** Providers may call anything `metadata`: what is no STAC item tells us nothing, and is no error. */
function parse(text: string) {
  try {
    const item: unknown = JSON.parse(text)
    return findUnstorableText(item) ? undefined : StacMetadata.safeParse(item).data
  } catch {
    return undefined
  }
}

function reportedProperties({ access, acquired_at, cloud_cover_pct }: Scene) {
  return {
    datetime: acquired_at.toISOString(),
    platform: access?.satellite_name ?? 'unknown',
    instruments: ['ms'],
    ...(cloud_cover_pct === null ? {} : { 'eo:cloud_cover': cloud_cover_pct }),
    ...(access && {
      'view:off_nadir': access.off_nadir_deg,
      'view:azimuth': access.view_azimuth_deg,
      'view:incidence_angle': access.incidence_angle_deg,
      'view:sun_azimuth': access.sun_azimuth_deg,
      'view:sun_elevation': access.sun_elevation_deg,
    }),
  }
}
