import { SwathError } from '@swath/contract/errors'
import type { NewAuthenticator, OwnFactors, OwnProof, RecoveryCodes } from '@swath/contract/factors'
import type { FastifyRequest } from 'fastify'
import type { SignedIn } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Secrets } from '../database/secrets.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import { newAuthenticator } from './authenticator.ts'
import { deleteChallenges, forgetChallenges } from './challenges.store.ts'
import type { Codes } from './codes.ts'
import {
  countRecoveryCodes,
  deleteAuthenticator,
  deleteRecoveryCodes,
  findAuthenticator,
  forgetAuthenticators,
  insertAuthenticator,
  insertRecoveryCodes,
} from './factors.store.ts'
import { deletePasskeys } from './passkeys.store.ts'
import { newRecoveryCodes, recoveryDigest } from './recovery-codes.ts'
import type { RelyingParty } from './relying-party.ts'
import type { Sessions } from './sessions.ts'
import type { SignIn } from './sign-in.ts'
import { findPerson } from './store.ts'

const to_confirm_ms = 3_600_000

/** The changes of factors of which their person is told. */
export type FactorChange =
  | 'authenticator_added'
  | 'authenticator_removed'
  | 'passkey_added'
  | 'passkey_removed'
  | 'all_removed'
  | 'recovery_codes_renewed'
  | 'recovery_code_used'

interface Parts {
  db: Database
  clock: Clock
  secrets: Secrets
  codes: Codes
  sessions: Sessions
  sign_in: SignIn
  relying_party: RelyingParty
  /** Shown by apps beside the code. */
  issuer: string
  tell: (tx: Transaction, person_id: string, change: FactorChange) => void
}

/** The factors of people besides their password, as they themselves set them up. */
export class Factors {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  own(person_id: string): Promise<OwnFactors> {
    const { db, relying_party } = this.#parts
    return db.system(async (tx) => {
      const confirmed_at = (await findAuthenticator(tx, person_id))?.confirmed_at
      return {
        authenticator: confirmed_at ? { confirmed_at: timestamp(confirmed_at) } : null,
        can_have_passkeys: relying_party.is_possible,
        has_any: await this.hasAny(tx, person_id),
        recovery_codes_left: await countRecoveryCodes(tx, person_id),
      }
    })
  }

