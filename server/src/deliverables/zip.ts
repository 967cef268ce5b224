import type { Readable } from 'node:stream'
import { ZipFile } from 'yazl'

/** A file for a zip. */
export interface ZipEntry {
  /** The name in the zip, with `/` between folders. */
  path: string
  size_bytes: number
  modified_at: Date
  open: () => Readable
}

export interface Zip {
  /** The size of all of it, which is known before anything is read. */
  size_bytes: number
  body: Readable
}

/**
 * Makes a zip while it is read: files stand in it as they are, and are opened one after the other, so it takes no memory
 * and no disk. It is a Zip64 where it has to be. When nobody reads it any more, its files are not read either; a file that
 * is shorter or longer than was said breaks it off.
 */
export function zipOf(entries: readonly ZipEntry[]): Zip {
  const zip = new ZipFile()
  const body = zip.outputStream as Readable
  let source: Readable | undefined
  const breakOff = (error: Error) => body.destroy(error)
  zip.on('error', breakOff)
  body.once('close', () => source?.destroy())
  for (const { path, size_bytes, modified_at, open } of entries) {
    const options = { size: size_bytes, mtime: modified_at, compress: false }
    zip.addReadStreamLazy(path, options, (take) => {
      // A reader that asks for the size alone opens no file.
      setImmediate(() => {
        if (body.destroyed) return
        source = open().on('error', breakOff)
        take(null, source)
      })
    })
  }
  return { size_bytes: endOf(zip), body }
}

function endOf(zip: ZipFile): number {
  let size_bytes = 0
  const tell = (total: number) => {
    size_bytes = total
  }
  // Its types know nothing of the number; it is told at once, as all sizes are known and nothing is compressed.
  zip.end(undefined, tell as () => void)
  return size_bytes
}
