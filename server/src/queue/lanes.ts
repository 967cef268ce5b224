import type { Log } from '../platform/log.ts'

interface Options<Claim> {
  /** Lanes of this process at the same time. */
  max: number
  look_ms: number
  /** Looks for more as soon as a lane ends, and does not wait for the next look. */
  is_eager?: true
  /** Takes at most so many pieces of work that are due, so that nobody else does them. */
  claim(limit: number): Promise<Claim[]>
  /** Does a piece of work. What it throws is logged: whoever claims it next begins where it broke off. */
  work(claim: Claim): Promise<void>
  log: Log
}

/** Does what is due in lanes, none of which waits for another. */
export class Lanes<Claim> {
  #options: Options<Claim>
  #open = new Set<Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<number> | undefined
  /** Something may have come since the look that is under way. */
  #has_news = false
  #is_closing = false

  constructor(options: Options<Claim>) {
    this.#options = options
  }

  /** Works until nothing is due. */
  async run(): Promise<void> {
    while ((await this.#look()) > 0) await Promise.all(this.#open)
  }

  /** Looks for work from now on, without being asked. */
  start() {
    this.#timer = setInterval(() => this.ring(), this.#options.look_ms)
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

  /** @returns how many lanes there are */
  #look(): Promise<number> {
    this.#has_news = true
    this.#looking ??= this.#openLanes().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #openLanes(): Promise<number> {
    while (this.#has_news && !this.#is_closing) {
      this.#has_news = false
      const limit = this.#options.max - this.#open.size
      if (limit === 0) break
      for (const claim of await this.#options.claim(limit)) this.#work(claim)
    }
    return this.#open.size
  }

  #work(claim: Claim) {
    const { work, log, is_eager } = this.#options
    const lane = work(claim)
      .catch((error) => log.warn({ err: error, claim }, 'work is left until its lease ends'))
      .finally(() => {
        this.#open.delete(lane)
        if (is_eager) this.ring()
      })
    this.#open.add(lane)
  }
}
