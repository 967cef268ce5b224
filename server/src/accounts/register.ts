import { randomBytes } from 'node:crypto'
import type {
  CreateApiCredential,
  CreateCredential,
  Credential,
  CredentialWithSecret,
  MadeChoice,
  OwnCredential,
  RotateCredential,
  UpdateCredential,
} from '@swath/contract/accounts'
import { roleOf, saidScopes } from '@swath/contract/accounts'
import { SwathError } from '@swath/contract/errors'
import { all_scopes, type CredentialScope, type Role } from '@swath/contract/permissions'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'
import { type Clock, timestampOrNull } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { publicCredential } from './document.ts'
import type { ExternalIdentity } from './external-tokens.ts'
import {
  type Bounds,
  dateOrNull,
  isBounded,
  requireChange,
  requireChangeable,
  requireFreeCap,
  requireFuture,
  requireOneSecret,
  requireProgram,
  requireWithin,
} from './permissions.ts'
import {
  boundsOf,
  findRegistered,
  giveMadeToMaker,
  hasOperator,
  listRegistered,
  lockRegister,
  makerOf,
  type RegisteredRow,
  rename,
  revoke,
  setExpiry,
  setIdentity,
  setScopes,
  setSecret,
  setSpendCap,
  type Viewer,
} from './register.store.ts'
import { secretDigest } from './service.ts'
import type { SpendCaps } from './spend-caps.ts'
import { existingContracts, findByIdentity, listContracts, saveCredential } from './store.ts'

/** This process hears of a change here before it answers; the others hear of it from the database. */
export interface Revocations {
  forget(client_id: string): void
}

/** The senders of events and files, which credentials have set up. */
export interface SetUp {
  /** Stops what was set up by a credential that may that no longer. */
  disableOrphans(): Promise<void>
  /** Hands what a credential has set up to another, or to the house. */
  handOn(tx: Transaction, client_id: string, to: string | null): Promise<void>
}

interface Parts {
  db: Database
  clock: Clock
  spend_caps: SpendCaps
  revocations: Revocations
  log: Log
  /** The issuer besides ourselves whose tokens are taken. */
  token_issuer: string | undefined
}

/**
 * The credentials that there are. An operator manages all of them; one of a customer those that come from it and, with
 * the scope `administer`, those that others of its contracts have made; but none that an operator made. One with a
 * spend cap manages none.
 */
export class Register {
  #parts: Parts
  #set_up: readonly SetUp[] = []

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** They are told whose what they have is from now on, where the credential that set it up is revoked. */
  watchOver(set_up: readonly SetUp[]) {
    this.#set_up = set_up
  }

