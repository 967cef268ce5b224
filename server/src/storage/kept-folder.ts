import { createHash, randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import type { DiskRoom } from './disk-room.ts'
import type { Written } from './partial-files.ts'

const flush = promisify(fsync)

/** A process has a few threads for all of its files, and other work needs some of them. */
const flushed_at_once = 4
const most_open = 64

interface KeptFile extends Written {
  file_name: string
}

/**
 * Files that are stored together, in a folder that is named by the checksum of them all: the same files again are the
 * same folder. Disks take many small files that are flushed side by side in a tenth of the time. For threads that answer
 * nobody.
 */
export class KeptFolder {
  readonly #parent: string
  readonly #part: string
  readonly #room: DiskRoom
  readonly #files: KeptFile[] = []
  #open: number[] = []

  constructor(parent: string, room: DiskRoom) {
    this.#parent = parent
    this.#part = path.join(parent, `${randomUUID()}.part`)
    this.#room = room
  }

  /** @throws Error where the disk has no room: whoever waits tries again later */
  async add(file_name: string, bytes: Buffer): Promise<Written> {
    this.#room.requireSync(bytes.length)
    if (this.#files.length === 0) mkdirSync(this.#part, { recursive: true })
    const file = openSync(path.join(this.#part, file_name), 'wx')
    this.#open.push(file)
    writeFileSync(file, bytes)
    const written = { size_bytes: bytes.length, sha256: sha256Of(bytes) }
    this.#files.push({ file_name, ...written })
    if (this.#open.length >= most_open) await this.#flush()
    return written
  }

  /** It does not return before all are on the disk. @returns the name of the folder */
  async keep(): Promise<string> {
    await this.#flush()
    const lines = this.#files.map(({ sha256, file_name }) => `${sha256} ${file_name}\n`)
    const name = sha256Of(lines.toSorted().join(''))
    const target = path.join(this.#parent, name)
    if (this.#files.length === 0) return name
    try {
      renameSync(this.#part, target)
    } catch (error) {
      if (!existsSync(target)) throw error
      this.#replaceLost(target)
    }
    return name
  }

  /** Everything that was not kept is gone. */
  leave() {
    for (const file of this.#open.splice(0)) closeSync(file)
    rmSync(this.#part, { recursive: true, force: true })
  }

  async #flush() {
    const files = this.#open.values()
    const flushSome = async () => {
      for (const file of files) await flush(file)
    }
    await Promise.all(Array.from({ length: flushed_at_once }, flushSome))
    for (const file of this.#open.splice(0)) closeSync(file)
  }

  /** They were kept before, but somebody may have removed some since. */
  #replaceLost(target: string) {
    for (const { file_name, size_bytes } of this.#files) {
      const place = path.join(target, file_name)
      const is_there = statSync(place, { throwIfNoEntry: false })?.size === size_bytes
      if (!is_there) renameSync(path.join(this.#part, file_name), place)
    }
  }
}

const sha256Of = (content: Buffer | string) => createHash('sha256').update(content).digest('hex')
