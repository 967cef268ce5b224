import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import { max_lifetime_s, type Token } from '@swath/contract/accounts'
import { SwathError } from '@swath/contract/errors'
import { type CredentialScope, every_scope, type Role, scopesOfView } from '@swath/contract/permissions'
import { LRUCache } from 'lru-cache'
import type { View } from '../access/actor.ts'
import type { Caller, Credentials, Identity } from '../access/auth.ts'
import type { Keyring, LinkMaker, LinkMakers } from '../access/signed-links.ts'
import type { Presented, WrongSecrets } from '../access/wrong-secrets.ts'
import type { Row } from '../database/columns.ts'
import type { Database, Transaction } from '../database/db.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { ExternalIdentity, ExternalTokens } from './external-tokens.ts'
import {
  type CredentialRow,
  findByIdentity,
  findCredential,
  forgetRevokedTokens,
  listContracts,
  listRevokedTokens,
  revokeToken,
  storeUse,
} from './store.ts'
import type { TokenSigner } from './token-signer.ts'

/** A process that heard of no change, because it lost the database, trusts a credential for this long. */
const trust_ms = 10_000
const channel = 'swath_revocations'
/** An operator looks at the system as a customer sees it for this long, and then says again why. */
export const view_seconds = 1800
const max_verified = 10_000
/** The scopes of tokens by the names of the published API, whose clients know no others. */
const scopes: Record<Role, string> = { customer: 'api:tasking api:delivery', operator: 'ops', provider: '' }
const other_names = new Set(Object.values(scopes).flatMap((names) => names.split(' ')))

interface Parts {
  db: Database
  clock: Clock
  keys: Keyring
  tokens: TokenSigner
  /** Absent: nobody else's are taken. */
  external: ExternalTokens | undefined
  wrong_secrets: WrongSecrets
  settings: TokenSettings
}

/** Tokens and contracts of credentials. */
export class Accounts implements Credentials, LinkMakers {
  #db: Database
  #clock: Clock
  #keys: Keyring
  #wrong_secrets: WrongSecrets
  #settings: TokenSettings
  #tokens: TokenSigner
  #external: ExternalTokens | undefined
  /** The credentials of external identities; each is looked at again before it is believed. */
  #by_subject = new LRUCache<string, string>({ max: 10_000 })
  /** Tokens whose signature was found good, each with its subject, until it expires. The oldest first. */
  #verified = new Map<string, VerifiedToken>()
  #trusted = new Map<string, Trusted>()
  /** Counts how often trust was forgotten: an answer that was read before is not remembered after. */
  #forgotten = 0
  #onRevoked: ((client_id?: string) => void)[] = []
  #listener: ReturnType<Database['pool']['listen']> | undefined

  constructor({ db, clock, keys, tokens, external, wrong_secrets, settings }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#keys = keys
    this.#tokens = tokens
    this.#external = external
    this.#wrong_secrets = wrong_secrets
    this.#settings = settings
  }