  /** @throws SwathError `credential_capped` */
  list(caller: Caller, page: Page): Promise<{ count: number; credentials: Credential[] }> {
    return this.#manage(caller, async (tx) => {
      const { rows, count } = await listRegistered(tx, viewerOf(caller), page)
      return { count, credentials: rows.map(publicCredential) }
    })
  }

  /**
   * The first operator, who makes everybody else: by whoever has the machine, and only while no operator can sign in.
   * @returns undefined where one can
   */
  setUp(name: string): Promise<Pick<CredentialWithSecret, 'client_id' | 'client_secret'> | undefined> {
    return this.#parts.db.system(async (tx) => {
      await lockRegister(tx)
      if (await hasOperator(tx, this.#parts.clock.now())) return undefined
      const { client_id, client_secret } = await this.#save(tx, null, {
        name,
        role: 'operator',
        scopes: all_scopes.operator,
      })
      return { client_id, client_secret }
    })
  }

  /** Whether somebody of the staff can sign in, with a secret or as a person. */
  hasOperator(): Promise<boolean> {
    return this.#parts.db.system((tx) => hasOperator(tx, this.#parts.clock.now()))
  }

  /**
   * By an operator, who gives to others of the staff no more than there is to give.
   * @throws SwathError `not_found` for a contract that does not exist, `scopes_exceeded`, `expiry_exceeded`
   */
  create(caller: Caller, given: CreateCredential): Promise<CredentialWithSecret> {
    return this.#manage(caller, async (tx) => {
      const asked = given.contract_ids ?? []
      const existing = await existingContracts(tx, asked)
      const missing = asked.filter((id) => !existing.includes(id))
      if (missing.length > 0) throw new SwathError('not_found', `There is no contract ${missing.join(', ')}`)
      const role = roleOf(given)
      const bound = await this.#boundsOf(tx, caller)
      const scopes = saidScopes(role, given) ?? (role === 'operator' ? bound.scopes : all_scopes[role])
      if (isBounded(caller, role)) {
        requireWithin({ scopes, expires_at: dateOrNull(given.expires_at) }, bound)
      }
      return this.#insert(tx, caller, { ...given, role, scopes })
    })
  }

  /**
   * By a customer, who gives no more than there is to give.
   * @throws SwathError `credential_capped`, `contract_forbidden`, `scopes_exceeded`, `expiry_exceeded`
   */
  createWithin(caller: Caller, given: CreateApiCredential): Promise<CredentialWithSecret> {
    return this.#manage(caller, async (tx) => {
      const own = await listContracts(tx, caller.client_id)
      const foreign = given.contract_ids?.filter((contract_id) => !own.includes(contract_id)) ?? []
      if (foreign.length > 0) {
        throw new SwathError('contract_forbidden', `You have no access to the contract ${foreign.join(', ')}`)
      }
      const bound = await this.#boundsOf(tx, caller)
      const { contract_ids = own, ...rest } = given
      const scopes = saidScopes('customer', given) ?? bound.scopes
      const expires_at = rest.expires_at === undefined ? timestampOrNull(bound.expires_at) : rest.expires_at
      requireWithin({ scopes, expires_at: dateOrNull(expires_at) }, bound)
      return this.#insert(tx, caller, { ...rest, role: 'customer', contract_ids, scopes, expires_at })
    })
  }

  /**
   * @throws SwathError `not_found`, `credential_forbidden`, `credential_capped`, `spend_cap_fixed`, `scopes_exceeded`,
   * `expiry_exceeded`
   */
  update(caller: Caller, client_id: string, given: UpdateCredential): Promise<Credential> {
    return this.#change(caller, client_id, async (tx, row) => {
      requireChange(row, given, await this.#boundsOn(tx, caller, row))
      const { name, spend_cap, expires_at } = given
      const scopes = saidScopes(row.role, given)
      const changed = [client_id]
      if (name !== undefined) await rename(tx, client_id, name)
      if (spend_cap !== undefined) await setSpendCap(tx, client_id, spend_cap, caller.client_id)
      if (scopes !== undefined) changed.push(...(await setScopes(tx, client_id, scopes)))
      if (expires_at !== undefined) changed.push(...(await this.#setExpiry(tx, client_id, expires_at)))
      if (changed.length > 1) endWhatItSetUp(tx)
      const credential = publicCredential((await findRegistered(tx, viewerOf(caller), client_id))!)
      return { changed, result: credential, said: { changes: given } }
    })
  }

  /**
   * A new secret, for a credential of others or the one that asks; the former stays valid for a while, or ends at once.
   * @throws SwathError `not_found`, `credential_forbidden`, `scopes_exceeded`, `credential_secrets_reached`
   */
  rotate(caller: Caller, client_id: string, { overlap_s }: RotateCredential): Promise<CredentialWithSecret> {
    const is_own = client_id === caller.client_id
    const rotate = async (tx: Transaction, row: RegisteredRow) => {
      if (!is_own) requireChangeable(row)
      requireProgram(row)
      // A reader of a secret may what it may, for as long: a token with less than its credential has does not.
      if (isBounded(caller, row.role)) requireWithin(row, await this.#boundsOf(tx, caller))
      const now = this.#parts.clock.now()
      if (overlap_s > 0) requireOneSecret(row, now)
      const client_secret = newSecret()
      const until = overlap_s > 0 ? new Date(now.getTime() + overlap_s * 1000) : null
      await setSecret(tx, client_id, secretDigest(client_secret), until)
      const credential = publicCredential((await findRegistered(tx, viewerOf(caller), client_id))!)
      return { changed: [client_id], result: { ...credential, client_secret }, said: { overlap_s } }
    }
    return this.#change(caller, client_id, rotate, is_own)
  }

  /**
   * As which the tokens of the other issuer name it; null: they do not any more.
   * @throws SwathError `not_found`, `credential_forbidden`, `scopes_exceeded`, `identity_taken`, `token_issuer_not_set_up`
   */
  identify(caller: Caller, client_id: string, subject: string | null): Promise<Credential> {
    const { token_issuer: issuer } = this.#parts
    return this.#change(caller, client_id, async (tx, row) => {
      requireChangeable(row)
      requireProgram(row)
      // With such a token somebody may what it may, as with its secret.
      if (isBounded(caller, row.role)) requireWithin(row, await this.#boundsOf(tx, caller))
      if (issuer === undefined) throw noIssuer()
      const identity = subject === null ? null : { issuer, subject }
      if (identity) await requireFree(tx, client_id, identity)
      await setIdentity(tx, client_id, identity)
      const credential = publicCredential((await findRegistered(tx, viewerOf(caller), client_id))!)
      return { changed: [client_id], result: credential, said: { identity } }
    })
  }

  /**
   * With its tokens, links and streams, and, unless they are to be kept, all credentials that come from it. A customer
   * may revoke the one that asks; an operator not, so that somebody remains who makes others.
   * @throws SwathError `not_found`, `credential_forbidden`, `credential_capped`, `spend_cap_fixed`, `credential_in_use`
   */
  async revoke(caller: Caller, client_id: string, made: MadeChoice): Promise<void> {
    if (caller.role === 'operator' && client_id === caller.client_id) {
      throw new SwathError('credential_in_use', 'Revoke it with the credential of another operator')
    }
    await this.#change(caller, client_id, async (tx, row) => {
      const is_own = client_id === caller.client_id && row.created_by !== null
      if (!is_own) requireChangeable(row)
      if (made === 'keep') {
        // They would be free of the cap that they are under.
        requireFreeCap(row)
        await giveMadeToMaker(tx, client_id)
        const maker = await makerOf(tx, client_id)
        for (const one of this.#set_up) await one.handOn(tx, client_id, maker)
      }
      const changed = await revoke(tx, client_id, this.#parts.clock.now())
      endWhatItSetUp(tx)
      return { changed, result: undefined, said: { revoked: changed } }
    })
  }

  /** Revokes one on whose end nobody is asked, with what it has made. */
  async end(tx: Transaction, client_id: string): Promise<void> {
    const changed = await revoke(tx, client_id, this.#parts.clock.now())
    endWhatItSetUp(tx)
    this.#forget(changed)
    this.#say('groups', client_id, { revoked: changed })
  }

  /** Tells a credential about itself. */
  own(caller: Caller): Promise<OwnCredential> {
    const { db, spend_caps, clock } = this.#parts
    return db.system(async (tx) => {
      const spending = await spend_caps.spending(caller.client_id, clock.now())
      return {
        ...publicCredential((await findRegistered(tx, viewerOf(caller), caller.client_id))!),
        spending,
      }
    })
  }

  /** The scopes and the end that the caller may give: those of its token, for as long as the credential lasts. */
  async #boundsOf(tx: Transaction, { client_id, scopes }: Caller): Promise<Bounds> {
    const own = await boundsOf(tx, client_id)
    return { scopes, expires_at: own!.expires_at }
  }

  async #boundsOn(tx: Transaction, caller: Caller, { role, created_by }: RegisteredRow): Promise<Bounds[]> {
    if (!isBounded(caller, role)) return []
    const maker = role === 'customer' && created_by ? await boundsOf(tx, created_by) : undefined
    return [await this.#boundsOf(tx, caller), ...(maker ? [maker] : [])]
  }

  async #insert(
    tx: Transaction,
    { client_id: created_by }: Caller,
    given: Saved & Pick<CreateCredential, 'spend_cap'>,
  ) {
    const { client_id, client_secret } = await this.#save(tx, created_by, given)
    await setSpendCap(tx, client_id, given.spend_cap, created_by)
    const viewer = { client_id: created_by, is_operator: true, administers: true }
    return { ...publicCredential((await findRegistered(tx, viewer, client_id))!), client_secret }
  }

  async #save(tx: Transaction, created_by: string | null, given: Saved) {
    const { name, role, provider = null, scopes, contract_ids = [], expires_at = null } = given
    const client_id = `client.${randomBytes(12).toString('hex')}`
    const client_secret = newSecret()
    const row = {
      client_id,
      name,
      role,
      provider,
      scopes: [...scopes],
      created_by,
      expires_at: dateOrNull(expires_at),
    }
    requireFuture(row.expires_at, this.#parts.clock.now())
    await saveCredential(tx, { ...row, secret_sha256: secretDigest(client_secret) }, contract_ids)
    this.#say(created_by ?? 'setup', client_id, { name, role, scopes, expires_at })
    return { client_id, client_secret }
  }

  #setExpiry(tx: Transaction, client_id: string, expires_at: string | null): Promise<string[]> {
    const at = dateOrNull(expires_at)
    requireFuture(at, this.#parts.clock.now())
    return setExpiry(tx, client_id, at)
  }

  /** One that the caller sees. Every process knows of it before the answer is sent. */
  async #change<T>(
    caller: Caller,
    client_id: string,
    work: (tx: Transaction, row: RegisteredRow) => Promise<{ changed: string[]; result: T; said: object }>,
    is_own_secret = false,
  ): Promise<T> {
    const { changed, result, said } = await this.#manage(
      caller,
      async (tx) => {
        await lockRegister(tx)
        const row = await findRegistered(tx, viewerOf(caller), client_id)
        if (!row) throw new SwathError('not_found', `There is no credential ${client_id}`)
        return work(tx, row)
      },
      is_own_secret,
    )
    this.#forget(changed)
    this.#say(caller.client_id, client_id, said)
    return result
  }

  #forget(changed: readonly string[]) {
    this.#parts.db.afterCommit(() => {
      for (const one of changed) this.#parts.revocations.forget(one)
    })
  }

  #say(actor: string, client_id: string, what: object) {
    this.#parts.log.info({ actor, client_id, ...what }, 'a credential was made or changed')
  }

  /** A capped one would make itself one without. What it does to itself is judged like others'. */
  #manage<T>(caller: Caller, work: (tx: Transaction) => Promise<T>, is_own_secret = false): Promise<T> {
    return this.#parts.db.system(async (tx) => {
      if (!is_own_secret) await this.requireManager(tx, caller)
      return work(tx)
    })
  }

  /** @throws SwathError `credential_capped` */
  async requireManager(tx: Transaction, caller: Viewing): Promise<void> {
    const own = await findRegistered(tx, viewerOf(caller), caller.client_id)
    if (own?.spend_cap_minor == null) return
    const detail = 'A credential with a spend cap manages none; GET /v2/my/credential tells of itself'
    throw new SwathError('credential_capped', detail)
  }
}

