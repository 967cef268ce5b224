/** Brings the items of past captures to Swath, once. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { calendar } from './calendar.ts'
import { captureOn } from './capture.ts'
import { type ItemOptions, itemsOf, type PastItem } from './items.ts'

export interface SeedingOptions extends ItemOptions {
  seed: string
  /** The number of items that there should be, about. */
  items: number
  /** Remembers how far the archive has been brought. */
  folder: string
}

/** Sends a body to a path of Swath until it is taken; false when it is refused for good. */
export type Send = (path: string, body: unknown) => Promise<boolean>

/** The items that were brought; others are needed when any of it changes. */
interface Brought {
  job: string
  last_day: number
}

const batch_size = 100

/** Items of one collection go together. */
export async function seedArchive(options: SeedingOptions, now_ms: number, send: Send): Promise<number> {
  const { seed, items, folder, public_url, pixel_size_m } = options
  const job = JSON.stringify([seed, items, public_url, pixel_size_m])
  const brought = await readBrought(folder)
  const from = brought?.job === job ? brought.last_day + 1 : 0
  const days = [...calendar(items, now_ms)].filter(({ day }) => day >= from)
  const sender = new Batches(send)
  for (const { place, day } of days) {
    const capture = captureOn(seed, place, day)
    if (capture) await sender.add(itemsOf(capture, options))
    await nextTurn()
  }
  await sender.flush()
  const last_day = days.at(-1)?.day
  if (last_day !== undefined) await writeBrought(folder, { job, last_day })
  return sender.count
}

class Batches {
  count = 0
  #send: Send
  #waiting = new Map<string, PastItem['item'][]>()

  constructor(send: Send) {
    this.#send = send
  }

  async add(items: readonly PastItem[]): Promise<void> {
    for (const { collection, item } of items) {
      const batch = this.#waiting.get(collection) ?? []
      this.#waiting.set(collection, batch)
      if (batch.push(item) >= batch_size) await this.#post(collection)
    }
  }

  async flush(): Promise<void> {
    for (const collection of this.#waiting.keys()) await this.#post(collection)
  }

  async #post(collection: string): Promise<void> {
    const items = this.#waiting.get(collection)!
    this.#waiting.delete(collection)
    const is_taken = await this.#send('/ops/v1/archive/items', { collection, items })
    if (!is_taken) throw new Error(`Swath does not take items of ${collection}`)
    this.count += items.length
  }
}

const fileIn = (folder: string) => path.join(folder, 'archive-brought.json')

async function readBrought(folder: string): Promise<Brought | undefined> {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as Brought)
}

/** A crash before leaves everything to be brought again, which changes nothing. */
async function writeBrought(folder: string, brought: Brought): Promise<void> {
  await writeFile(`${fileIn(folder)}.new`, JSON.stringify(brought))
  await rename(`${fileIn(folder)}.new`, fileIn(folder))
}
