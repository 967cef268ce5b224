import { setTimeout as wait } from 'node:timers/promises'

export interface SwathAddress {
  url: string
  client_id: string
  client_secret: string
}

/** Sends reports to Swath until each is taken: a server that is away is tried again, whatever it takes. */
export class Reporter {
  #swath: SwathAddress
  #stopped: AbortSignal
  #token: string | undefined

  constructor(swath: SwathAddress, stopped: AbortSignal) {
    this.#swath = swath
    this.#stopped = stopped
  }

  /** @returns false when Swath refuses the report for good */
  async send(path: string, body: unknown): Promise<boolean> {
    for (let pause_ms = 200; ; pause_ms = Math.min(pause_ms * 2, 10_000)) {
      const status = await this.#try(path, body)
      if (status !== undefined && status < 300) return true
      if (status === 401) this.#token = undefined
      else if (status !== undefined && status < 500 && status !== 429) return false
      await wait(pause_ms, undefined, { signal: this.#stopped })
    }
  }

  /** @returns the status, or undefined when nobody answered */
  async #try(path: string, body: unknown): Promise<number | undefined> {
    try {
      this.#token ??= await this.#login()
      const response = await this.#post(path, body, { authorizationToken: `Bearer ${this.#token}` })
      if (response.status >= 400) console.error(`${path}: ${response.status} ${await response.text()}`)
      else await response.body?.cancel()
      return response.status
    } catch (error) {
      if (this.#stopped.aborted) throw error
      return undefined
    }
  }

  async #login(): Promise<string> {
    const { client_id, client_secret } = this.#swath
    const response = await this.#post(
      '/oauth/token',
      { client_id, client_secret, grant_type: 'client_credentials' },
      {},
    )
    if (!response.ok) throw new Error(`Swath refused the simulator's credentials: ${response.status}`)
    return ((await response.json()) as { access_token: string }).access_token
  }

  #post(path: string, body: unknown, headers: Record<string, string>) {
    return fetch(this.#swath.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.any([this.#stopped, AbortSignal.timeout(30_000)]),
    })
  }
}