  /**
   * It lasts no longer than what proved who asks.
   * @param asked scopes, separated by blanks; else it has those of the credential
   * @throws SwathError `invalid_scope`
   */
  async issueToken({ good_until, ...credential }: ProvedCredential, asked = ''): Promise<Token> {
    const scope = scopeOf(credential, asked)
    const left_s = Math.floor((good_until - this.#clock.now().getTime()) / 1000)
    const expires_in = Math.min(this.#settings.token_seconds, Math.max(1, left_s))
    const access_token = await this.#sign({ ...credential, scope }, expires_in)
    const names = [scopes[credential.role], scope].filter(Boolean).join(' ')
    return { access_token, token_type: 'Bearer', expires_in, scope: names }
  }

  /**
   * Ends a token, and the links that were made with it (RFC 7009). One that is good no more is none.
   * @throws SwathError `invalid_client` for a token of another credential
   */
  async revokeToken({ client_id }: ProvedCredential, token: string): Promise<void> {
    const found = await this.#tokens.verify(token).catch(() => undefined)
    if (found?.jti === undefined) return
    if (found.sub !== client_id) {
      throw new SwathError('invalid_client', 'The token is of another credential')
    }
    const now = this.#clock.now()
    await this.#db.system((tx) => revokeToken(tx, { token_id: found.jti!, client_id, revoked_at: now }))
    this.#db.afterCommit(() => this.forget(client_id))
  }

  /** With the links and the streams that were made by them, in every process. */
  async endTokens(tx: Transaction, tokens: readonly EndedToken[]): Promise<void> {
    for (const token of tokens) await revokeToken(tx, { ...token, revoked_at: this.#clock.now() })
  }

  /** Forgets the tokens that are over, with all that they made. */
  forgetRevokedTokens(): Promise<void> {
    const longest_ms = (this.#settings.token_seconds + max_lifetime_s) * 1000
    const before = new Date(this.#clock.now().getTime() - longest_ms)
    return this.#db.system((tx) => forgetRevokedTokens(tx, before))
  }

  /** A token by which an operator looks at the system as a customer sees it. */
  async issueView({ client_id }: Caller, view: View, scope: string): Promise<string> {
    const { token_generation } = await this.#trust(client_id)
    return this.#sign({ client_id, token_generation, scope, view }, view_seconds)
  }

  async verify(token: string): Promise<Identity> {
    if (this.#external?.isOne(token)) return this.#verifyExternal(this.#external, token)
    const { client_id, token_id, scopes, until, view } = await this.#verifiedToken(token)
    const trusted = await this.#trust(client_id)
    if (hasEnded(token_id, trusted)) throw new SwathError('unauthorized', 'The token was revoked')
    const good_until = Math.min(until, endOf(trusted))
    if (view) {
      const may = both(scopes, scopesOfView(trusted.scopes))
      return { client_id, role: 'customer', token_id, scopes: may, good_until, view }
    }
    return { client_id, role: trusted.role, token_id, scopes: both(scopes, trusted.scopes), good_until }
  }

  /** It may what its credential may, or less, if it names scopes of ours. */
  async #verifyExternal(external: ExternalTokens, token: string): Promise<Identity> {
    const { scopes, until, ...identity } = await external.verify(token)
    const client_id = await this.#clientOf(identity)
    const { role, token_generation, ...trusted } = await this.#trust(client_id)
    const token_id = `${token_generation}.external/${secretDigest(token).slice(0, 32)}`
    const good_until = Math.min(until, endOf(trusted))
    return { client_id, role, token_id, scopes: both(scopes ?? trusted.scopes, trusted.scopes), good_until }
  }

  async #clientOf({ issuer, subject }: ExternalIdentity): Promise<string> {
    const known = this.#by_subject.get(subject)
    if (known && (await this.#isStill(known, { issuer, subject }))) return known
    const found = await this.#db.system((tx) => findByIdentity(tx, { issuer, subject }))
    if (found === undefined) {
      throw new SwathError(
        'unauthorized',
        `No credential is known as ${subject} of ${issuer}; an operator says so by: swath admin credentials identify`,
      )
    }
    this.#by_subject.set(subject, found)
    return found
  }

  async #isStill(client_id: string, { issuer, subject }: ExternalIdentity): Promise<boolean> {
    const trusted = await this.#trust(client_id).catch((error) => {
      if (error instanceof SwathError) return undefined
      throw error
    })
    return trusted?.external_subject === subject && trusted.external_issuer === issuer
  }

  async mayStill({ client_id, token_id, contract_id }: LinkMaker): Promise<boolean> {
    if (client_id === undefined) return true
    const trusted = await this.#trust(client_id).catch((error) => {
      if (error instanceof SwathError) return undefined
      throw error
    })
    if (!trusted?.contracts.has(contract_id) || !trusted.scopes.includes('deliveries')) return false
    return token_id === undefined || !hasEnded(token_id, trusted)
  }

  /** @throws SwathError `invalid_client`, `too_many_wrong_secrets` */
  async authenticate(presented: Presented, client_secret: string): Promise<ProvedCredential> {
    const credential = await this.#whose(presented, client_secret)
    if (!credential) {
      throw new SwathError('invalid_client', 'The client_id and client_secret do not match a credential')
    }
    if (credential.good_until > this.#clock.now().getTime()) return credential
    throw new SwathError('invalid_client', `The credential expired at ${timestamp(credential.expires_at!)}`)
  }

  #sign(
    {
      client_id,
      token_generation,
      scope,
      view,
    }: Pick<CredentialRow, 'client_id' | 'token_generation'> & { scope: string; view?: View },
    seconds: number,
  ): Promise<string> {
    const claims = { sub: client_id, jti: tokenId(token_generation), scope }
    return this.#tokens.sign({ ...claims, ...(view && { view }) }, seconds)
  }

  async verifySecret(presented: Presented, secret: string) {
    if (!this.#settings.takes_secrets) {
      throw new SwathError(
        'unauthorized',
        'This server takes no Key,Secret header; send "authorizationToken: Bearer <token>" with a token from POST /oauth/token',
      )
    }
    const credential = await this.#whose(presented, secret)
    if (!credential || credential.good_until <= this.#clock.now().getTime()) {
      throw new SwathError('unauthorized', 'The key and the secret do not match a credential')
    }
    const { client_id, role, scopes, token_generation, good_until } = credential
    return { client_id, role, scopes, token_id: tokenId(token_generation), good_until }
  }

  #whose(presented: Presented, secret: string): Promise<ProvedCredential | undefined> {
    return this.#wrong_secrets.judge(presented, async (tx: Transaction) => {
      const credential = await findCredential(tx, presented.client_id)
      return credential && proved(credential, secretDigest(secret), this.#clock.now().getTime())
    })
  }

  async onlyContract(client_id: string) {
    const { contracts } = await this.#trust(client_id)
    return contracts.size === 1 ? [...contracts][0] : undefined
  }

  async use(client_id: string) {
    await this.#trust(client_id)
  }

  async hasContract(client_id: string, contract_id: string) {
    return (await this.#trust(client_id)).contracts.has(contract_id)
  }

  /** A token that is known is good for as long as its key is. */
  async #verifiedToken(token: string): Promise<VerifiedToken> {
    const known = this.#verified.get(token)
    if (known && known.until > this.#clock.now().getTime() && (await this.#keys.find(known.key_id)))
      return known
    const { sub = '', jti = '', exp = 0, scope, key_id, view } = await this.#tokens.verify(token)
    const scopes = both(String(scope).split(' '), every_scope)
    const said = view === undefined ? {} : { view: view as View }
    const verified = { client_id: sub, token_id: jti, scopes, key_id, until: exp * 1000, ...said }
    this.#verified.set(token, verified)
    if (this.#verified.size > max_verified) this.#verified.delete(this.#verified.keys().next().value!)
    return verified
  }

  /**
   * Calls back when a credential was revoked, or may something else than before, in whatever process; with none when it
   * may be any, since word of it may have got lost.
   */
  onRevoked(tell: (client_id?: string) => void) {
    this.#onRevoked.push(tell)
  }

  /** From now on the credential has to be looked up. */
  forget(client_id: string) {
    this.#forgotten++
    this.#trusted.delete(client_id)
    for (const tell of this.#onRevoked) tell(client_id)
  }

  async close() {
    await (await this.#listener)?.close()
  }

  #listen() {
    let has_listened = false
    const forgetAll = () => {
      this.#forgotten++
      this.#trusted.clear()
      if (has_listened) for (const tell of this.#onRevoked) tell()
      has_listened = true
    }
    return this.#db.pool.listen(channel, (client_id) => this.forget(client_id), forgetAll)
  }

  async #trust(client_id: string) {
    this.#listener ??= this.#listen()
    const now = this.#clock.now().getTime()
    const known = this.#trusted.get(client_id)
    if (known && known.until > now) return known
    const forgotten = this.#forgotten
    const trusted = await this.#db.system(async (tx) => {
      const credential = await findCredential(tx, client_id)
      if (!credential) throw new SwathError('unauthorized', 'The credential of this token was revoked')
      const end = endOf(credential)
      if (end <= now) throw new SwathError('unauthorized', 'The credential of this token has expired')
      await storeUse(tx, client_id, new Date(now))
      const contracts = await listContracts(tx, client_id)
      const revoked_tokens = new Set(await listRevokedTokens(tx, client_id))
      const until = Math.min(now + trust_ms, end)
      return { ...credential, contracts: new Set(contracts), revoked_tokens, until }
    })
    if (forgotten === this.#forgotten) this.#trusted.set(client_id, trusted)
    return trusted
  }
}

type EndedToken = Pick<Row<'revoked_tokens'>, 'token_id' | 'client_id'>

export interface TokenSettings {
  token_seconds: number
  /** Whether requests may carry `Key,Secret <id>,<secret>` instead of a token. */
  takes_secrets: boolean
}

interface VerifiedToken {
  client_id: string
  token_id: string
  scopes: readonly CredentialScope[]
  key_id: string
  until: number
  view?: View
}

type TrustedColumns =
  | 'role'
  | 'scopes'
  | 'token_generation'
  | 'expires_at'
  | 'external_issuer'
  | 'external_subject'

interface Trusted extends Pick<CredentialRow, TrustedColumns> {
  contracts: Set<string>
  revoked_tokens: Set<string>
  until: number
}

/** With how long the secret proves anything. */
type ProvedCredential = CredentialRow & { good_until: number }

/** The credential, if its secret has this digest, or had until a while from now. */
function proved(credential: CredentialRow, digest: string, now: number): ProvedCredential | undefined {
  const { secret_sha256, previous_secret_sha256, previous_secret_until } = credential
  const end = endOf(credential)
  // A membership has no secret that could be right.
  if (secret_sha256 === null) return undefined
  if (sameDigest(digest, secret_sha256)) return { ...credential, good_until: end }
  const overlap_end = previous_secret_until?.getTime() ?? 0
  const is_previous = previous_secret_sha256 !== null && sameDigest(digest, previous_secret_sha256)
  if (!is_previous || overlap_end <= now) return undefined
  return { ...credential, good_until: Math.min(end, overlap_end) }
}

const endOf = ({ expires_at }: Pick<CredentialRow, 'expires_at'>) => expires_at?.getTime() ?? Infinity

/** The scopes of a new token: those that are asked for, or all that it may have. @throws SwathError `invalid_scope` */
function scopeOf(credential: Pick<CredentialRow, 'role' | 'scopes'>, asked: string): string {
  const wanted = asked.split(/\s+/).filter((name) => name !== '' && !other_names.has(name))
  const granted = both(wanted, credential.scopes)
  if (granted.length === new Set(wanted).size) {
    return (granted.length === 0 ? credential.scopes : granted).join(' ')
  }
  const may = credential.scopes.join(' ') || scopes[credential.role]
  throw new SwathError('invalid_scope', `The credential may have ${may}; asked for was ${wanted.join(' ')}`)
}

function both(asked: readonly string[], given: readonly CredentialScope[]): CredentialScope[] {
  return given.filter((scope) => asked.includes(scope))
}

/** A token names the generation of the secret that it was issued for. */
const tokenId = (generation: number) => `${generation}.${randomUUID()}`

/** It was given back, or the secret was replaced at once since. */
function hasEnded(token_id: string, { revoked_tokens, token_generation }: Trusted): boolean {
  const generation = Number(/^(\d+)\./.exec(token_id)?.[1] ?? 0)
  return generation < token_generation || revoked_tokens.has(token_id)
}

/** Secrets are random and long, so a plain digest keeps them as safe as a slow one would. */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

function sameDigest(a: string, b: string) {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
