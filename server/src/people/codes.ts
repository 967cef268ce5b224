import { SwathError } from '@swath/contract/errors'
import type { SecondFactorKind } from '@swath/contract/factors'
import type { FastifyRequest } from 'fastify'
import { clientAddress } from '../access/client-address.ts'
import type { WrongSecrets } from '../access/wrong-secrets.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Secrets } from '../database/secrets.ts'
import type { Clock } from '../platform/clock.ts'
import { stepOfCode } from './authenticator.ts'
import {
  authenticatorsOfOldKeys,
  countRecoveryCodes,
  findAuthenticator,
  lockAuthenticator,
  storeCodeUse,
  storeSecret,
  takeRecoveryCode,
} from './factors.store.ts'
import { listPasskeys } from './passkeys.store.ts'
import { recoveryDigest } from './recovery-codes.ts'

interface Parts {
  db: Database
  clock: Clock
  secrets: Secrets
  wrong_secrets: WrongSecrets
}

/** Codes that prove who somebody is: each is taken once, and wrong ones are slowed as wrong passwords are. */
export class Codes {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The second factors of somebody, of which any is taken; none of somebody who has none. */
  async factorsOf(tx: Transaction, person_id: string): Promise<SecondFactorKind[]> {
    const found: SecondFactorKind[] = []
    if ((await findAuthenticator(tx, person_id))?.confirmed_at) found.push('authenticator')
    if ((await listPasskeys(tx, person_id)).length > 0) found.push('passkey')
    if (found.length > 0 && (await countRecoveryCodes(tx, person_id)) > 0) found.push('recovery_code')
    return found
  }

  /**
   * @param take looks at the code, and stores that it was used
   * @throws SwathError `second_factor_refused`, `too_many_wrong_secrets`
   */
  async judge<T>(
    person_id: string,
    request: FastifyRequest,
    take: (tx: Transaction) => Promise<T | undefined>,
  ): Promise<T> {
    const client_id = `second factor of ${person_id}`
    const presented = { client_id, address: clientAddress(request), is_password: true } as const
    const found = await this.#parts.wrong_secrets.judge(presented, take)
    if (found !== undefined) return found
    throw new SwathError('second_factor_refused', 'The code is wrong, was used before, or is too old')
  }

  /** @returns the kind of code that it is; undefined of a wrong one */
  async take(tx: Transaction, person_id: string, code: string): Promise<SecondFactorKind | undefined> {
    if (isOfAuthenticator(code)) {
      return (await this.takeOfAuthenticator(tx, person_id, code)) ? 'authenticator' : undefined
    }
    const is_taken = await takeRecoveryCode(tx, person_id, recoveryDigest(person_id, code))
    return is_taken ? 'recovery_code' : undefined
  }

  /**
   * @param made_after of an authenticator that is confirmed by this code; without it, it has been before
   * @returns whether the code is right
   */
  async takeOfAuthenticator(tx: Transaction, person_id: string, code: string, made_after?: Date) {
    const now = this.#parts.clock.now()
    const row = await lockAuthenticator(tx, person_id)
    const is_asked = made_after ? row && !row.confirmed_at && row.created_at > made_after : row?.confirmed_at
    if (!row || !is_asked) return false
    const secret = await this.#parts.secrets.decrypt(row.secret, person_id)
    const step = stepOfCode(plain(code), secret, now, row.last_step)
    if (step === undefined) return false
    await storeCodeUse(tx, { person_id, last_step: step, confirmed_at: row.confirmed_at ?? now })
    return true
  }

  /** After a change of the key of the installation. */
  encryptAnew(): Promise<void> {
    const { db, secrets } = this.#parts
    return secrets.encryptAnew(db, authenticatorsOfOldKeys, async (tx, { person_id, secret }, anew) =>
      storeSecret(tx, person_id, await anew(secret, person_id)),
    )
  }
}

const plain = (code: string) => code.replaceAll(/[\s-]/g, '')
const isOfAuthenticator = (code: string) => /^\d{6}$/.test(plain(code))