const noIssuer = () =>
  new SwathError(
    'token_issuer_not_set_up',
    'The server has no SWATH_TOKEN_ISSUER, whose tokens it would take',
  )

/** @throws SwathError `identity_taken` */
async function requireFree(tx: Transaction, client_id: string, identity: ExternalIdentity): Promise<void> {
  const other = await findByIdentity(tx, identity)
  if (other === undefined || other === client_id) return
  throw new SwathError('identity_taken', `${identity.subject} of ${identity.issuer} is ${other} already`)
}

type Saved = Pick<CreateCredential, 'name' | 'provider' | 'contract_ids'> &
  Partial<Pick<CreateCredential, 'expires_at'>> & { role: Role; scopes: readonly CredentialScope[] }

/** Workers stop it as soon as it is committed, and look by the minute whether a credential has expired. */
function endWhatItSetUp(tx: Transaction) {
  tx.enqueue({ name: 'accounts.end_made', data: { contract_id: '', order_id: '', entity_id: '' } })
}

type Viewing = Pick<Caller, 'client_id' | 'role' | 'scopes'>

function viewerOf({ client_id, role, scopes }: Viewing): Viewer {
  return { client_id, is_operator: role === 'operator', administers: scopes.includes('administer') }
}

const newSecret = () => randomBytes(32).toString('base64url')
