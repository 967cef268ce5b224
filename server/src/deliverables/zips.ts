import { hash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { ZipChoice } from '@swath/contract/deliverables'
import { SwathError } from '@swath/contract/errors'
import pLimit from 'p-limit'
import type { Database } from '../database/db.ts'
import { requireOrder } from '../record/transition.ts'
import type { Written } from '../storage/storage.ts'
import { listDeliveredFiles, type ZippedFile } from './store.ts'
import { type Zip, zipOf } from './zip.ts'

/** Bounds of one zip: whoever wants more takes several, or single files. */
const zip_limits = { files: 2000, gb: 200 } as const

/** A look at a store far away takes some milliseconds, and nothing is sent before the last one. */
const looks_at_once = 16

/** The place of the bytes. */
interface Files {
  has(key: string, expected: Written): Promise<boolean>
  read(key: string): Readable
}

interface Chosen {
  order_id: string
  files: readonly ZippedFile[]
}

/** Delivered files of an order in one zip. */
export class Zips {
  #db: Database
  #storage: Files

  constructor({ db, storage }: { db: Database; storage: Files }) {
    this.#db = db
    this.#storage = storage
  }

  /** @throws SwathError `not_found`, `files_withdrawn`, `zip_too_large` */
  async choose(contract_id: string, order_id: string, choice: ZipChoice): Promise<Chosen> {
    const files = await this.#db.tenant(contract_id, async (tx) => {
      await requireOrder(tx, order_id)
      return listDeliveredFiles(tx, order_id, choice, zip_limits.files + 1)
    })
    const withdrawn = files.find(({ status }) => status === 'REJECTED')
    if (withdrawn) {
      const detail = `The deliverable ${withdrawn.deliverable_id} was rejected and refunded; its files are given no more`
      throw new SwathError('files_withdrawn', detail)
    }
    requireBounds(order_id, files)
    requireEach(choice.deliverable_ids ?? [], files)
    return { order_id, files }
  }

  /** @throws Error if the storage has lost one of the files, before a byte is sent */
  async open({ order_id, files }: Chosen): Promise<Zip> {
    await pLimit(looks_at_once).map(files, async (file) => {
      if (!(await this.#storage.has(file.storage_key, file)))
        throw new Error(`The storage has lost ${file.storage_key}`)
    })
    const paths = pathsOf(order_id, files)
    return zipOf(
      files.map(({ storage_key, size_bytes, delivered_at }, index) => ({
        path: paths[index]!,
        size_bytes,
        modified_at: delivered_at,
        open: () => this.#storage.read(storage_key),
      })),
    )
  }
}

/** The ETag: the same files give the same zip. */
export const tagOfZip = ({ files }: Chosen): string =>
  `"${hash('sha256', files.map((file) => `${file.deliverable_id}/${file.file_name} ${file.sha256}\n`).join(''))}"`

export const sizeOfFiles = (files: readonly { size_bytes: number }[]): number =>
  files.reduce((sum, { size_bytes }) => sum + size_bytes, 0)

function requireBounds(order_id: string, files: readonly ZippedFile[]) {
  if (files.length === 0) {
    throw new SwathError('not_found', `The order ${order_id} has no delivered files of that choice`)
  }
  const gb = sizeOfFiles(files) / 1e9
  if (files.length <= zip_limits.files && gb <= zip_limits.gb) return
  const found =
    files.length > zip_limits.files ? `more than ${zip_limits.files} files` : `${gb.toFixed(1)} GB`
  throw new SwathError(
    'zip_too_large',
    `A zip has ${zip_limits.files} files and ${zip_limits.gb} GB at most, and these are ${found}; choose levels, keys or deliverables`,
  )
}

function requireEach(deliverable_ids: readonly string[], files: readonly ZippedFile[]) {
  const missing = deliverable_ids.find((id) => files.every(({ deliverable_id }) => deliverable_id !== id))
  if (missing === undefined) return
  throw new SwathError('not_found', `The deliverable ${missing} has no delivered files of that choice`)
}

/**
 * Each in a folder of the order; and in one of its deliverable where another file would have the same name, also where
 * large and small letters are the same.
 */
export function pathsOf(
  order_id: string,
  files: readonly { deliverable_id: string; file_name: string }[],
): string[] {
  const named = files.map(({ deliverable_id, file_name }) => {
    const name = file_name.replaceAll(/[^\w.-]/g, '_').replace(/^\.+/, '_')
    return { deliverable_id, name, letters: name.toLowerCase() }
  })
  const alike = Map.groupBy(named, ({ letters }) => letters)
  return named.map(({ deliverable_id, name, letters }) => {
    const is_alone = alike.get(letters)!.length === 1
    return [order_id, ...(is_alone ? [] : [deliverable_id]), name].join('/')
  })
}