  async hasAny(tx: Transaction, person_id: string): Promise<boolean> {
    return (await this.#parts.codes.factorsOf(tx, person_id)).length > 0
  }

  async hasPasskey(tx: Transaction, person_id: string): Promise<boolean> {
    return (await this.#parts.codes.factorsOf(tx, person_id)).includes('passkey')
  }

  /** It counts once it is confirmed. @throws SwathError `sign_in_too_old`, `authenticator_exists` */
  async setUp(signed_in: SignedIn): Promise<NewAuthenticator> {
    const { db, clock, secrets, sessions, issuer } = this.#parts
    const { person_id } = signed_in
    sessions.requireRecent(signed_in)
    const now = clock.now()
    const { email } = await db.system((tx) => findPerson(tx, person_id))
    const { secret, uri } = newAuthenticator(issuer, email)
    const encrypted = await secrets.encrypt(secret, person_id)
    const row = { person_id, secret: encrypted, confirmed_at: null, last_step: 0, created_at: now }
    if (await db.system((tx) => insertAuthenticator(tx, row))) {
      return { secret, uri, expires_at: timestamp(new Date(now.getTime() + to_confirm_ms)) }
    }
    throw new SwathError('authenticator_exists', 'Remove it before you set up another one')
  }

  /** @throws SwathError `second_factor_refused`, `too_many_wrong_secrets` */
  confirm(signed_in: SignedIn, code: string, request: FastifyRequest): Promise<RecoveryCodes> {
    const { codes, clock, sessions } = this.#parts
    const { person_id, session_id } = signed_in
    const made_after = new Date(clock.now().getTime() - to_confirm_ms)
    return codes.judge(person_id, request, async (tx) => {
      if (!(await codes.takeOfAuthenticator(tx, person_id, code, made_after))) return undefined
      await sessions.storeSecondFactor(tx, session_id)
      return this.added(tx, person_id, 'authenticator_added')
    })
  }

  /** @throws SwathError `not_found`, and as a proof */
  async removeAuthenticator(signed_in: SignedIn, proof: OwnProof, request: FastifyRequest): Promise<void> {
    const { db } = this.#parts
    const { person_id } = signed_in
    await this.#prove(signed_in, proof, request)
    await db.system(async (tx) => {
      if (!(await deleteAuthenticator(tx, person_id))) throw new SwathError('not_found', 'There is none')
      await this.removed(tx, person_id, 'authenticator_removed')
    })
  }

  /** Those of before are worth nothing any more. @throws SwathError `not_found`, and as a proof */
  async renewRecoveryCodes(signed_in: SignedIn, proof: OwnProof, request: FastifyRequest) {
    const { db, tell } = this.#parts
    const { person_id } = signed_in
    await this.#prove(signed_in, proof, request)
    return db.system(async (tx) => {
      if (!(await this.hasAny(tx, person_id))) {
        throw new SwathError('not_found', 'Recovery codes stand for a second factor, and there is none')
      }
      await deleteRecoveryCodes(tx, person_id)
      tell(tx, person_id, 'recovery_codes_renewed')
      return { recovery_codes: await this.#makeRecoveryCodes(tx, person_id) }
    })
  }

  /** Those of an account that may have been somebody else's until now. */
  async removeAll(tx: Transaction, person_id: string): Promise<void> {
    await deleteAuthenticator(tx, person_id)
    await deletePasskeys(tx, person_id)
    await deleteRecoveryCodes(tx, person_id)
    await deleteChallenges(tx, person_id)
  }

  /** By an administrator, for somebody who has lost them. @throws SwathError `not_found` */
  removeFor(person_id: string): Promise<void> {
    const { db, tell } = this.#parts
    return db.system(async (tx) => {
      if (!(await this.hasAny(tx, person_id))) {
        throw new SwathError('not_found', 'They have no second factor')
      }
      await this.removeAll(tx, person_id)
      tell(tx, person_id, 'all_removed')
    })
  }

  async forgetOld(): Promise<void> {
    const { db, clock, codes } = this.#parts
    const now = clock.now()
    await db.system(async (tx) => {
      await forgetChallenges(tx, now)
      await forgetAuthenticators(tx, new Date(now.getTime() - to_confirm_ms))
    })
    await codes.encryptAnew()
  }

  /**
   * The first factor brings recovery codes. It ends sessions from before it, in which somebody who knows the password
   * could set up their own or remove it.
   */
  async added(tx: Transaction, person_id: string, change: FactorChange): Promise<RecoveryCodes> {
    const { sessions, tell } = this.#parts
    tell(tx, person_id, change)
    await sessions.endIn(tx, person_id, { of_one_factor: true })
    if ((await countRecoveryCodes(tx, person_id)) > 0) return { recovery_codes: null }
    return { recovery_codes: await this.#makeRecoveryCodes(tx, person_id) }
  }

  /** With the last one go the codes that stand for it. */
  async removed(tx: Transaction, person_id: string, change: FactorChange): Promise<void> {
    this.#parts.tell(tx, person_id, change)
    if (!(await this.hasAny(tx, person_id))) await this.removeAll(tx, person_id)
  }

  async #makeRecoveryCodes(tx: Transaction, person_id: string): Promise<string[]> {
    const made = newRecoveryCodes()
    const digests = made.map((code) => recoveryDigest(person_id, code))
    await insertRecoveryCodes(tx, person_id, digests)
    return made
  }

  /** @throws SwathError `sign_in_refused`, `second_factor_refused`, `sign_in_too_old`, `too_many_wrong_secrets` */
  async #prove(signed_in: SignedIn, { password, code }: OwnProof, request: FastifyRequest): Promise<void> {
    const { db, codes, sessions, sign_in } = this.#parts
    const { person_id } = signed_in
    if (code !== undefined) {
      await codes.judge(person_id, request, (tx) => codes.take(tx, person_id, code))
      return
    }
    const { email, password_hash } = await db.system((tx) => findPerson(tx, person_id))
    if (password_hash === null) sessions.requireRecent(signed_in)
    else await sign_in.prove({ email, password: password ?? '' }, request)
  }
}
