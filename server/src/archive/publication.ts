import { isGroundCollected } from '@swath/contract/products/registry'
import type { Reduction } from '@swath/imagery/cut'
import type { Database, Transaction } from '../database/db.ts'
import { type ArchiveProduct, archive_products, isBrowse } from '../lib/archive.ts'
import type { AreaGeometry } from '../lib/geo/geometry.ts'
import type { Clock } from '../platform/clock.ts'
import type { Storage } from '../storage/storage.ts'
import type { Threads } from '../threads/threads.ts'
import type { NewAsset, NewItem } from './document.ts'
import { isUtm, tilesUnder, zoneOf } from './grid.ts'
import { readMetadata, type SceneMetadata } from './metadata.ts'
import {
  browse_levels,
  browse_product,
  gridCode,
  idBeside,
  sceneItemId,
  stampOf,
  tileItemId,
} from './rules.ts'
import { clipTiles, findScene, insertItems, listSceneFiles, type Scene, type SceneFile } from './store.ts'
import { cutElsewhere, type NamedTile, type TileFiles } from './tile-files.ts'

/** A deliverable of a published capture. */
export interface Product {
  scene: Scene
  files: SceneFile[]
  metadata: SceneMetadata
}

/** Puts what Swath delivered into the archive. */
export class Publication {
  #db: Database
  #clock: Clock
  #storage: Storage
  #threads: Threads

  constructor(db: Database, clock: Clock, storage: Storage, threads: Threads) {
    this.#db = db
    this.#clock = clock
    this.#storage = storage
    this.#threads = threads
  }

  /** Makes the items of a published capture; doing it again changes nothing. */
  async publish(capture_id: string): Promise<void> {
    const { scene, files } = await this.#db.system(async (tx) => ({
      scene: await findScene(tx, capture_id),
      files: await listSceneFiles(tx, capture_id),
    }))
    // A picture that shows no ground has no place in the archive, and an image from the archive is there already.
    if (!scene || !isGroundCollected(scene.sku)) return
    const of_deliverable = Map.groupBy(files, (file) => file.deliverable_id)
    const products: Product[] = []
    for (const some of of_deliverable.values()) {
      products.push({ scene, files: some, metadata: await readMetadata(this.#storage, scene, some) })
    }
    const lists = [...(await this.#listsOf(products)), ...browseItems(products)]
    await this.#db.system(async (tx) => {
      for (const items of lists) await this.#insert(tx, items)
    })
  }

  /** One list for each collection of each product. */
  async #listsOf(products: readonly Product[]): Promise<NewItem[][]> {
    const lists: NewItem[][] = []
    for (const product of products) {
      for (const kind of archive_products[product.files[0]!.processing_level]) {
        lists.push(await this.itemsOf(product, kind))
      }
    }
    return lists
  }

  /** The items of one collection. */
  async itemsOf(product: Product, kind: ArchiveProduct): Promise<NewItem[]> {
    const files = product.files.filter(({ key }) => !kind.without.includes(key))
    if (files.every(({ key }) => isBrowse(key))) return []
    const part = { ...product, files }
    const { reduction } = kind
    const tiles = reduction === null ? [] : await this.#tilesOf(part, kind, reduction)
    return tiles.length > 0 ? tiles : [sceneItem(part, kind)]
  }

  /**
   * Scenes are cut into the tiles of the grid, files and all. One whose files cannot be cut stays whole:
   * an item must not promise another place than its files show.
   */
  async #tilesOf(product: Product, kind: Kind, reduction: Reduction): Promise<NewItem[]> {
    const { files, metadata, scene } = product
    const told = metadata.properties['proj:epsg']
    const epsg = isUtm(told) ? told : zoneOf(scene.footprint)
    if (epsg === undefined) return []
    const tiles = tilesUnder(scene.footprint, epsg)
    const geometries = tiles.map((tile) => tile.geometry)
    const parts = await this.#db.system((tx) => clipTiles(tx, scene.footprint, geometries))
    const shown = tiles.flatMap((tile, index) => {
      const part = parts[index]
      return part ? [{ tile, part, item_id: tileItemId(namesOf(product, kind), tile) }] : []
    })
    const task = { storage: this.#storage.place, files, told: metadata.assets, epsg, reduction, tiles: shown }
    const cut = (await cutElsewhere(this.#threads, task)) ?? []
    return cut.flatMap((one, index) => (one ? [tileItem(product, kind, shown[index]!, one)] : []))
  }

  async #insert(tx: Transaction, items: readonly NewItem[]) {
    const now = this.#clock.now()
    const taken = await insertItems(tx, items, now)
    const beside = items
      .filter(({ item_id }) => taken.has(item_id))
      .map((item) => ({ ...item, item_id: idBeside(item.item_id, item.outcome_id) }))
    await insertItems(tx, beside, now)
  }
}

function assetsOf({ files, metadata }: Product) {
  const assets: Record<string, NewAsset> = {}
  for (const file of files) {
    const { key, storage_key, file_name, media_type, roles, size_bytes, sha256 } = file
    const stored = { storage_key, file_name, media_type, roles, size_bytes, sha256 }
    assets[key] = { stored, fields: metadata.assets[key] ?? {} }
  }
  return assets
}

type Kind = Pick<ArchiveProduct, 'collection' | 'product_name'>

/** The image by which a capture is found. */
function browseItems(products: readonly Product[]): NewItem[][] {
  const by_level = (product: Product) => browse_levels.indexOf(product.files[0]!.processing_level)
  const [product] = products
    .filter(({ files }) => files.some(({ key }) => isBrowse(key)))
    .toSorted((a, b) => by_level(a) - by_level(b))
  if (!product) return []
  const files = product.files.filter(({ key }) => isBrowse(key))
  return [[sceneItem({ ...product, files }, browse_product)]]
}

interface ShownTile extends NamedTile {
  part: AreaGeometry
}

function tileItem(
  product: Product,
  kind: Kind,
  { tile, part, item_id }: ShownTile,
  files: TileFiles,
): NewItem {
  const whole = sceneItem(product, kind)
  return {
    ...whole,
    item_id,
    geometry: part,
    properties: {
      ...whole.properties,
      'grid:code': gridCode(tile),
      'proj:epsg': tile.epsg,
      ...files.properties,
    },
    assets: files.assets,
  }
}

function sceneItem(product: Product, kind: Kind): NewItem {
  const { scene, metadata } = product
  return {
    collection: kind.collection,
    item_id: sceneItemId(namesOf(product, kind)),
    outcome_id: scene.outcome_id,
    order_contract_id: scene.contract_id,
    geometry: scene.footprint,
    datetime: metadata.datetime,
    properties: {
      ...metadata.properties,
      'satl:outcome_id': scene.outcome_id,
      'satl:product_name': kind.product_name,
    },
    assets: assetsOf(product),
  }
}

const namesOf = ({ metadata }: Product, { product_name }: Kind) => ({
  stamp: stampOf(metadata.datetime, metadata.platform),
  product_name,
})
