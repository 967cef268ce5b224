import { createReadStream } from 'node:fs'
import { glob, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { DiskRoom } from './disk-room.ts'
import { KeptFolder } from './kept-folder.ts'
import { type Incoming, PartialFile, type Rest, type Written } from './partial-files.ts'

export type { Incoming, Rest, Written } from './partial-files.ts'

/** Nobody writes to what has not changed for so long. */
const idle_ms = 3_600_000

export interface StoragePlace {
  root: string
  min_free_bytes: number
}

/** Files of deliverables in a folder. A file has its name only when it is whole and has been checked. */
export class Storage {
  readonly root: string
  #room: DiskRoom

  /** @param min_free_bytes of the disk, which stay free */
  constructor(root: string, min_free_bytes = 0) {
    this.root = path.resolve(root)
    this.#room = new DiskRoom(this.root, min_free_bytes)
  }

  /** The same for a thread, which leaves the room that is promised here. */
  get place(): StoragePlace {
    return { root: this.root, min_free_bytes: this.#room.reserved_bytes }
  }

  /** Whether the whole file is there: a file gets its name only after its checksum was compared. */
  async has(key: string, expected: Written): Promise<boolean> {
    try {
      return (await stat(path.join(this.root, key))).size === expected.size_bytes
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw error
    }
  }

  /** The bytes of a file that is there. */
  read(key: string): Readable {
    return createReadStream(path.join(this.root, key))
  }

  /** Stores a stream as `key` if it has the expected size and checksum, else nothing. @returns whether it had */
  put(key: string, source: Readable, expected: Written): Promise<boolean> {
    return this.receive(key, expected, async () => ({ body: source, offset: 0, validator: undefined }))
  }

  /**
   * Stores what is transferred as `key`, from where an earlier transfer broke off.
   * @param open asks for the rest, or for all; what breaks off there or later may be gone on with
   * @returns whether what came had the expected size and checksum; else nothing is stored
   */
  async receive(
    key: string,
    expected: Written,
    open: (rest: Rest | undefined) => Promise<Incoming>,
  ): Promise<boolean> {
    const part = await PartialFile.take(path.join(this.root, key))
    try {
      const rest = await part.rest()
      const share = await this.#room.take(expected.size_bytes - (rest?.offset ?? 0))
      try {
        return await part.write(await open(rest), expected, (count) => share.use(count))
      } finally {
        share.leave()
      }
    } finally {
      if ((await part.rest()) === undefined) await part.remove()
    }
  }

  /**
   * Removes what broke off and nobody goes on with.
   * @param isWanted by the first folder of the key
   */
  async removeParts(now: Date, isWanted: (folder: string) => Promise<boolean>): Promise<void> {
    for await (const part of glob('**/*.part', { cwd: this.root })) {
      const [folder] = part.split(path.sep) as [string, ...string[]]
      const is_idle = now.getTime() - (await lastChange(path.join(this.root, part))) >= idle_ms
      if (!is_idle || (await isWanted(folder))) continue
      await rm(path.join(this.root, part), { recursive: true, force: true })
    }
  }

  /** For files that are stored together, below the folder. */
  openFolder(folder: string): KeptFolder {
    return new KeptFolder(path.join(this.root, folder), this.#room)
  }
}

/** The last change within a folder or file that is being written; it may be gone by now. */
async function lastChange(part: string): Promise<number> {
  const files = [part, path.join(part, 'bytes')]
  const found = await Promise.allSettled(files.map((file) => stat(file)))
  return Math.max(0, ...found.map((one) => (one.status === 'fulfilled' ? one.value.mtimeMs : 0)))
}
