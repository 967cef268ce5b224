import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ArchiveItemInput } from '@swath/contract/archive'
import type { Problem } from '@swath/contract/errors'
import type { StoredAsset } from '../lib/archive.ts'
import type { Storage, Written } from '../storage/storage.ts'

type AssetInput = ArchiveItemInput['assets'][string]
type Found = { stored: StoredAsset } | { problem: Omit<Problem, 'pointer'> }

const in_storage = 'storage:'

/** Says why an address is none that this server asks for files. */
export interface Addresses {
  refusalOf(href: string): string | undefined
}

/** Finds the bytes of assets, and copies those of the import folder into the storage. */
export class AssetImports {
  #storage: Storage
  #folder: string | undefined
  #addresses: Addresses

  /** @param folder from which files may be taken; without one, none are */
  constructor(storage: Storage, folder: string | undefined, addresses: Addresses) {
    this.#storage = storage
    this.#folder = folder
    this.#addresses = addresses
  }

  /** @param is_dry looks at the file and copies nothing */
  async take(asset: AssetInput, is_dry = false): Promise<Found> {
    const { href, type: media_type, roles } = asset
    if (/^https?:/.test(href)) {
      const refusal = this.#addresses.refusalOf(href)
      return refusal === undefined ? { stored: { href, media_type, roles } } : refuse('url_refused', refusal)
    }
    const is_stored = href.startsWith(in_storage)
    const root = is_stored ? this.#storage.root : this.#folder
    if (root === undefined) {
      return refuse('import_not_possible', 'This server takes no files: SWATH_ARCHIVE_DIR is not set')
    }
    const file = await fileBelow(root, is_stored ? href.slice(in_storage.length) : href)
    if (file === undefined) return refuse('file_not_found', `There is no file ${href}`)
    const written = await measure(file)
    if (!isAsDeclared(asset, written)) {
      return refuse('file_differs', `${href} has not the size and checksum that the asset declares`)
    }
    const file_name = path.basename(href)
    const key = is_stored ? href.slice(in_storage.length) : keyOf(file_name, written)
    if (!is_stored && !is_dry) await this.#copy(file, key, written)
    return { stored: { storage_key: key, file_name, media_type, roles, ...written } }
  }

  async #copy(file: string, key: string, written: Written): Promise<void> {
    if (await this.#storage.has(key, written)) return
    if (await this.#storage.put(key, createReadStream(file), written)) return
    throw new Error(`${file} changed while it was copied`)
  }
}

/** By its checksum, so that the same file is kept once and a changed one does not replace it. */
const keyOf = (file_name: string, { sha256 }: Written) => `archive/${sha256}/${file_name}`

const refuse = (code: string, message: string) => ({ problem: { code, message } })

/** The real path of a file, unless a link leads out of the folder. */
async function fileBelow(root: string, reference: string): Promise<string | undefined> {
  try {
    const [folder, file] = await Promise.all([realpath(root), realpath(path.join(root, reference))])
    const is_below = file.startsWith(folder + path.sep)
    return is_below && (await stat(file)).isFile() ? file : undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined
    throw error
  }
}

async function measure(file: string): Promise<Written> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return { size_bytes: (await stat(file)).size, sha256: hash.digest('hex') }
}

function isAsDeclared(asset: AssetInput, { size_bytes, sha256 }: Written): boolean {
  const { 'file:size': size = size_bytes, 'file:checksum': checksum = `1220${sha256}` } = asset
  return size === size_bytes && checksum === `1220${sha256}`
}
