import { absolute, deliveredFile } from '../answers/links.ts'
import type { Database } from '../database/db.ts'
import { archive_products, isBrowse } from '../lib/archive.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { Storage } from '../storage/storage.ts'
import type { ItemLink, NewAsset, NewItem } from './document.ts'
import { readMetadata } from './metadata.ts'
import { findOrdered, isCovered, itemsShown, type Ordered } from './ordered-items.store.ts'
import type { Product, Publication } from './publication.ts'
import { browse_product, delivered_collection, idBeside } from './rules.ts'
import { insertItems, listSceneFiles, type SceneFile } from './store.ts'

/** Puts what was ordered from the archive into the customer's own collection. */
export class OrderedItems {
  #db: Database
  #clock: Clock
  #storage: Storage
  #publication: Publication

  constructor(db: Database, clock: Clock, storage: Storage, publication: Publication) {
    this.#db = db
    this.#clock = clock
    this.#storage = storage
    this.#publication = publication
  }

  /** Makes an item of each deliverable of a published capture from the archive; doing it again changes nothing. */
  async publish(contract_id: string, capture_id: string): Promise<void> {
    const { ordered, files } = await this.#db.tenant(contract_id, async (tx) => ({
      ordered: await findOrdered(tx, capture_id),
      files: await listSceneFiles(tx, capture_id),
    }))
    if (!ordered) return
    for (const some of Map.groupBy(files, (file) => file.deliverable_id).values()) {
      const metadata = await readMetadata(this.#storage, ordered, some)
      const product = { scene: ordered, files: some, metadata }
      await this.#insert([await this.#item(ordered, product)])
      await this.#publishMissing(ordered, product)
    }
  }

  #insert(items: readonly NewItem[]) {
    return this.#db.system((tx) => insertItems(tx, items, this.#clock.now()))
  }

  /** A level that the image did not have is in the collection of that level too, for the eyes of whoever ordered it. */
  async #publishMissing(ordered: Ordered, product: Product): Promise<void> {
    const { contract_id, outcome_id, footprint: area } = ordered
    const { deliverable_id, processing_level } = product.files[0]!
    for (const kind of archive_products[processing_level]) {
      const { collection } = kind
      const wanted = { collection, outcome_id, area }
      if (await this.#db.tenant(contract_id, (tx) => isCovered(tx, wanted))) continue
      const items = await this.#publication.itemsOf(product, kind)
      await this.#insert(
        items.map((item) => ({
          ...item,
          item_id: idBeside(item.item_id, deliverable_id),
          deliverable_id,
          properties: { ...item.properties, ...orderFields(ordered) },
          links: [orderLink(ordered)],
        })),
      )
    }
  }

  async #item(ordered: Ordered, { files, metadata }: Product): Promise<NewItem> {
    const { contract_id, outcome_id, footprint } = ordered
    const { deliverable_id, processing_level: level } = files[0]!
    const { properties, datetime, assets } = metadata
    return {
      collection: delivered_collection,
      item_id: deliverable_id,
      deliverable_id,
      outcome_id,
      order_contract_id: contract_id,
      geometry: footprint,
      datetime,
      properties: {
        ...properties,
        'satl:outcome_id': outcome_id,
        'satl:product_name': level,
        ...orderFields(ordered),
      },
      links: [orderLink(ordered), ...(await this.#originLinks(ordered, level))],
      assets: Object.fromEntries(files.map((file) => [file.key, assetOf(file, assets[file.key])])),
    }
  }

  /**
   * Links to the images that it was made from, as far as the customer sees them; of a level that was not there, the
   * browse image.
   */
  async #originLinks({ contract_id, outcome_id, footprint }: Ordered, level: string): Promise<ItemLink[]> {
    const shown = await this.#db.tenant(contract_id, (tx) => itemsShown(tx, outcome_id, footprint))
    const of_level = shown.filter((item) => item.processing_level === level)
    const browse = shown.filter((item) => item.collection === browse_product.collection)
    return (of_level.length > 0 ? of_level : browse).map(({ collection, item_id }) => ({
      rel: 'derived_from',
      type: 'application/geo+json',
      href: absolute(`/archive/stac/collections/${collection}/items/${item_id}`),
    }))
  }
}

const orderFields = ({ order_id, ordered_at }: Ordered) => ({
  'order:status': 'succeeded',
  'order:id': order_id,
  'order:date': timestamp(ordered_at),
})

const orderLink = ({ order_id }: Ordered): ItemLink => ({
  rel: 'via',
  type: 'application/geo+json',
  href: absolute(`/v2/orders/${order_id}`),
})

function assetOf(file: SceneFile, fields: NewAsset['fields'] = {}): NewAsset {
  const { key, deliverable_id, scene_id, storage_key, file_name, media_type, roles, size_bytes, sha256 } =
    file
  return {
    stored: { storage_key, file_name, media_type, roles, size_bytes, sha256 },
    fields,
    // Browse images are shown as those of any item.
    ...(!isBrowse(key) && { href: absolute(deliveredFile(scene_id, deliverable_id, file_name)) }),
  }
}
