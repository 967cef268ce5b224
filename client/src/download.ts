// The only file of the client that needs Node: browsers keep files in their own way.
import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Deliverables, DeliveredFile } from './deliverables.ts'
import { DownloadError } from './errors.ts'

export type OnProgress = (received_bytes: number) => void

/**
 * Downloads a file into `folder`. It gets its name only when it is whole and has the announced SHA-256.
 * @returns its path. @throws DownloadError, ApiError, ConnectionError
 */
export async function downloadFile(
  deliverables: Deliverables,
  deliverable_id: string,
  file: DeliveredFile,
  folder: string,
  onProgress: OnProgress = () => undefined,
): Promise<string> {
  // The name comes from outside: only its last part counts.
  const target = path.join(folder, path.basename(file.file_name))
  const temporary = `${target}.${randomUUID()}.part`
  const response = await deliverables.openFile(deliverable_id, file.key)
  await mkdir(folder, { recursive: true })
  try {
    check(file, await write(response, temporary, onProgress).catch(explain(file)))
    await rename(temporary, target)
    return target
  } finally {
    await rm(temporary, { force: true })
  }
}

interface Written {
  size_bytes: number
  sha256: string
}

async function write(response: Response, temporary: string, onProgress: OnProgress): Promise<Written> {
  const hash = createHash('sha256')
  let size_bytes = 0
  await pipeline(
    Readable.fromWeb(response.body!),
    async function* measure(chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        size_bytes += chunk.length
        onProgress(size_bytes)
        yield chunk
      }
    },
    createWriteStream(temporary, { flush: true }),
  )
  return { size_bytes, sha256: hash.digest('hex') }
}

function explain(file: DeliveredFile) {
  return (error: unknown): never => {
    // What fetch throws when the connection breaks; a full disk and an abort are other errors.
    if (!(error instanceof TypeError)) throw error
    throw new DownloadError(`${file.file_name}: the connection broke off`, { cause: error })
  }
}

function check(file: DeliveredFile, { size_bytes, sha256 }: Written) {
  if (size_bytes !== file.size_bytes) {
    throw new DownloadError(`${file.file_name} has ${size_bytes} bytes instead of ${file.size_bytes}`)
  }
  if (sha256 !== file.sha256) {
    throw new DownloadError(`${file.file_name} has the SHA-256 ${sha256} instead of ${file.sha256}`)
  }
}
