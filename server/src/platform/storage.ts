import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface Written {
  size_bytes: number
  sha256: string
}

/** Files of deliverables in a folder. A file has its name only when it is whole and has been checked. */
export class Storage {
  readonly root: string

  constructor(root: string) {
    this.root = path.resolve(root)
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
  async put(key: string, source: Readable, expected: Written): Promise<boolean> {
    const target = path.join(this.root, key)
    const temporary = `${target}.${randomUUID()}.part`
    await mkdir(path.dirname(target), { recursive: true })
    try {
      const written = await write(source, temporary)
      const stored = written.size_bytes === expected.size_bytes && written.sha256 === expected.sha256
      if (stored) await rename(temporary, target)
      return stored
    } finally {
      await rm(temporary, { force: true })
    }
  }
}

async function write(source: Readable, file: string): Promise<Written> {
  const hash = createHash('sha256')
  let size_bytes = 0
  await pipeline(
    source,
    async function* measure(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        size_bytes += chunk.length
        yield chunk
      }
    },
    createWriteStream(file, { flush: true }),
  )
  return { size_bytes, sha256: hash.digest('hex') }
}
