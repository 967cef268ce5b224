// The only file of the client that needs Node: browsers keep files in their own way.
import { createHash } from 'node:crypto'
import { constants, createReadStream, createWriteStream, openSync } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { ZipChoice } from '@swath/contract/deliverables'
import type { RetryPolicy } from './connection.ts'
import type { Deliverables, DeliveredFile } from './deliverables.ts'
import { DownloadError } from './errors.ts'
import type { Orders } from './orders.ts'
import { pause } from './pause.ts'
import { patience, pauseAfter } from './retry.ts'

export interface DownloadOptions {
  /** Told how much of the file is here, those bytes included that were here before. */
  onProgress?: (received_bytes: number) => unknown
  signal?: AbortSignal
  /** The retries when the connection breaks; attempts are counted from the last one that brought something. */
  retries?: Partial<RetryPolicy>
}

/**
 * Downloads a file into `folder`. It gets its name only when it is whole and has the announced SHA-256. What has
 * arrived when the connection breaks or the program ends is kept beside it as `.part`, and the next attempt goes on
 * behind it. A file that is here already is not downloaded again. Two downloads of one file into one folder at the
 * same time both end with it.
 * @returns its path. @throws DownloadError, ApiError, ConnectionError, the reason of `signal`
 * @example
 * import { downloadFile } from '@swath/client/download'
 *
 * for await (const file of swath.deliverables.files(deliverable_id)) {
 *   await downloadFile(swath.deliverables, deliverable_id, file, folder, {
 *     onProgress: (received_bytes) => console.error(`${file.file_name}: ${received_bytes} of ${file.size_bytes}`),
 *   })
 * }
 */
export async function downloadFile(
  deliverables: Deliverables,
  deliverable_id: string,
  file: DeliveredFile,
  folder: string,
  options: DownloadOptions = {},
): Promise<string> {
  // The name comes from outside: only its last part counts.
  const target = path.join(folder, path.basename(file.file_name))
  if (await isWhole(target, file)) {
    await options.onProgress?.(file.size_bytes)
    return target
  }
  await mkdir(folder, { recursive: true })
  // The name tells of which content it is the beginning, so that no other is ever continued.
  const part = `${target}.${file.sha256.slice(0, 16)}.part`
  await fetchRest({ deliverables, deliverable_id, file, part, options })
  try {
    await check(part, file)
    await rename(part, target)
  } catch (error) {
    // Another download of it into this folder was quicker, and has given it its name.
    if (!(await isWhole(target, file))) throw error
  }
  return target
}

export interface ZipOptions {
  /** The files that are wanted; all that are delivered, if nothing is said. */
  choice?: ZipChoice
  /** Told how much of the zip is here, and how much it will be: undefined where the answer does not tell. */
  onProgress?: (received_bytes: number, size_bytes: number | undefined) => unknown
  signal?: AbortSignal
}

/**
 * Downloads the delivered files of an order into `folder` as one zip, `order-<order_id>.zip`, which gets its name when
 * it is whole; what is there of that name is replaced. A zip that breaks off is begun anew: for large files over a bad
 * line `downloadFile` goes on where it was.
 * @returns its path. @throws DownloadError, ApiError, ConnectionError, the reason of `signal`
 * @example
 * import { downloadZip } from '@swath/client/download'
 *
 * const zip = await downloadZip(swath.orders, order_id, folder, { choice: { keys: ['thumbnail', 'metadata'] } })
 * console.log(zip.endsWith(`order-${order_id}.zip`)) // -> true
 */
export async function downloadZip(
  orders: Orders,
  order_id: string,
  folder: string,
  { choice = {}, onProgress, signal }: ZipOptions = {},
): Promise<string> {
  const response = await orders.openZip(order_id, choice, signal ? { signal } : {})
  const size_bytes = sizeToldBy(response)
  const target = path.join(folder, path.basename(`order-${order_id}.zip`))
  const part = `${target}.part`
  await mkdir(folder, { recursive: true })
  let received_bytes = 0
  try {
    await write(response, createWriteStream(part, { flush: true }), (bytes) => {
      received_bytes = bytes
      return onProgress?.(received_bytes, size_bytes)
    })
    if (size_bytes !== undefined && received_bytes !== size_bytes) {
      const found = `${received_bytes} bytes instead of ${size_bytes}`
      throw new DownloadError(`The zip of order ${order_id} has ${found}; ask for it again`)
    }
    await rename(part, target)
    return target
  } catch (error) {
    await rm(part, { force: true })
    if (!(error instanceof BrokenOff)) throw error
    const came = `${received_bytes}${size_bytes === undefined ? '' : ` of ${size_bytes}`} bytes had come`
    throw new DownloadError(`The zip of order ${order_id} broke off when ${came}; ask for it again`, {
      cause: error.cause,
    })
  }
}

