import type { AreaGeometry } from '../lib/geo/geometry.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Transaction } from '../platform/db.ts'
import type { Storage } from '../platform/storage.ts'
import type { NewAsset, NewItem } from './document.ts'
import { isUtm, type Tile, tilesUnder, zoneOf } from './grid.ts'
import { readMetadata, type SceneMetadata } from './metadata.ts'
import {
  type ArchiveProduct,
  archive_products,
  browse_levels,
  browse_product,
  gridCode,
  idBeside,
  isBrowse,
  sceneItemId,
  stampOf,
  tileItemId,
} from './rules.ts'
import { clipTiles, findScene, insertItems, listSceneFiles, type Scene, type SceneFile } from './store.ts'

/** A deliverable of a published capture. */
interface Product {
  scene: Scene
  files: SceneFile[]
  metadata: SceneMetadata
}

/** Puts what Swath delivered into the archive. */
export class Publication {
  #db: Database
  #clock: Clock
  #storage: Storage

  constructor(db: Database, clock: Clock, storage: Storage) {
    this.#db = db
    this.#clock = clock
    this.#storage = storage
  }

  /** Makes the items of a published capture; doing it again changes nothing. */
  async publish(capture_id: string): Promise<void> {
    const { scene, files } = await this.#db.system(async (tx) => ({
      scene: await findScene(tx, capture_id),
      files: await listSceneFiles(tx, capture_id),
    }))
    if (!scene) return
    const of_deliverable = Map.groupBy(files, (file) => file.deliverable_id)
    const products: Product[] = []
    for (const some of of_deliverable.values()) {
      products.push({ scene, files: some, metadata: await readMetadata(this.#storage, scene, some) })
    }
    await this.#db.system(async (tx) => {
      for (const product of products) await this.#publishProduct(tx, product)
      await this.#publishBrowse(tx, products)
    })
  }

  async #publishProduct(tx: Transaction, product: Product) {
    for (const kind of archive_products[product.files[0]!.processing_level]) {
      const assets = assetsOf(product, ({ key }) => !kind.without.includes(key))
      if (Object.keys(assets).every(isBrowse)) continue
      await this.#insert(tx, await itemsOf(tx, product, kind, assets))
    }
  }

  async #publishBrowse(tx: Transaction, products: readonly Product[]) {
    const by_level = (product: Product) => browse_levels.indexOf(product.files[0]!.processing_level)
    const [product] = products
      .filter(({ files }) => files.some(({ key }) => isBrowse(key)))
      .toSorted((a, b) => by_level(a) - by_level(b))
    if (!product) return
    const assets = assetsOf(product, ({ key }) => isBrowse(key))
    await this.#insert(tx, [sceneItem(product, browse_product, assets)])
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

function assetsOf({ files, metadata }: Product, isWanted: (file: SceneFile) => boolean) {
  const assets: Record<string, NewAsset> = {}
  for (const file of files.filter(isWanted)) {
    const { key, storage_key, file_name, media_type, roles, size_bytes, sha256 } = file
    const stored = { storage_key, file_name, media_type, roles, size_bytes, sha256 }
    assets[key] = { stored, fields: metadata.assets[key] ?? {} }
  }
  return assets
}

type Kind = Pick<ArchiveProduct, 'collection' | 'product_name'>

/**
 * Orthorectified scenes are cut into the tiles of the grid. The assets of each tile are the files of the whole
 * scene, of which the tile's geometry is a part: nothing is copied, and `proj:*` stay true.
 */
async function itemsOf(tx: Transaction, product: Product, kind: ArchiveProduct, assets: NewItem['assets']) {
  const { footprint } = product.scene
  const told = product.metadata.properties['proj:epsg']
  const epsg = isUtm(told) ? told : zoneOf(footprint)
  const tiles = kind.is_tiled && epsg !== undefined ? tilesUnder(footprint, epsg) : []
  if (tiles.length === 0) return [sceneItem(product, kind, assets)]
  const parts = await clipTiles(
    tx,
    footprint,
    tiles.map((tile) => tile.geometry),
  )
  return tiles.flatMap((tile, index) => {
    const part = parts[index]
    return part ? [tileItem(product, kind, assets, tile, part)] : []
  })
}

function tileItem(product: Product, kind: Kind, assets: NewItem['assets'], tile: Tile, part: AreaGeometry) {
  const whole = sceneItem(product, kind, assets)
  return {
    ...whole,
    item_id: tileItemId(namesOf(product, kind), tile),
    geometry: part,
    properties: { ...whole.properties, 'grid:code': gridCode(tile) },
  }
}

function sceneItem(product: Product, kind: Kind, assets: NewItem['assets']): NewItem {
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
    assets,
  }
}

const namesOf = ({ metadata }: Product, { product_name }: Kind) => ({
  stamp: stampOf(metadata.datetime, metadata.platform),
  product_name,
})
