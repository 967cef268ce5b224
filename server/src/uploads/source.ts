import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { DestinationError, type ExpectedFile, type OutgoingFile } from './destination.ts'

export interface Piece {
  index: number
  from_byte: number
  bytes: Buffer
  is_last: boolean
}

/**
 * Reads a file in pieces of equal size; the last may be shorter, and the only one of an empty file is empty. The
 * last piece is given only when all bytes were the right ones, so what waits for it never completes a wrong file.
 * @throws DestinationError CHECKSUM_MISMATCH
 */
export async function* piecesOf(file: OutgoingFile, piece_bytes: number): AsyncGenerator<Piece, void> {
  const hash = createHash('sha256')
  const count = Math.max(1, Math.ceil(file.size_bytes / piece_bytes))
  const sizeOf = (index: number) => Math.min(piece_bytes, file.size_bytes - index * piece_bytes)
  let index = 0
  let bytes = Buffer.allocUnsafe(sizeOf(0))
  let filled = 0
  for await (let chunk of file.open() as AsyncIterable<Buffer>) {
    hash.update(chunk)
    while (chunk.length > 0) {
      if (filled === bytes.length) {
        if (index === count - 1) throw wrongSource('it is longer than it should be')
        yield { index, from_byte: index * piece_bytes, bytes, is_last: false }
        bytes = Buffer.allocUnsafe(sizeOf(++index))
        filled = 0
      }
      const taken = chunk.copy(bytes, filled)
      filled += taken
      chunk = chunk.subarray(taken)
    }
  }
  if (filled < bytes.length || index < count - 1) throw wrongSource('it is shorter than it should be')
  if (hash.digest('hex') !== file.sha256) throw wrongSource('its SHA-256 is another')
  yield { index, from_byte: index * piece_bytes, bytes, is_last: true }
}

/** Our own copy is damaged: sending it again would send the same. */
function wrongSource(what: string): DestinationError {
  return new DestinationError(
    'CHECKSUM_MISMATCH',
    `The file that was to be sent is not what it should be: ${what}`,
    {
      is_final: true,
    },
  )
}

/** Whether a stream has exactly this content. It is read no further than needed. */
export async function isContent(stream: Readable, expected: ExpectedFile): Promise<boolean> {
  const hash = createHash('sha256')
  let size_bytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk)
    size_bytes += chunk.length
    if (size_bytes > expected.size_bytes) return false
  }
  return size_bytes === expected.size_bytes && hash.digest('hex') === expected.sha256
}

export function differsAtFarEnd(path: string): DestinationError {
  return new DestinationError('CHECKSUM_MISMATCH', `What arrived as ${path} is not what was sent`)
}
