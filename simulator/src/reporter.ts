import { setTimeout as wait } from 'node:timers/promises'
import type { Proof } from './proofs.ts'

export interface SwathAddress {
  url: string
  proof: Proof
}

/** Sends reports to Swath until each is taken: a server that is away is tried again, whatever it takes. */
export class Reporter {
  #swath: SwathAddress
  #stopped: AbortSignal

  constructor(swath: SwathAddress, stopped: AbortSignal) {
    this.#swath = swath
    this.#stopped = stopped
  }

  /** @returns false when Swath refuses the report for good */
  async send(path: string, report: unknown): Promise<boolean> {
    for (let pause_ms = 200; ; pause_ms = Math.min(pause_ms * 2, 10_000)) {
      const status = await this.#try(path, JSON.stringify(report))
      if (status !== undefined && status < 300) return true
      if (status === 401) this.#swath.proof.forget?.()
      else if (status !== undefined && status < 500 && status !== 429) return false
      await wait(pause_ms, undefined, { signal: this.#stopped })
    }
  }

  /** @returns the status, or undefined when nobody answered */
  async #try(path: string, body: string): Promise<number | undefined> {
    try {
      const response = await this.#post(new URL(this.#swath.url + path), body)
      if (response.status >= 400) console.error(`${path}: ${response.status} ${await response.text()}`)
      else await response.body?.cancel()
      return response.status
    } catch (error) {
      if (this.#stopped.aborted) throw error
      return undefined
    }
  }

  async #post(url: URL, body: string) {
    const proved = await this.#swath.proof.headers('POST', url, body)
    return fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...proved },
      body,
      signal: AbortSignal.any([this.#stopped, AbortSignal.timeout(30_000)]),
    })
  }
}
