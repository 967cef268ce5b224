import type { Piece } from './source.ts'

/** The most bytes of a file that may be held at once. */
const held_bytes = 64 * 1024 * 1024

/**
 * Sends pieces, several at a time: as many as fit into the memory that an upload may take. If one fails, no
 * further one is begun, and those under way are waited for.
 * @param tell is called one call after the other, with all bytes that have arrived
 */
export async function sendPieces(
  pieces: AsyncGenerator<Piece>,
  piece_bytes: number,
  send: (piece: Piece) => Promise<void>,
  tell: (arrived_bytes: number) => Promise<void>,
): Promise<void> {
  let arrived_bytes = 0
  let told = Promise.resolve()
  async function work() {
    for await (const piece of pieces) {
      await send(piece)
      arrived_bytes += piece.bytes.length
      const arrived = arrived_bytes
      told = told.then(() => tell(arrived))
      await told
    }
  }
  const width = Math.max(1, Math.min(4, Math.floor(held_bytes / piece_bytes)))
  const results = await Promise.allSettled(Array.from({ length: width }, work))
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}
