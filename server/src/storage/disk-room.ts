import { mkdirSync, statfsSync } from 'node:fs'
import { mkdir, statfs } from 'node:fs/promises'

/** The disk is looked at again after so many bytes. */
const look_bytes = 64 * 1024 * 1024

/** The room on the disk of a folder. What was promised to one transfer is not given to another. */
export class DiskRoom {
  #folder: string
  #min_free_bytes: number
  #promised_bytes = 0

  /** @param min_free_bytes which always stay free */
  constructor(folder: string, min_free_bytes: number) {
    this.#folder = folder
    this.#min_free_bytes = min_free_bytes
  }

  /** @throws Error where there is no room: whoever waits tries again later */
  async take(bytes: number): Promise<Share> {
    this.#promised_bytes += bytes
    const share = new Share(bytes, {
      give: (count) => {
        this.#promised_bytes -= count
      },
      look: () => this.#require(0),
    })
    try {
      await this.#require(this.#promised_bytes)
      return share
    } catch (error) {
      share.leave()
      throw error
    }
  }

  /** The room that is to stay free from somebody else's point of view: also what was promised here. */
  get reserved_bytes(): number {
    return this.#min_free_bytes + this.#promised_bytes
  }

  /** For threads that answer nobody. @throws Error where there is no room */
  requireSync(bytes: number) {
    mkdirSync(this.#folder, { recursive: true })
    this.#judge(statfsSync(this.#folder), this.#promised_bytes + bytes)
  }

  async #require(bytes: number) {
    await mkdir(this.#folder, { recursive: true })
    this.#judge(await statfs(this.#folder), bytes)
  }

  #judge({ bavail, bsize }: { bavail: number; bsize: number }, bytes: number) {
    const free_bytes = bavail * bsize
    if (free_bytes - bytes >= this.#min_free_bytes) return
    throw new Error(
      `The disk of ${this.#folder} is too full: of ${free_bytes} free bytes ${bytes} are spoken for, and ${this.#min_free_bytes} stay free`,
    )
  }
}

/** The bytes that one transfer may still write. */
export class Share {
  #left: number
  #until_look = look_bytes
  #room: { give(count: number): void; look(): Promise<void> }

  constructor(bytes: number, room: { give(count: number): void; look(): Promise<void> }) {
    this.#left = bytes
    this.#room = room
  }

  /** @throws Error when the disk has become too full meanwhile */
  async use(count: number) {
    const given = Math.min(count, this.#left)
    this.#left -= given
    this.#room.give(given)
    this.#until_look -= count
    if (this.#until_look > 0) return
    this.#until_look = look_bytes
    await this.#room.look()
  }

  leave() {
    this.#room.give(this.#left)
    this.#left = 0
  }
}
