import type { Threads } from '../threads/threads.ts'
import type { Drawing } from './paper.ts'

/** A statement with more lines tells them as CSV and Parquet only: nobody reads three hundred pages. */
export const max_lines_drawn = 5000

/** `drawStatement` in another thread: five thousand lines take seconds. */
export async function drawElsewhere(threads: Threads, drawing: Drawing): Promise<Buffer> {
  return Buffer.from(await threads.run(import.meta.url, drawHere, drawing))
}

/**
 * Only here are pdfkit and the fonts loaded, since a process that answers would start later for them.
 * @inThread
 */
export async function drawHere(drawing: Drawing): Promise<Buffer> {
  const { drawStatement } = await import('./paper.ts')
  return drawStatement(drawing)
}
