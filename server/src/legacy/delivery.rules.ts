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

/** A raster of a scene, or of a deliverable, by the name or the key of its file. */
export interface SceneRaster {
  scene_id: string
  name: string
}
/** An asset of an item of the archive. */
export interface ItemAsset {
  collection: string
  item: string
  key: string
}

const part = '([^/]+)'
/** Every link to a file of a deliverable that we publish. */
const links_to_files = [
  `/assets/deliverables/[^/]+/${part}/${part}$`,
  `/files/${part}/${part}$`,
  `/deliverables/${part}/files/${part}$`,
  `/telluric/scenes/${part}/rasters/${part}(?:/get_tile)?/?$`,
].map((pattern) => new RegExp(pattern))
const link_to_asset = new RegExp(`/(?:assets|previews|v2/browse)/(?!deliverables/)${part}/${part}/${part}$`)

/**
 * The raster that a `url` of a tile names: a link of ours, an address of the vendor's storage
 * (`s3://bucket/<scene_id>/<scene_id>_visual.tif`), a link that carries one (`?s=s3%3A//...`), or a file name.
 * @throws SwathError `invalid_filter` where what the link carries cannot be read
 */
export function rasterIn(url: string): SceneRaster | ItemAsset {
  const path = url.split(/[?#]/)[0]!
  for (const link of links_to_files) {
    const [, scene_id, name] = link.exec(path) ?? []
    if (scene_id && name) return { scene_id: decoded(scene_id), name: decoded(name) }
  }
  const [, collection, item, key] = link_to_asset.exec(path) ?? []
  if (collection && item && key) {
    return { collection: decoded(collection), item: decoded(item), key: decoded(key) }
  }
  const inner = /[?&](?:s|url|href)=([^&]+)/.exec(url)?.[1]
  return inner === undefined ? rasterNamed(path) : rasterIn(decoded(inner))
}

function rasterNamed(path: string): SceneRaster {
  const [name = '', folder = ''] = path.split('/').filter(Boolean).reverse()
  const scene_id = bare(name).replace(/_(?:visual|analytic|cloud)$/, '')
  return { scene_id: folder && name.startsWith(`${folder}_`) ? folder : scene_id, name }
}

/** Whether a file is called so: by its key or its name, with or without the ending. */
export function isCalled(name: string, { key, file_name }: { key: string; file_name: string }): boolean {
  return bare(name) === key || bare(name) === bare(file_name)
}

const bare = (name: string) => name.replace(/\.tiff?$/, '')

function decoded(inner: string): string {
  try {
    return decodeURIComponent(inner)
  } catch (cause) {
    const message = `The address in it, ${inner}, escapes what is no UTF-8; write a percent sign itself as %25`
    const problems = [{ pointer: '?url', code: 'invalid_escape', message }]
    throw new SwathError('invalid_filter', `?url: ${message}`, { problems, cause })
  }
}
