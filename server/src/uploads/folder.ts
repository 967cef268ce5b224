import { constants, createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { DestinationSettings, VerifyStep } from '@swath/contract/destination-kinds'
import {
  checkPath,
  DestinationError,
  type ExpectedFile,
  type OpenDestination,
  type OutgoingFile,
  type PutOptions,
  type ResumeState,
  temporaryName,
} from './destination.ts'
import { toDestinationError } from './failures.ts'
import { probe } from './probe.ts'
import { differsAtFarEnd, isContent, piecesOf } from './source.ts'

const piece_bytes = 16 * 1024 * 1024
const permissions = {
  look: 'search the folder',
  write: 'write to the folder',
  read: 'read the files in the folder',
  remove: 'write to the folder',
}

/** A folder of this machine, or of a disk of others that is mounted: below a folder that the operator has set aside. */
export class FolderDestination implements OpenDestination {
  #root: string
  #folder: string

  constructor(settings: Extract<DestinationSettings, { kind: 'folder' }>, root: string | undefined) {
    if (root === undefined) {
      throw new DestinationError(
        'INVALID_SETTINGS',
        'This server has no folder for deliveries: ask its operator',
      )
    }
    this.#root = path.resolve(root)
    this.#folder = path.join(this.#root, settings.folder)
  }

  put(file_path: string, file: OutgoingFile, { resume, keep, signal }: PutOptions): Promise<void> {
    return this.#try(file_path, async (target) => {
      await this.#makeFolder(path.dirname(target))
      const temporary = temporaryName(file_path, file.sha256)
      const part = path.join(path.dirname(target), temporary)
      await writePart(part, file, resume?.kept_bytes ?? 0, signal, (kept_bytes) =>
        keep({ kept_bytes, temporary }),
      )
      if (!(await isContent(createReadStream(part, { signal }), file))) {
        await rm(part, { force: true })
        throw differsAtFarEnd(file_path)
      }
      await rename(part, target)
    })
  }

  has(file_path: string, expected: ExpectedFile, signal: AbortSignal): Promise<boolean> {
    return this.#try(file_path, async (target) => {
      const found = await stat(target).catch(absent)
      if (!found?.isFile() || found.size !== expected.size_bytes) return false
      return isContent(createReadStream(target, { signal }), expected)
    })
  }

  remove(file_path: string): Promise<void> {
    return this.#try(file_path, (target) => rm(target, { force: true }))
  }

  discard(file_path: string, { temporary }: ResumeState): Promise<void> {
    return this.#try(file_path, (target) =>
      rm(path.join(path.dirname(target), String(temporary)), { force: true }),
    )
  }

  verify(signal: AbortSignal): Promise<VerifyStep[]> {
    return probe(this, signal, permissions)
  }

  async close(): Promise<void> {
    // Nothing is held open between calls.
  }

  async #try<T>(file_path: string, work: (target: string) => Promise<T>): Promise<T> {
    checkPath(file_path)
    try {
      const target = path.join(this.#folder, file_path)
      await this.#checkInside(path.dirname(target))
      return await work(target)
    } catch (error) {
      throw toDestinationError(error, file_path)
    }
  }

  async #makeFolder(folder: string) {
    await mkdir(folder, { recursive: true })
    await this.#checkInside(folder)
  }

  /** A link may lead to elsewhere below the root, and nowhere else. What is not there yet cannot be a link. */
  async #checkInside(folder: string): Promise<void> {
    const root = await realpath(this.#root).catch((error) => {
      throw new DestinationError('UNREACHABLE', 'The folder for deliveries is not there: ask the operator', {
        cause: error,
      })
    })
    const existing = await realpath(folder).catch(absent)
    if (existing === undefined) return this.#checkInside(path.dirname(folder))
    if (existing !== root && !existing.startsWith(root + path.sep)) {
      throw new DestinationError('ADDRESS_REFUSED', 'A link leads out of the folder for deliveries')
    }
  }
}

/** @param kept_bytes are there already @param keep told what is on the disk, and not only in memory */
async function writePart(
  part: string,
  file: OutgoingFile,
  kept_bytes: number,
  signal: AbortSignal,
  keep: (kept_bytes: number) => Promise<void>,
) {
  const { O_CREAT, O_RDWR, O_NOFOLLOW } = constants
  await using handle = await open(part, O_CREAT | O_RDWR | O_NOFOLLOW, 0o644)
  // Somebody may have removed the part; and what comes after the kept bytes may be half written.
  const from_byte = (await handle.stat()).size >= kept_bytes ? kept_bytes : 0
  await handle.truncate(from_byte)
  await keep(from_byte)
  for await (const piece of piecesOf(file, piece_bytes)) {
    signal.throwIfAborted()
    const to_byte = piece.from_byte + piece.bytes.length
    if (to_byte <= from_byte) continue
    await writeAt(handle, piece.bytes, piece.from_byte)
    await handle.datasync()
    await keep(to_byte)
  }
}

async function writeAt(handle: FileHandle, bytes: Buffer, from_byte: number) {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, from_byte + done)
    done += bytesWritten
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
