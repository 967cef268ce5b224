import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Production } from './production.ts'
import type { Story } from './story.ts'
import type { Task } from './task.ts'

export type Entry =
  | { type: 'tasked'; task: Task; story: Story; tasked_at_ms: number; sky_ms: number }
  | { type: 'ordered'; production: Production; story: Story; tasked_at_ms: number; sky_ms: number }
  | { type: 'done'; capture_id: string; step: number }
  | { type: 'canceled'; capture_id: string }

/** Keeps what the simulator must not forget, one JSON line each; a line cut short by a crash was never acknowledged. */
export class Journal {
  #file: FileHandle

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async open(folder: string): Promise<{ journal: Journal; entries: Entry[] }> {
    await mkdir(folder, { recursive: true })
    const name = path.join(folder, 'journal.jsonl')
    const file = await open(name, 'a')
    const lines = (await readFile(name, 'utf8')).split('\n')
    const cut = lines.pop()
    // The next entry must not be glued to the cut line.
    if (cut !== '') await file.appendFile('\n')
    return { journal: new Journal(file), entries: lines.flatMap(parse) }
  }

  async append(entry: Entry): Promise<void> {
    await this.#file.appendFile(`${JSON.stringify(entry)}\n`)
    await this.#file.datasync()
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

function parse(line: string): Entry[] {
  try {
    return [JSON.parse(line) as Entry]
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}
