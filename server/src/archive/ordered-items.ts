import { type Clock, timestamp } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { absolute, deliveredFile } from '../platform/links.ts'
import type { Storage } from '../platform/storage.ts'
import type { ItemLink, NewAsset, NewItem } from './document.ts'
import { readMetadata } from './metadata.ts'
import { findOrdered, itemsShown, type Ordered } from './ordered-items.store.ts'
import { browse_product, delivered_collection, isBrowse } from './rules.ts'
import { insertItems, listSceneFiles, type SceneFile } from './store.ts'

/** Puts what was ordered from the archive into the customer's own collection. */
export class OrderedItems {
  #db: Database
  #clock: Clock
  #storage: Storage

  constructor(db: Database, clock: Clock, storage: Storage) {
    this.#db = db
    this.#clock = clock
    this.#storage = storage
  }

  /** Makes an item of each deliverable of a published capture from the archive; doing it again changes nothing. */
  async publish(contract_id: string, capture_id: string): Promise<void> {
    const { ordered, files } = await this.#db.tenant(contract_id, async (tx) => ({
      ordered: await findOrdered(tx, capture_id),
      files: await listSceneFiles(tx, capture_id),
    }))
    if (!ordered) return
    const items: NewItem[] = []
    for (const [deliverable_id, some] of Map.groupBy(files, (file) => file.deliverable_id)) {
      items.push(await this.#item(ordered, deliverable_id, some))
    }
    await this.#db.system((tx) => insertItems(tx, items, this.#clock.now()))
  }

  async #item(ordered: Ordered, deliverable_id: string, files: readonly SceneFile[]): Promise<NewItem> {
    const { contract_id, order_id, outcome_id, footprint, ordered_at } = ordered
    const level = files[0]!.processing_level
    const { properties, datetime, assets } = await readMetadata(this.#storage, ordered, files)
    return {
      collection: delivered_collection,
      item_id: deliverable_id,
      outcome_id,
      order_contract_id: contract_id,
      geometry: footprint,
      datetime,
      properties: {
        ...properties,
        'satl:outcome_id': outcome_id,
        'satl:product_name': level,
        'order:status': 'succeeded',
        'order:id': order_id,
        'order:date': timestamp(ordered_at),
      },
      links: [
        { rel: 'via', type: 'application/geo+json', href: absolute(`/v2/orders/${order_id}`) },
        ...(await this.#originLinks(ordered, level)),
      ],
      assets: Object.fromEntries(files.map((file) => [file.key, assetOf(file, assets[file.key])])),
    }
  }

  /** Where it comes from, as far as the customer sees it; of a level that was not there, the browse image. */
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
