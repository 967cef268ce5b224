import type { Log } from '../platform/log.ts'

interface Options<Piece> {
  /** Pieces of work that this process does at the same time. */
  max: number
  /** Looks for more as soon as a piece is done, and does not wait for the next look. */
  is_eager?: true
  /** Takes at most so many pieces of work that are due, so that nobody else does them. */
  claim(limit: number): Promise<Piece[]>
  /** Does a piece of work. What it throws is logged: whoever claims it next begins where it broke off. */
  work(piece: Piece): Promise<void>
  log: Log
}

/** Does the work that is due: several pieces at once, none of which waits for another. */
export class DueWork<Piece> {
  #options: Options<Piece>
  #open = new Set<Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<number> | undefined
  /** Something may have come since the look that is under way. */
  #has_news = false
  #is_closing = false

  constructor(options: Options<Piece>) {
    this.#options = options
  }

  /** Works until nothing is due. */
  async run(): Promise<void> {
    while ((await this.#look()) > 0) await Promise.all(this.#open)
  }

  /** Looks for work every so many milliseconds, without being asked. */
  start(look_ms: number) {
    this.#timer = setInterval(() => this.ring(), look_ms)
  }

  /** Looks for work now. */
  ring() {
    if (this.#is_closing) return
    // The next look finds what this one did not.
    this.#look().catch((error) => this.#options.log.warn({ err: error }, 'looking for work'))
  }

  /** Begins nothing more, and waits for what has begun. */
  async stop(): Promise<void> {
    this.#is_closing = true
    clearInterval(this.#timer)
    await this.#looking?.catch(() => undefined)
    await Promise.all(this.#open)
  }

  /** @returns how many pieces are being worked on */
  #look(): Promise<number> {
    this.#has_news = true
    this.#looking ??= this.#takeMore().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #takeMore(): Promise<number> {
    while (this.#has_news && !this.#is_closing) {
      this.#has_news = false
      const limit = this.#options.max - this.#open.size
      if (limit === 0) break
      for (const piece of await this.#options.claim(limit)) this.#work(piece)
    }
    return this.#open.size
  }

  #work(piece: Piece) {
    const { work, log, is_eager } = this.#options
    const running = work(piece)
      .catch((error) => log.warn({ err: error, claim: piece }, 'work is left until its lease ends'))
      .finally(() => {
        this.#open.delete(running)
        if (is_eager) this.ring()
      })
    this.#open.add(running)
  }
}
