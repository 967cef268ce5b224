import type { Token } from '@swath/contract/accounts'
import type { SignIn } from './connection.ts'

/** The ways to ask for tokens; a browser has none. */
export type TokenSignIn = Exclude<SignIn, { browser: unknown }>

/** A token is renewed this long before it expires, so that it does not expire on the way. */
const margin_ms = 60_000

/** The token of one credential, asked for when it is needed. */
export class Session {
  #ask: (is_refused: boolean) => Promise<Token>
  #token = Promise.resolve('')
  #renew_at_ms = 0
  #is_refused = false

  /** @param login what asks Swath for a token */
  constructor(sign_in: TokenSignIn, login: (client_id: string, client_secret: string) => Promise<Token>) {
    this.#ask =
      'access_token' in sign_in
        ? // Whoever provides tokens knows how long they last: it is asked every time.
          async (is_refused) => ({ ...unlimited, access_token: await sign_in.access_token(is_refused) })
        : () => login(sign_in.client_id, sign_in.client_secret)
  }

  token(): Promise<string> {
    if (Date.now() < this.#renew_at_ms) return this.#token
    // Calls that ask meanwhile wait for the same answer.
    this.#renew_at_ms = Number.POSITIVE_INFINITY
    this.#token = this.#renew()
    return this.#token
  }

  /** The server did not take the token; a token may end before its time, as when the server has a new database. */
  refuse(): void {
    this.#renew_at_ms = 0
    this.#is_refused = true
  }

  async #renew(): Promise<string> {
    try {
      const { access_token, expires_in } = await this.#ask(this.#is_refused)
      this.#renew_at_ms = Date.now() + expires_in * 1000 - margin_ms
      this.#is_refused = false
      return access_token
    } catch (error) {
      this.#renew_at_ms = 0
      throw error
    }
  }
}

const unlimited = { token_type: 'Bearer', expires_in: 0, scope: '' } as const
