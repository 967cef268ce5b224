import type {
  CreateCredential,
  Credential,
  CredentialWithSecret,
  MadeChoice,
  OwnCredential,
  SpendCap,
  UpdateCredential,
} from '@swath/contract/accounts'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'
import { type RotateOptions, rotate } from './rotate.ts'

export type NewCredential = (typeof CreateCredential)['_zod']['input']

/** Credentials, for operators; and one's own. Every method may throw ApiError or ConnectionError. */
export class Credentials {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * The credential of this very connection, with what is left of its spend cap.
   * @example
   * const { name, spending } = await swath.credentials.own()
   * console.log(name, spending) // -> demo null
   */
  own(options: CallOptions = {}): Promise<OwnCredential> {
    return this.#http.json('/v2/my/credential', { ...options, contract: false })
  }

  /**
   * A new secret for the credential of this very connection, which needs a new client with it before the former one
   * ends: in a day, in as many seconds as you say, or with 0 at once, with all tokens.
   * @example
   * import { SwathClient } from '@swath/client/client'
   *
   * const { client_id, client_secret } = await swath.apiCredentials.create({ name: 'a robot' })
   * const robot = new SwathClient({ url, client_id, client_secret })
   * const fresh = await robot.credentials.rotateOwn({ overlap_s: 600 })
   * console.log(fresh.client_secret === client_secret) // -> false
   */
  rotateOwn(options: RotateOptions = {}): Promise<CredentialWithSecret> {
    return rotate(this.#http, '/v2/my/credential', options)
  }

  /**
   * All of them, oldest first; for operators.
   * @example
   * for await (const { client_id, spend_cap } of operator.credentials.list()) console.log(client_id, spend_cap)
   */
  list(options: CallOptions = {}): Listing<Credential> {
    return this.#http.list('/ops/v1/credentials', {}, { ...options, contract: false })
  }

  /**
   * A credential for a customer, for a program that orders on its own, say, or with `provider` for a provider; only
   * this answer shows the secret.
   * @example
   * import { SwathClient } from '@swath/client/client'
   *
   * const spend_cap = { amount_minor: 100_000, currency: 'USD' }
   * const made = await operator.credentials.create({ name: 'an agent', contract_ids: [contract_id], spend_cap })
   * const agent = new SwathClient({ url, client_id: made.client_id, client_secret: made.client_secret })
   * await agent.orders.place(point)
   * console.log((await agent.credentials.own()).spending?.remaining_minor) // -> 20000
   */
  create(credential: NewCredential, options: CallOptions = {}): Promise<CredentialWithSecret> {
    return this.#http.json('/ops/v1/credentials', {
      ...options,
      method: 'POST',
      contract: false,
      body: credential,
    })
  }

  /**
   * Ends a credential for good, with its tokens, links and streams, and with what it has made, unless that is kept;
   * for operators.
   * @example
   * const { client_id } = await operator.credentials.create({ name: 'lost', contract_ids: [contract_id] })
   * await operator.credentials.revoke(client_id)
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

  /**
   * Limits what the credential may order in a calendar month, from its next order on; null takes the cap away.
   * @example
   * const { client_id } = await operator.credentials.create({ name: 'a script', contract_ids: [contract_id] })
   * const limited = await operator.credentials.limit(client_id, { amount_minor: 0, currency: 'USD' })
   * console.log(limited.spend_cap?.amount_minor) // -> 0
   */
  limit(client_id: string, spend_cap: SpendCap | null, options: CallOptions = {}): Promise<Credential> {
    return this.update(client_id, { spend_cap }, options)
  }

  /**
   * Changes what it may do and when it ends, from now on, for live tokens and links too.
   * @example
   * const { client_id } = await operator.credentials.create({ name: 'a contractor', contract_ids: [contract_id] })
   * const { scopes } = await operator.credentials.update(client_id, { scopes: ['read'] })
   * console.log(scopes.join(' ')) // -> read
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
   * As which the tokens of the issuer that the server is set up with name a program: from then on they are taken like
   * its own. null: they are not any more.
   * @example
   * import { ApiError } from '@swath/client/errors'
   *
   * const { client_id } = await operator.credentials.create({ name: 'a robot', contract_ids: [contract_id] })
   * const refused = await operator.credentials.identify(client_id, 'robot-7').catch((error: ApiError) => error)
   * console.log(refused instanceof ApiError && refused.code) // -> token_issuer_not_set_up
   */
  async identify(client_id: string, subject: string | null, options: CallOptions = {}): Promise<void> {
    const call =
      subject === null ? { method: 'DELETE' as const } : { method: 'PUT' as const, body: { subject } }
    await this.#http.json(`${path(client_id)}/identity`, { ...options, ...call, contract: false })
  }

  /**
   * A new secret, which only this answer shows; see `ApiCredentials.rotate`.
   * @example
   * const { client_id } = await operator.credentials.create({ name: 'an agent', contract_ids: [contract_id] })
   * await operator.credentials.rotate(client_id, { overlap_s: 0 })
   */
  rotate(client_id: string, options: RotateOptions = {}): Promise<CredentialWithSecret> {
    return rotate(this.#http, path(client_id), options)
  }
}

function path(client_id: string): string {
  return `/ops/v1/credentials/${encodeURIComponent(client_id)}`
}
