import { findProduct } from '@swath/contract/products/registry'
import type { Database } from '../database/db.ts'
import { timestamp } from '../platform/clock.ts'
import type { Storage } from '../storage/storage.ts'
import { findDescribed, listDescribedFiles } from './described.store.ts'
import { renderItem } from './document.ts'
import { readMetadata } from './metadata.ts'
import { delivered_collection } from './rules.ts'

/** Describes deliverables to whoever has their files and not this server. */
export class DescribedItems {
  #db: Database
  #storage: Storage

  constructor(db: Database, storage: Storage) {
    this.#db = db
    this.#storage = storage
  }

  /**
   * A STAC item that stands for itself: its assets lie beside it under these names.
   * @returns nothing for a deliverable that shows no place or has no time
   */
  async describe(contract_id: string, deliverable_id: string, names: Readonly<Record<string, string>>) {
    const { scene, files } = await this.#db.tenant(contract_id, async (tx) => ({
      scene: await findDescribed(tx, deliverable_id),
      files: await listDescribedFiles(tx, deliverable_id),
    }))
    if (!scene || findProduct(scene.sku)?.shows === 'space') return []
    const { properties, datetime, assets } = await readMetadata(this.#storage, scene, files)
    const { outcome_id, footprint, order_id, ordered_at } = scene
    const item = renderItem({
      collection: delivered_collection,
      item_id: deliverable_id,
      outcome_id,
      order_contract_id: contract_id,
      geometry: footprint,
      datetime,
      properties: {
        ...properties,
        'satl:outcome_id': outcome_id,
        'satl:product_name': files[0]!.processing_level,
        'order:status': 'succeeded',
        'order:id': order_id,
        'order:date': timestamp(ordered_at),
      },
      assets: Object.fromEntries(
        files.map(({ key, storage_key, file_name, media_type, roles, size_bytes, sha256 }) => {
          const stored = { storage_key, file_name, media_type, roles, size_bytes, sha256 }
          return [key, { stored, fields: assets[key] ?? {}, href: `./${names[key]}` }]
        }),
      ),
    })
    // Its collection and its links are those of this server.
    const { collection: _, ...alone } = JSON.parse(item)
    return [{ ...alone, links: [] }]
  }
}