/** What was compressed on the way has another size, and the length that is told is not its own. */
function sizeToldBy({ headers }: Response): number | undefined {
  const told = headers.has('content-encoding') ? null : headers.get('content-length')
  return told === null ? undefined : Number(told)
}

async function isWhole(target: string, file: DeliveredFile): Promise<boolean> {
  return (await sizeOf(target)) === file.size_bytes && (await digestOf(target)) === file.sha256
}

interface Download {
  deliverables: Deliverables
  deliverable_id: string
  file: DeliveredFile
  part: string
  options: DownloadOptions
}

/** Goes on as long as each connection brings something; gives up when several in a row bring nothing. */
async function fetchRest(download: Download): Promise<void> {
  const { file, part, options } = download
  const policy = { ...patience, ...options.retries }
  for (let failures = 0, known_bytes = 0; ; failures += 1) {
    try {
      return await append(download)
    } catch (error) {
      options.signal?.throwIfAborted()
      if (!(error instanceof BrokenOff)) throw error
      const kept_bytes = (await sizeOf(part)) ?? 0
      if (kept_bytes > known_bytes) failures = 0
      known_bytes = kept_bytes
      if (failures + 1 >= policy.attempts) {
        const kept = `${kept_bytes} of ${file.size_bytes} bytes are kept, and the next download goes on from there`
        throw new DownloadError(`${file.file_name}: the connection broke off; ${kept}`, {
          cause: error.cause,
        })
      }
      await pause(pauseAfter(policy, failures + 1, error, Math.random())!, options.signal)
    }
  }
}

async function append({ deliverables, deliverable_id, file, part, options }: Download): Promise<void> {
  const { onProgress, signal } = options
  const kept_bytes = (await sizeOf(part)) ?? 0
  if (kept_bytes > 0 && kept_bytes >= file.size_bytes) return
  const call = { from_byte: kept_bytes, ...(signal ? { signal } : {}) }
  const response = await deliverables.openFile(deliverable_id, file.key, call)
  // A server without ranges sends everything.
  const first_byte = response.status === 206 ? kept_bytes : 0
  // Not awaited: what has arrived would be lost if the connection broke meanwhile.
  const fd = openSync(part, constants.O_WRONLY | constants.O_CREAT)
  // Each byte at its own place, so that another download of the same file writes the same there.
  const file_part = createWriteStream(part, { fd, start: first_byte, flush: true })
  await write(response, file_part, (bytes) => onProgress?.(first_byte + bytes))
}

/** The connection broke while a body came, `cause` says why; a full disk and what a caller throws are other errors. */
class BrokenOff extends Error {}

/** @param onReceived told how many bytes of the body have come. @throws BrokenOff, and what it and the disk throw */
async function write({ body }: Response, to: Writable, onReceived: (bytes: number) => unknown) {
  let received_bytes = 0
  await pipeline(
    // The cast: programs that have the types of browsers as well know two kinds of streams. What fails behind ends it.
    (until: { signal?: AbortSignal } = {}) => chunksOf(Readable.fromWeb(body as ReadableStream, until)),
    async function* count(chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        received_bytes += chunk.length
        await onReceived(received_bytes)
        yield chunk
      }
    },
    to,
  )
}

/** Here alone a TypeError is the connection's: fetch throws one when it breaks. */
async function* chunksOf(body: AsyncIterable<Uint8Array>) {
  try {
    yield* body
  } catch (cause) {
    throw cause instanceof TypeError ? new BrokenOff('The connection broke', { cause }) : cause
  }
}

async function check(part: string, file: DeliveredFile): Promise<void> {
  const size_bytes = await sizeOf(part)
  const sha256 = await digestOf(part)
  if (size_bytes === file.size_bytes && sha256 === file.sha256) return
  await rm(part, { force: true })
  if (size_bytes !== file.size_bytes) {
    throw new DownloadError(`${file.file_name} has ${size_bytes} bytes instead of ${file.size_bytes}`)
  }
  throw new DownloadError(`${file.file_name} has the SHA-256 ${sha256} instead of ${file.sha256}`)
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

async function sizeOf(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.size
}
