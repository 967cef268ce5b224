import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Role, Token } from '@swath/contract/accounts'
import { SwathError } from '@swath/contract/errors'
import { type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Credentials } from '../platform/auth.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Page } from '../platform/pages.ts'
import { findCredential, listAllContracts, listContracts, storeUse, tokenSecret } from './store.ts'

const token_seconds = 86_400
/** A process that heard of no change, because it lost the database, trusts a credential for this long. */
const trust_ms = 10_000
const channel = 'swath_revocations'
const max_verified = 10_000
const scopes: Record<Role, string> = {
  customer: 'api:tasking api:delivery',
  operator: 'ops',
  provider: 'ops:reports',
}

/** Tokens and contracts of credentials. */
export class Accounts implements Credentials {
  #db: Database
  #clock: Clock
  #secret: Promise<Uint8Array> | undefined
  /** Tokens whose signature was found good, each with its subject, until it expires. The oldest first. */
  #verified = new Map<string, { client_id: string; until: number }>()
  #trusted = new Map<string, { role: Role; contracts: Set<string>; until: number }>()
  /** How often it was forgotten whom to trust: what was read before is not remembered after. */
  #forgotten = 0
  #onRevoked: ((client_id: string) => void)[] = []
  #listener: ReturnType<Database['pool']['listen']> | undefined

  #takes_secrets: boolean

  /** @param takes_secrets whether requests may carry `Key,Secret <id>,<secret>` instead of a token */
  constructor(db: Database, clock: Clock, takes_secrets: boolean) {
    this.#db = db
    this.#clock = clock
    this.#takes_secrets = takes_secrets
  }

  /** @throws SwathError `invalid_client` */
  async issueToken(client_id: string, client_secret: string): Promise<Token> {
    const credential = await this.#db.system((tx) => findCredential(tx, client_id))
    if (!credential || !sameDigest(secretDigest(client_secret), credential.secret_sha256)) {
      throw new SwathError('invalid_client', 'The client_id and client_secret do not match a credential')
    }
    const now = Math.floor(this.#clock.now().getTime() / 1000)
    const access_token = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(client_id)
      .setIssuedAt(now)
      .setExpirationTime(now + token_seconds)
      .sign(await this.signingSecret())
    return { access_token, token_type: 'Bearer', expires_in: token_seconds, scope: scopes[credential.role] }
  }

  async verify(token: string) {
    const client_id = await this.#subjectOf(token)
    const { role } = await this.#trust(client_id)
    return { client_id, role }
  }

  async verifySecret(client_id: string, secret: string) {
    if (!this.#takes_secrets) {
      throw new SwathError(
        'unauthorized',
        'This server takes no Key,Secret header; send "authorizationToken: Bearer <token>" with a token from POST /oauth/token',
      )
    }
    const credential = await this.#db.system((tx) => findCredential(tx, client_id))
    if (!credential || !sameDigest(secretDigest(secret), credential.secret_sha256)) {
      throw new SwathError('unauthorized', 'The key and the secret do not match a credential')
    }
    return { client_id, role: credential.role }
  }

  async onlyContract(client_id: string) {
    const { contracts } = await this.#trust(client_id)
    return contracts.size === 1 ? [...contracts][0] : undefined
  }

  async hasContract(client_id: string, contract_id: string) {
    return (await this.#trust(client_id)).contracts.has(contract_id)
  }

  contracts(client_id: string) {
    return this.#db.system((tx) => listContracts(tx, client_id))
  }

  /** Of all customers, for operators. */
  allContracts(page: Page) {
    return this.#db.system((tx) => listAllContracts(tx, page))
  }

  async #subjectOf(token: string): Promise<string> {
    const known = this.#verified.get(token)
    if (known && known.until > this.#clock.now().getTime()) return known.client_id
    const { sub = '', exp = 0 } = await this.#payloadOf(token)
    this.#verified.set(token, { client_id: sub, until: exp * 1000 })
    if (this.#verified.size > max_verified) this.#verified.delete(this.#verified.keys().next().value!)
    return sub
  }

  async #payloadOf(token: string): Promise<JWTPayload> {
    try {
      const options = { algorithms: ['HS256'], currentDate: this.#clock.now() }
      return (await jwtVerify(token, await this.signingSecret(), options)).payload
    } catch (cause) {
      throw new SwathError(
        'unauthorized',
        'The token is not valid or has expired; ask POST /oauth/token again',
        { cause },
      )
    }
  }

  /** Calls back when a credential was revoked, in whatever process. */
  onRevoked(tell: (client_id: string) => void) {
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
    const forgetAll = () => {
      this.#forgotten++
      this.#trusted.clear()
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
      await storeUse(tx, client_id, new Date(now))
      const contracts = (await listContracts(tx, client_id)).map((contract) => contract.contract_id)
      return { role: credential.role, contracts: new Set(contracts), until: now + trust_ms }
    })
    if (forgotten === this.#forgotten) this.#trusted.set(client_id, trusted)
    return trusted
  }

  /** The secret with which the installation signs tokens and links. */
  signingSecret(): Promise<Uint8Array> {
    this.#secret ??= this.#db
      .system((tx) => tokenSecret(tx, randomBytes(32).toString('hex')))
      .then((secret) => new TextEncoder().encode(secret))
    return this.#secret
  }
}

/** Secrets are random and long, so a plain digest keeps them as safe as a slow one would. */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

function sameDigest(a: string, b: string) {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
