import path from 'node:path'
import type { Deliverable } from '@swath/contract/deliverables'
import { SwathError } from '@swath/contract/errors'
import type { Scene } from '@swath/contract/legacy'
import {
  isTile,
  most_zoom,
  type TileAddress,
  type TileOptions,
  UnreadableImage,
} from '@swath/imagery/tiles/tiles'
import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Caller } from '../access/auth.ts'
import type { SignatureQuery, SignedLinks } from '../access/signed-links.ts'
import { etagOf, etagsIn, Representation } from '../answers/etag.ts'
import type { Deliverables } from '../deliverables/service.ts'
import type { Downloads } from '../downloads/service.ts'
import { requireScope } from '../http/route.ts'
import { type Condition, equal } from '../lists/filters.ts'
import type { Page } from '../lists/pages.ts'
import type { Storage } from '../storage/storage.ts'
import type { DrawnTiles } from '../threads/drawn-tiles.ts'
import { type ItemAsset, isCalled, isRaster, rasterIn, type SceneRaster, sceneOf } from './delivery.rules.ts'
import { type Found, foundIn } from './pages.ts'

const link_seconds = 3600
const kept_tiles_bytes = 64 * 1024 * 1024
/** The most deliverables of one name: the levels of a capture, and those that were ordered again. */
const max_deliverables = 50
const is_delivered = equal('status', 'DELIVERED')

interface Services {
  deliverables: Deliverables
  downloads: Downloads
  storage: Storage
  links: SignedLinks
  tiles: DrawnTiles
}

/** A raster file in the storage, whose name and checksum never change. */
export interface Raster {
  path: string
  sha256: string
  /** Charges an image of the archive: a customer who sees its pixels has it, as if it were downloaded. */
  consume?: () => Promise<unknown>
}

/** The request for a tile. */
type Asked = Pick<FastifyRequest, 'method' | 'headers'>

/** The v1 Delivery API: scenes are deliverables, and a sceneset is what one capture gave. */
export class Delivery {
  #services: Services
  #public_url: string
  /** Those that were drawn last, by their ETag. */
  #drawn = new LRUCache<string, Buffer>({ maxSize: kept_tiles_bytes, sizeCalculation: (png) => png.length })

  constructor(services: Services, public_url: string) {
    this.#services = services
    this.#public_url = public_url
  }

