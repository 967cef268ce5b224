import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { fetchBy } from './as-fetch.ts'
import type { Outbound } from './outbound.ts'

/** The ways in which others sign. None has a secret in common with us, which whoever verifies could sign with. */
export const signed_by = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
]

const limits = { timeout_ms: 5_000, max_bytes: 256 * 1024 }
/** Then they are fetched again, so that one that is published no more is taken no more. */
const fresh_ms = 300_000
/** For so long the keys of before are good while their owner cannot be asked. */
const usable_ms = 3_600_000
/** Whatever tokens are shown, the owner is asked no more often. */
const fetches = { most: 3, in_ms: 60_000 }

interface Parts {
  outbound: Outbound
  clock: { now(): Date }
  url: string
}

/** The public keys of somebody else. One that is not known may be new, so they are fetched again, but only so often. */
export class PublishedKeys {
  #parts: Parts
  #kept: { find: JWTVerifyGetKey; at: number } | undefined
  #fetched_at: number[] = []
  #fetching: Promise<JWTVerifyGetKey> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** As `jwtVerify` of jose asks. @throws NoAnswer, and errors of jose */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const known = await this.#known()
    try {
      return await known(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !this.#mayFetch()) throw error
      return (await this.#fetch())(header, token)
    }
  }

  async #known(): Promise<JWTVerifyGetKey> {
    const age = this.#kept ? this.#now() - this.#kept.at : Number.POSITIVE_INFINITY
    if (this.#kept && (age < fresh_ms || (age < usable_ms && !this.#mayFetch()))) return this.#kept.find
    if (!this.#mayFetch()) throw new errors.JWKSNoMatchingKey('The keys could not be fetched a moment ago')
    return this.#fetch().catch((error) => {
      if (this.#kept && age < usable_ms) return this.#kept.find
      throw error
    })
  }

  #mayFetch(): boolean {
    if (this.#fetching) return true
    const since = this.#now() - fetches.in_ms
    this.#fetched_at = this.#fetched_at.filter((at) => at > since)
    return this.#fetched_at.length < fetches.most
  }

  /** Those who ask meanwhile share the answer. */
  #fetch(): Promise<JWTVerifyGetKey> {
    this.#fetching ??= this.#load().finally(() => {
      this.#fetching = undefined
    })
    return this.#fetching
  }

  async #load(): Promise<JWTVerifyGetKey> {
    const at = this.#now()
    this.#fetched_at.push(at)
    const { outbound, url } = this.#parts
    const answer = await fetchBy(outbound, limits)(url, { headers: { accept: 'application/json' } })
    if (answer.status !== 200) throw new errors.JWKSInvalid(`${url} answered ${answer.status}`)
    const find = createLocalJWKSet((await answer.json()) as JSONWebKeySet)
    this.#kept = { find, at }
    return find
  }

  #now(): number {
    return this.#parts.clock.now().getTime()
  }
}
