import type {
  CreateApiCredential,
  Credential,
  CredentialWithSecret,
  SpendCap,
} from '@swath/contract/accounts'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

export type NewApiCredential = (typeof CreateApiCredential)['_zod']['input']

/**
 * The credentials that reach no contract but yours: for programs and colleagues. One with a spend cap manages none.
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
   * Only this answer shows the secret. Without `contract_ids` it is for all your contracts.
   * @example
   * const spend_cap = { amount_minor: 100_000, currency: 'USD' }
   * const { client_id, client_secret } = await swath.apiCredentials.create({ name: 'nightly script', spend_cap })
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
   * What it may order at most in a calendar month, from its next order on; null takes the cap away.
   * @example
   * const { client_id } = await swath.apiCredentials.create({ name: 'a script' })
   * const limited = await swath.apiCredentials.limit(client_id, { amount_minor: 0, currency: 'USD' })
   * console.log(limited.spend_cap?.amount_minor) // -> 0
   */
  limit(client_id: string, spend_cap: SpendCap | null, options: CallOptions = {}): Promise<Credential> {
    return this.#http.json(path(client_id), {
      ...options,
      method: 'PATCH',
      contract: false,
      body: { spend_cap },
    })
  }

  /**
   * Ends it for good and at once, with its tokens and streams. It may be the one of this connection.
   * @example
   * const { client_id } = await swath.apiCredentials.create({ name: 'of a laptop that was lost' })
   * await swath.apiCredentials.revoke(client_id)
   */
  revoke(client_id: string, options: CallOptions = {}): Promise<void> {
    return this.#http.json(path(client_id), { ...options, method: 'DELETE', contract: false })
  }
}

function path(client_id: string): string {
  return `/v2/my/api-credentials/${encodeURIComponent(client_id)}`
}
