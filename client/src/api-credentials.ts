import type {
  CreateApiCredential,
  Credential,
  CredentialWithSecret,
  MadeChoice,
  SpendCap,
  UpdateCredential,
} from '@swath/contract/accounts'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'
import { type RotateOptions, rotate } from './rotate.ts'

export type NewApiCredential = (typeof CreateApiCredential)['_zod']['input']

/**
 * The credentials that come from yours, for programs and colleagues, and with the scope `administer` all others of your
 * contracts; you change and revoke those with `may_change`. One with a spend cap manages none.
 * Every method may throw ApiError or ConnectionError.
 */
export class ApiCredentials {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * With their last use, oldest first.
   * @example
   * for await (const { name, last_used_at } of swath.apiCredentials.list()) console.log(name, last_used_at)
   */
  list(options: CallOptions = {}): Listing<Credential> {
    return this.#http.list('/v2/my/api-credentials', {}, { ...options, contract: false })
  }

  /**
   * Only this answer shows the secret. It is for all your contracts, has all your scopes and ends when you do, unless
   * less is said.
   * @example
   * const limits = { spend_cap: { amount_minor: 100_000, currency: 'USD' }, scopes: ['read' as const, 'order' as const] }
   * const { client_id, client_secret } = await swath.apiCredentials.create({ name: 'nightly script', ...limits })
   * console.log(client_id.startsWith('client.'), client_secret.length) // -> true 43
   */
  create(credential: NewApiCredential, options: CallOptions = {}): Promise<CredentialWithSecret> {
    return this.#http.json('/v2/my/api-credentials', {
      ...options,
      method: 'POST',
      contract: false,
      body: credential,
    })
  }

  /**
   * Changes what the credential may do and when it ends, from now on, for live tokens and links too.
   * @example
   * const { client_id } = await swath.apiCredentials.create({ name: 'a contractor' })
   * const { scopes } = await swath.apiCredentials.update(client_id, { scopes: ['read', 'order'] })
   * console.log(scopes.join(' ')) // -> read order
   */
  update(client_id: string, changes: UpdateCredential, options: CallOptions = {}): Promise<Credential> {
    return this.#http.json(path(client_id), {
      ...options,
      method: 'PATCH',
      contract: false,
      body: changes,
    })
  }

  /**
   * A new secret, which only this answer shows. The former is valid for a day more, or for as many seconds as you say;
   * with 0 it ends at once, with the tokens and links that were made with it.
   * @example
   * const { client_id } = await swath.apiCredentials.create({ name: 'nightly script' })
   * const { client_secret } = await swath.apiCredentials.rotate(client_id, { overlap_s: 3600 })
   * console.log(client_secret.length) // -> 43
   */
  rotate(client_id: string, options: RotateOptions = {}): Promise<CredentialWithSecret> {
    return rotate(this.#http, path(client_id), options)
  }

  /**
   * Limits what it may order in a calendar month, from its next order on; null takes the cap away.
   * @example
   * const { client_id } = await swath.apiCredentials.create({ name: 'a script' })
   * const limited = await swath.apiCredentials.limit(client_id, { amount_minor: 0, currency: 'USD' })
   * console.log(limited.spend_cap?.amount_minor) // -> 0
   */
  limit(client_id: string, spend_cap: SpendCap | null, options: CallOptions = {}): Promise<Credential> {
    return this.update(client_id, { spend_cap }, options)
  }

  /**
   * Ends it for good and at once, with its tokens, links and streams. It may be the one of this connection.
   * @param made what becomes of the credentials that it has made (`credentials_made`): they end too, or are kept, as
   * those of its own maker
   * @example
   * const { client_id } = await swath.apiCredentials.create({ name: 'of a laptop that was lost' })
   * await swath.apiCredentials.revoke(client_id)
   */
  revoke(
    client_id: string,
    { made = 'revoke', ...options }: CallOptions & { made?: MadeChoice } = {},
  ): Promise<void> {
    return this.#http.json(`${path(client_id)}?made=${made}`, {
      ...options,
      method: 'DELETE',
      contract: false,
    })
  }
}

function path(client_id: string): string {
  return `/v2/my/api-credentials/${encodeURIComponent(client_id)}`
}
