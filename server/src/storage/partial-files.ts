import { createHash, type Hash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface Written {
  size_bytes: number
  sha256: string
}

/** From where on bytes are wanted, and the version that those before are of. */
export interface Rest {
  offset: number
  validator: string
}

/** The answer of a source: from which byte on it sends, and how it names this version, if it does. */
export interface Incoming {
  body: Readable
  offset: number
  validator: string | undefined
}

/**
 * A file on its way to its name, in a folder beside it. Whoever takes it up renames the folder, so that one who was
 * taken for dead can no longer finish what another goes on with.
 */
export class PartialFile {
  #target: string
  #folder: string

  private constructor(target: string, folder: string) {
    this.#target = target
    this.#folder = folder
  }

  /** Takes up what a worker before has left of the file, or begins it. */
  static async take(target: string): Promise<PartialFile> {
    const folder = `${target}.${randomUUID()}.part`
    const parent = path.dirname(target)
    await mkdir(parent, { recursive: true })
    const left = await readdir(parent, { withFileTypes: true })
    for (const entry of left) {
      if (!isPartOf(entry.name, path.basename(target))) continue
      const found = path.join(parent, entry.name)
      if (entry.isDirectory() && (await renameIfThere(found, folder))) return new PartialFile(target, folder)
      if (!entry.isDirectory()) await rm(found, { force: true })
    }
    await mkdir(folder)
    return new PartialFile(target, folder)
  }

  /**
   * The bytes that are missing; undefined if none are, or if those that are there cannot be told from another version.
   */
  async rest(): Promise<Rest | undefined> {
    const validator = await readIfThere(this.#validator)
    const offset = await sizeOf(this.#bytes)
    return validator === undefined || offset === 0 ? undefined : { offset, validator }
  }

  /**
   * Writes what comes, at most one byte more than is expected.
   * @param onBytes may throw, to break off
   * @returns whether the file has its name now; what is whole and differs from what is expected is gone
   */
  async write(
    { body, offset, validator }: Incoming,
    expected: Written,
    onBytes: (count: number) => Promise<void>,
  ): Promise<boolean> {
    const hash = createHash('sha256')
    if (offset > 0) await pipeline(createReadStream(this.#bytes), hash, { end: false })
    else await this.#begin(validator)
    const size_bytes = await this.#append(body, hash, { offset, at_most: expected.size_bytes, onBytes })
    if (size_bytes !== expected.size_bytes || hash.digest('hex') !== expected.sha256) {
      await this.remove()
      return false
    }
    await rename(this.#bytes, this.#target)
    await this.remove()
    return true
  }

  async remove() {
    await rm(this.#folder, { recursive: true, force: true })
  }

  get #bytes() {
    return path.join(this.#folder, 'bytes')
  }

  get #validator() {
    return path.join(this.#folder, 'validator')
  }

  /** A new file and not the old one cut to nothing: somebody who was taken for dead may still write there. */
  async #begin(validator: string | undefined) {
    await rm(this.#bytes, { force: true })
    await rm(this.#validator, { force: true })
    if (validator !== undefined) await writeFile(this.#validator, validator)
  }

  /** @returns how many bytes there are now */
  async #append(
    body: Readable,
    hash: Hash,
    { offset, at_most, onBytes }: { offset: number; at_most: number; onBytes: (n: number) => Promise<void> },
  ) {
    let size_bytes = offset
    const file = await open(this.#bytes, 'a')
    try {
      // Leaving the loop ends the transfer. What has come is kept, whatever comes next.
      for await (const chunk of body as AsyncIterable<Buffer>) {
        size_bytes += chunk.length
        if (size_bytes > at_most) break
        await onBytes(chunk.length)
        hash.update(chunk)
        await file.appendFile(chunk)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    return size_bytes
  }
}

function isPartOf(name: string, base: string): boolean {
  return name.startsWith(`${base}.`) && /^[0-9a-f-]{36}\.part$/.test(name.slice(base.length + 1))
}

async function renameIfThere(from: string, to: string): Promise<boolean> {
  return (await unlessMissing(rename(from, to).then(() => true))) ?? false
}

function readIfThere(file: string): Promise<string | undefined> {
  return unlessMissing(readFile(file, 'utf8'))
}

async function sizeOf(file: string): Promise<number> {
  return (await unlessMissing(stat(file)))?.size ?? 0
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
