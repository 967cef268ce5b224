import type { Deliverable } from '@swath/contract/deliverables'
import { SwathError } from '@swath/contract/errors'
import type { Scene } from '@swath/contract/legacy'

/** A deliverable as v1 shows it; `linkTo` gives the signed link of a file. */
export async function sceneOf(
  deliverable: Deliverable,
  linkTo: (key: string) => Promise<string>,
  public_url: string,
): Promise<Scene> {
  const scene_id = deliverable.scene_id!
  const files = await Promise.all(
    Object.entries(deliverable.assets).map(async ([name, { title, type, size_bytes, sha256 }]) => ({
      name,
      file_name: title,
      url: await linkTo(name),
      media_type: type,
      size_bytes,
      sha256,
    })),
  )
  const tilesOf = (file_name: string) =>
    `${public_url}/telluric/scenes/${scene_id}/rasters/${file_name}/get_tile/?x={x}&y={y}&z={z}`
  return {
    scene_id,
    sceneset_id: deliverable.outcome_id,
    order_id: deliverable.order_id,
    deliverable_id: deliverable.deliverable_id,
    productname: deliverable.processing_level,
    footprint: deliverable.footprint,
    last_modified: deliverable.updated_at,
    attachments: files.filter((file) => !isRaster(file.media_type)),
    rasters: files
      .filter((file) => isRaster(file.media_type))
      .map(({ name: _, ...file }) => ({ ...file, tiles: tilesOf(file.file_name) })),
  }
}

export function isRaster(media_type: string): boolean {
  return media_type.startsWith('image/tiff')
}

/**
 * The name of the file that a `url` of a tile means: an address of ours or of the vendor's storage
 * (`s3://bucket/<scene_id>/<scene_id>_visual.tif`), or an asset link that carries one (`?s=s3%3A//...`).
 * @throws SwathError `invalid_filter` where what the link carries cannot be read
 */
export function fileNameIn(url: string): string {
  const inner = /[?&](?:s|url|href)=([^&]+)/.exec(url)?.[1]
  const path = inner === undefined ? url.split(/[?#]/)[0]! : decoded(inner)
  return path.split('/').findLast(Boolean) ?? ''
}

function decoded(inner: string): string {
  try {
    return decodeURIComponent(inner)
  } catch (cause) {
    const message = `The address in it, ${inner}, escapes what is no UTF-8; write a percent sign itself as %25`
    const problems = [{ pointer: '?url', code: 'invalid_escape', message }]
    throw new SwathError('invalid_filter', `?url: ${message}`, { problems, cause })
  }
}
