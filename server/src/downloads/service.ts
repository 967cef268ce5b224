import { SwathError } from '@swath/contract/errors'
import { isDownload, without_downloads } from '@swath/contract/products/registry'
import type { Caller } from '../access/auth.ts'
import type { Database } from '../database/db.ts'
import { isBrowse, type LocalAsset, levelOf, type StoredAsset } from '../lib/archive.ts'
import type { Download, RecordedDownload } from '../lib/download.ts'
import type { Clock } from '../platform/clock.ts'
import type { Storage } from '../storage/storage.ts'
import { findItem, findItemOfAny, type ItemRow } from './store.ts'

export interface AssetPath {
  collection: string
  item: string
  key: string
}

/** Represents downloads as orders, in the transaction of the caller; any number of them at once. */
export interface Consumer {
  consume(actor: string, contract_id: string, line: Download): Promise<RecordedDownload>
}

/** The part of the accounts that limits how much a credential may spend. */
export interface SpendCaps {
  /** Downloads are charged to an order that others share. @throws SwathError `spend_cap_exceeded` */
  requireNone(client_id: string, now: Date): Promise<void>
}

interface DeliveredFile extends Omit<LocalAsset, 'storage_key'> {
  storage_key: string
  key: string
  href: string
}

/** Gives the deliverable of a download its files, in the transaction of the caller. */
export interface Deliveries {
  addFiles(contract_id: string, deliverable_id: string, files: readonly DeliveredFile[]): Promise<void>
}

interface Parts {
  db: Database
  clock: Clock
  storage: Storage
  consumer: Consumer
  deliveries: Deliveries
  spend_caps: SpendCaps
}

/**
 * Files of the archive for those who may have them, each of which becomes an order unless it only shows what there is.
 */
export class Downloads {
  #db: Database
  #clock: Clock
  #storage: Storage
  #consumer: Consumer
  #deliveries: Deliveries
  #spend_caps: SpendCaps

  constructor({ db, clock, storage, consumer, deliveries, spend_caps }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#storage = storage
    this.#consumer = consumer
    this.#deliveries = deliveries
    this.#spend_caps = spend_caps
  }

  /** An asset, for a contract that may have it. @throws SwathError `not_found`, `not_entitled`, `files_withdrawn` */
  find(contract_id: string, path: AssetPath): Promise<StoredAsset> {
    return this.#db.tenant(contract_id, async (tx) =>
      this.#assetOf(await findItem(tx, path.collection, path.item), path),
    )
  }

  /**
   * Records that an asset is downloaded, if that is consumption: before its first byte is sent, and when that is there.
   * The order, its deliverable and the charge are one transaction.
   *
   * @throws SwathError as `find` does, and `spend_cap_exceeded`, `budget_exceeded`, `quota_exceeded`
   */
  async record(caller: Caller, path: AssetPath): Promise<RecordedDownload | undefined> {
    if (isBrowse(path.key)) return undefined
    return this.#db.tenant(caller.contract_id, async (tx) => {
      const item = await findItem(tx, path.collection, path.item)
      await this.#assetOf(item, path)
      return item!.is_ordered ? undefined : this.#consume(caller, item!)
    })
  }

  /** The assets of an item, by its id alone; none of one that the contract does not see. */
  async assetsOf(contract_id: string, item: string): Promise<(AssetPath & { file_name: string })[]> {
    const found = await this.#db.tenant(contract_id, (tx) => findItemOfAny(tx, item))
    const assets = Object.keys(found?.assets ?? {})
    return assets.map((key) => ({ collection: found!.collection, item, key, file_name: `${item}_${key}` }))
  }

  /** A browse image, for the holder of a signed link. @throws SwathError `not_found` */
  async preview(contract_id: string, path: AssetPath): Promise<StoredAsset> {
    if (!isBrowse(path.key)) throw noAsset(path)
    return this.find(contract_id, path)
  }

  async #assetOf(item: ItemRow | undefined, path: AssetPath): Promise<StoredAsset> {
    const asset = item && Object.hasOwn(item.assets, path.key) ? item.assets[path.key] : undefined
    if (!item || !asset) throw noAsset(path)
    if (!isBrowse(path.key) && !item.is_ordered && !item.skus.some(isDownload)) {
      throw new SwathError('not_entitled', without_downloads)
    }
    if (!isBrowse(path.key) && item.is_refunded) {
      const detail = `The item ${path.item} was rejected and refunded; its files are given no more`
      throw new SwathError('files_withdrawn', detail)
    }
    if ('storage_key' in asset && !(await this.#storage.has(asset.storage_key, asset))) {
      throw new Error(`The storage has lost ${asset.storage_key}`)
    }
    return asset
  }

  async #consume(caller: Caller, item: ItemRow): Promise<RecordedDownload> {
    await this.#spend_caps.requireNone(caller.client_id, this.#clock.now())
    const line = downloadOf(item, this.#clock.now())
    const consumed = await this.#consumer.consume(caller.client_id, caller.contract_id, line)
    if (consumed.is_new) {
      await this.#deliveries.addFiles(caller.contract_id, consumed.deliverable_id, filesOf(item))
    }
    return consumed
  }
}

function noAsset({ collection, item, key }: AssetPath) {
  return new SwathError(
    'not_found',
    `There is no ${key} of ${item} in ${collection}, or not for this contract`,
  )
}

function downloadOf(item: ItemRow, now: Date): Download {
  const { platform, 'eo:cloud_cover': cloud_cover } = item.properties
  return {
    collection: item.collection,
    item_id: item.item_id,
    outcome_id: item.outcome_id,
    processing_level: levelOf(item.collection),
    acquired_at: item.datetime,
    satellite_name: typeof platform === 'string' ? platform : null,
    cloud_cover_pct: typeof cloud_cover === 'number' ? cloud_cover : null,
    footprint: item.geometry,
    downloaded_at: now,
  }
}

/** All of the item is delivered, whichever of its assets was asked for. What is elsewhere cannot be served as ours. */
function filesOf({ collection, item_id, assets }: ItemRow): DeliveredFile[] {
  return Object.entries(assets).flatMap(([key, asset]) =>
    'storage_key' in asset ? [{ ...asset, key, href: `/assets/${collection}/${item_id}/${key}` }] : [],
  )
}