  async scenes(caller: Caller, { sceneset_id, scene_id, ...page }: SceneQuery): Promise<Found<Scene>> {
    const conditions: Condition[] = [
      is_delivered,
      ...(sceneset_id === undefined ? [] : [{ ...equal('outcome_id', sceneset_id), kind: 'uuid' as const }]),
      ...(scene_id === undefined ? [] : [equal('scene_id', scene_id)]),
    ]
    const found = foundIn<Deliverable, Deliverable>(
      await this.#services.deliverables.list(caller, page, undefined, conditions),
      (deliverable) => deliverable,
    )
    return { ...found, items: await Promise.all(found.items.map((one) => this.#sceneOf(caller, one))) }
  }

  /** @throws SwathError `not_found` */
  async scene(caller: Caller, scene_id: string): Promise<Scene> {
    return this.#sceneOf(caller, await this.#deliverable(caller, scene_id))
  }

  /** The file of a signed link. @throws SwathError as `SignedLinks.verify`, `not_found` */
  async signedFile(deliverable_id: string, key: string, query: SignatureQuery, address: string) {
    const contract_id = await this.#services.links.verify(pathOf(deliverable_id, key), query, address)
    const holder: Caller = { client_id: 'link', role: 'customer', scopes: ['deliveries'], contract_id }
    const file = await this.#services.deliverables.file(holder, deliverable_id, key)
    return { ...file, root: this.#services.storage.root, key: file.storage_key }
  }

  /**
   * A raster of a scene, by its key or its file name; of an item of the archive likewise.
   * @throws SwathError `not_found`, and as `Downloads.find`
   */
  async raster(caller: Caller, scene_id: string, name: string): Promise<Raster> {
    const deliverables = await this.#deliverables(caller, scene_id)
    for (const { deliverable_id } of deliverables) {
      const files = await this.#services.deliverables.files(caller, deliverable_id)
      const file = files.find((one) => isRaster(one.media_type) && isCalled(name, one))
      if (file) return { path: this.#placeOf(file.storage_key), sha256: file.sha256 }
    }
    const assets = await this.#services.downloads.assetsOf(caller.contract_id, scene_id)
    const asset = assets.find((one) => isCalled(name, one))
    if (asset) return this.#rasterOfItem(caller, asset)
    if (deliverables.length === 0 && assets.length === 0) throw noItem(scene_id)
    throw new SwathError('not_found', `The scene ${scene_id} has no raster ${name}`)
  }

  /** The raster that the `url` of a tile request means. @throws SwathError as `raster` */
  rasterAt(caller: Caller, url: string): Promise<Raster> {
    const meant: SceneRaster | ItemAsset = rasterIn(url)
    return 'item' in meant
      ? this.#rasterOfItem(caller, meant)
      : this.raster(caller, meant.scene_id, meant.name)
  }

  async #rasterOfItem(caller: Caller, { collection, item, key }: ItemAsset): Promise<Raster> {
    const { downloads } = this.#services
    requireScope('order', caller)
    const asset = await downloads.find(caller.contract_id, { collection, item, key })
    if (!('storage_key' in asset) || !isRaster(asset.media_type)) {
      const why = 'storage_key' in asset ? 'a picture without a place' : 'stored elsewhere'
      throw new SwathError('raster_not_drawable', `The ${key} of ${item} is ${why}; it can be downloaded`)
    }
    const consume = () => downloads.record(caller, { collection, item, key })
    return { path: this.#placeOf(asset.storage_key), sha256: asset.sha256, consume }
  }

  #placeOf(storage_key: string): string {
    return path.join(this.#services.storage.root, storage_key)
  }

  /**
   * A map tile as PNG, without its body for a client that has it: a raster never changes, so neither do its tiles.
   * The first tile of an item of the archive is its consumption, unless it is HEAD, which shows nothing.
   * @throws SwathError `invalid_request`, `not_found` also where the raster is not, `raster_not_drawable`
   */
  async tile(raster: Raster, address: TileAddress, options: TileOptions, { method, headers }: Asked) {
    const { x, y, z } = address
    const etag = etagOf([raster.sha256, z, x, y, options.bands, options.scale ?? 1].join(' '))
    if (etagsIn(headers['if-none-match']).includes(etag)) return new Representation<Buffer>(etag, undefined)
    const png = this.#drawn.get(etag) ?? (await this.#draw(raster, address, options))
    if (!png) throw new SwathError('not_found', `The raster does not reach the tile ${z}/${x}/${y}`)
    this.#drawn.set(etag, png)
    if (method !== 'HEAD') await raster.consume?.()
    return new Representation(etag, png, 'image/png')
  }

  async #draw(raster: Raster, address: TileAddress, options: TileOptions): Promise<Buffer | undefined> {
    if (!isTile(address)) {
      const { x, y, z } = address
      const limits =
        z > most_zoom ? `z goes from 0 to ${most_zoom}` : `x and y go from 0 to ${2 ** z - 1} at z ${z}`
      throw new SwathError('not_found', `There is no tile ${z}/${x}/${y}: ${limits}`)
    }
    try {
      return await this.#services.tiles.render(raster.path, address, options)
    } catch (error) {
      if (error instanceof RangeError) throw new SwathError('invalid_request', `?bidx: ${error.message}`)
      if (!(error instanceof UnreadableImage)) throw error
      const detail = `${path.basename(raster.path)} is damaged, or no image that tiles are made of; it can be downloaded`
      throw new SwathError('raster_not_drawable', detail, { cause: error })
    }
  }

  async #deliverable(caller: Caller, scene_id: string): Promise<Deliverable> {
    const [deliverable] = await this.#deliverables(caller, scene_id)
    if (!deliverable) throw noItem(scene_id)
    return deliverable
  }

  /** Links name the deliverable where clients expect a scene. */
  async #deliverables(caller: Caller, id: string): Promise<Deliverable[]> {
    const is_meant = equal(id.startsWith('deliv.') ? 'deliverable_id' : 'scene_id', id)
    const page = { limit: max_deliverables, offset: 0 }
    const { rows } = await this.#services.deliverables.list(caller, page, undefined, [is_delivered, is_meant])
    return rows.map(({ document }) => JSON.parse(document))
  }

  #sceneOf(caller: Caller, deliverable: Deliverable): Promise<Scene> {
    const { deliverable_id } = deliverable
    const linkTo = (key: string) =>
      this.#services.links.sign(caller, pathOf(deliverable_id, key), link_seconds)
    return sceneOf(deliverable, linkTo, this.#public_url)
  }
}

export interface SceneQuery extends Page {
  sceneset_id?: string | undefined
  scene_id?: string | undefined
}

const pathOf = (deliverable_id: string, key: string) => `/telluric/files/${deliverable_id}/${key}`

const noItem = (scene_id: string) => new SwathError('not_found', `No item found with id ${scene_id}`)
