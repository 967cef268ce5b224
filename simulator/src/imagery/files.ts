/** Writing files that are either whole or absent, and knowing what was written. */
import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

export interface WrittenFile {
  readonly file_name: string
  readonly size_bytes: number
  /** Hexadecimal. */
  readonly sha256: string
}

/** Writes under a temporary name and renames, so that a killed process leaves no half file under the real one. */
export async function writeWhole(
  folder: string,
  file_name: string,
  source: Buffer | Readable,
): Promise<WrittenFile> {
  const temporary = join(folder, `.${file_name}.${randomUUID()}.part`)
  const hash = createHash('sha256')
  let size_bytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      size_bytes += chunk.length
      done(null, chunk)
    },
  })
  try {
    const input = Buffer.isBuffer(source) ? Readable.from([source]) : source
    await pipeline(input, meter, createWriteStream(temporary, { flush: true }))
    await rename(temporary, join(folder, file_name))
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  return { file_name, size_bytes, sha256: hash.digest('hex') }
}

/**
 * Packs files of the folder into a zip in the same folder, stored as they are: images are compressed already.
 * The same files give the same bytes, whenever and wherever: all carry zip's first date, 1980-01-01.
 */
export function writeZip(
  folder: string,
  file_name: string,
  members: readonly string[],
): Promise<WrittenFile> {
  const zip = new ZipFile()
  const output = zip.outputStream as Readable
  zip.on('error', (error: Error) => output.destroy(error))
  for (const member of members) {
    zip.addFile(join(folder, member), member, {
      compress: false,
      mode: 0o100644,
      mtime: new Date(0),
      forceDosTimestamp: true,
    })
  }
  zip.end()
  return writeWhole(folder, file_name, output)
}
