import type { CreateDigest, Digest, UpdateDigest } from '@swath/contract/digests'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

export type NewDigest = (typeof CreateDigest)['_zod']['input']

/** News of the contract by e-mail. Every method may throw ApiError or ConnectionError. */
export class Digests {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Oldest first.
   * @example
   * for await (const { email, frequency, state } of swath.digests.list()) console.log(email, frequency, state)
   */
  list(options: CallOptions = {}): Listing<Digest> {
    return this.#http.list('/v2/digests/', {}, options)
  }

  /**
   * Has news sent to an address, once somebody there has followed the link of the first mail. A server without a
   * mail server refuses it with `mail_not_set_up`.
   * @example
   * const known = await swath.digests.list().all()
   * if (known.length > 100) await swath.digests.create({ email: 'planning@example.com', frequency: 'daily' })
   */
  create(digest: NewDigest, options: CallOptions = {}): Promise<Digest> {
    return this.#http.json('/v2/digests/', { ...options, method: 'POST', body: digest })
  }

  /**
   * Changes how often.
   * @example
   * for await (const { digest_id } of swath.digests.list()) {
   *   await swath.digests.update(digest_id, { frequency: 'hourly' })
   * }
   */
  update(digest_id: string, changes: UpdateDigest, options: CallOptions = {}): Promise<Digest> {
    return this.#http.json(path(digest_id), { ...options, method: 'PATCH', body: changes })
  }

  /**
   * Sends nothing more to the address, and forgets it.
   * @example
   * for await (const { digest_id, state } of swath.digests.list()) {
   *   if (state === 'refused') await swath.digests.remove(digest_id)
   * }
   */
  remove(digest_id: string, options: CallOptions = {}): Promise<void> {
    return this.#http.json(path(digest_id), { ...options, method: 'DELETE' })
  }
}

const path = (digest_id: string): string => `/v2/digests/${encodeURIComponent(digest_id)}`
