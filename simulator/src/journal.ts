import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Held } from './plan.ts'
import type { Production } from './production.ts'
import type { Scenario } from './scenarios.ts'
import type { Story } from './story.ts'
import type { Task } from './task.ts'

export type Entry =
  | { type: 'tasked'; task: Task; scenario?: Scenario; story: Story; tasked_at_ms: number; sky_ms: number }
  | { type: 'planned'; capture_id: string; told: number; story: Story }
  | { type: 'ordered'; production: Production; story: Story; tasked_at_ms: number; sky_ms: number }
  | { type: 'done'; capture_id: string; step: number }
  | { type: 'canceled'; capture_id: string }
  | { type: 'reserved'; held: Held }
  | { type: 'released'; reservation_id: string }

/** Keeps what the simulator must not forget, one JSON line each; a line cut short by a crash was never acknowledged. */
export class Journal {
  #file: FileHandle
  /** Entries that come while something is written are written together behind it. */
  #waiting = ''
  #next: Promise<void> | undefined
  #last: Promise<void> = Promise.resolve()

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

  /** @returns when the entries are on the disk */
  append(...entries: readonly Entry[]): Promise<void> {
    this.#waiting += entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
    const flush = () => this.#flush()
    this.#next ??= this.#last.then(flush, flush)
    return this.#next
  }

  #flush(): Promise<void> {
    const text = this.#waiting
    this.#waiting = ''
    this.#next = undefined
    this.#last = this.#write(text)
    return this.#last
  }

  async #write(text: string) {
    await this.#file.appendFile(text)
    await this.#file.datasync()
  }

  async close(): Promise<void> {
    await this.append()
    await this.#file.close()
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
