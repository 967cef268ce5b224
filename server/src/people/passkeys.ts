import { randomBytes } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import type { AddedPasskey } from '@swath/contract/factors'
import type { NewPasskey, Passkey, PasskeyResponse } from '@swath/contract/passkeys'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { suppose } from '../access/actor.ts'
import type { SignedIn } from '../access/auth.ts'
import type { BrowserCookie } from '../access/browser-session.ts'
import { clientAddress } from '../access/client-address.ts'
import type { WrongSecrets } from '../access/wrong-secrets.ts'
import type { Database, Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import { type Clock, timestamp, timestampOrNull } from '../platform/clock.ts'
import { insertChallenge, takeChallenge } from './challenges.store.ts'
import { expired } from './challenges.ts'
import type { Factors } from './factors.ts'
import {
  deletePasskey,
  insertPasskey,
  listPasskeys,
  lockPasskey,
  type PasskeyRow,
  renamePasskey,
  storePasskeyUse,
} from './passkeys.store.ts'
import type { RelyingParty } from './relying-party.ts'
import { linkDigest, type Sessions } from './sessions.ts'
import { findPerson } from './store.ts'

const lasts_ms = 300_000
/** Nobody has more devices. */
const most = 20

interface Parts {
  db: Database
  clock: Clock
  sessions: Sessions
  factors: Factors
  wrong_secrets: WrongSecrets
  relying_party: RelyingParty
  cookie: BrowserCookie
}

/** Keys in the devices of people. The device asks for a finger or a number, so that one proves two factors. */
export class Passkeys {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  list(person_id: string): Promise<Passkey[]> {
    return this.#parts.db.system(async (tx) => (await listPasskeys(tx, person_id)).map(publicPasskey))
  }

  /** The question that a device is to answer. @throws SwathError `sign_in_too_old`, `passkeys_unavailable` */
  async askForNew(signed_in: SignedIn) {
    const { db, sessions, relying_party } = this.#parts
    const { person_id, session_id } = signed_in
    sessions.requireRecent(signed_in)
    const { person, known } = await db.system(async (tx) => ({
      person: await findPerson(tx, person_id),
      known: await listPasskeys(tx, person_id),
    }))
    requireRoom(known)
    const options = await relying_party.askForNew(person, known)
    await this.#remember('new_passkey', session_id, options.challenge, person_id)
    return options
  }

  /** @throws SwathError `challenge_expired`, `passkey_refused`, `passkey_limit_reached` */
  async add({ person_id, session_id }: SignedIn, { name, response }: NewPasskey): Promise<AddedPasskey> {
    const { db, clock, sessions, factors, relying_party } = this.#parts
    const challenge = await this.#take('new_passkey', session_id)
    const made = await relying_party.readNew(response, challenge)
    const now = clock.now()
    const transports = response.response.transports ?? []
    const passkey_id = newId('passkey', now)
    const row = { passkey_id, person_id, name, transports, created_at: now, last_used_at: null, ...made }
    return db.system(async (tx) => {
      requireRoom(await listPasskeys(tx, person_id))
      if (!(await insertPasskey(tx, row))) {
        throw new SwathError('passkey_refused', 'Somebody has this passkey already')
      }
      await sessions.storeSecondFactor(tx, session_id)
      return { passkey: publicPasskey(row), ...(await factors.added(tx, person_id, 'passkey_added')) }
    })
  }

  /** @throws SwathError `not_found` */
  async rename({ person_id }: SignedIn, passkey_id: string, name: string): Promise<Passkey> {
    const row = await this.#parts.db.system((tx) => renamePasskey(tx, { person_id, passkey_id }, name))
    if (row) return publicPasskey(row)
    throw new SwathError('not_found', `You have no passkey ${passkey_id}`)
  }

  /** @throws SwathError `not_found`, `sign_in_too_old` */
  async remove(signed_in: SignedIn, passkey_id: string): Promise<void> {
    const { db, sessions, factors } = this.#parts
    const { person_id } = signed_in
    sessions.requireRecent(signed_in)
    await db.system(async (tx) => {
      if (!(await deletePasskey(tx, { person_id, passkey_id }))) {
        throw new SwathError('not_found', `You have no passkey ${passkey_id}`)
      }
      await factors.removed(tx, person_id, 'passkey_removed')
    })
  }

  /** Before anybody has signed in: the browser knows whose passkeys it has. @throws SwathError `cross_site_refused` */
  async askForOne(request: FastifyRequest, reply: FastifyReply) {
    const { relying_party, cookie } = this.#parts
    cookie.requireOwnPage(request)
    const options = await relying_party.askForOne()
    const token = randomBytes(32).toString('base64url')
    await this.#remember('passkey', token, options.challenge, null)
    reply.header('set-cookie', cookie.set(token, lasts_ms / 1000))
    return options
  }

  /** @throws SwathError `challenge_expired`, `passkey_refused`, `too_many_wrong_secrets`, `cross_site_refused` */
  async signIn(given: PasskeyResponse, request: FastifyRequest, reply: FastifyReply): Promise<SignedIn> {
    const { wrong_secrets, sessions, cookie } = this.#parts
    const challenge = await this.#take('passkey', cookie.read(request) ?? '')
    const presented = { client_id: `passkey ${given.id}`, address: clientAddress(request) }
    const person_id = await wrong_secrets.judge(presented, async (tx) => {
      const row = await lockPasskey(tx, given.id)
      if (!row) return undefined
      suppose(request, { person_id: row.person_id })
      return (await this.#fits(tx, row, given, challenge)) ? row.person_id : undefined
    })
    if (person_id === undefined) {
      throw new SwathError('passkey_refused', 'The passkey is not known here any more, or was not accepted')
    }
    reply.header('set-cookie', cookie.clear())
    return sessions.begin(request, reply, person_id, 'passkey')
  }

  /** Whether the passkey has answered, and for its person. */
  async #fits(tx: Transaction, row: PasskeyRow, given: PasskeyResponse, challenge: string): Promise<boolean> {
    const { clock, relying_party } = this.#parts
    if (personNamed(given) !== row.person_id) return false
    const used = await relying_party.verify(row, given, challenge).catch(ofRefusal)
    if (used) await storePasskeyUse(tx, { ...row, ...used, last_used_at: clock.now() })
    return used !== undefined
  }

  #remember(purpose: Purpose, secret: string, challenge: string, person_id: string | null): Promise<void> {
    const { db, clock } = this.#parts
    const expires_at = new Date(clock.now().getTime() + lasts_ms)
    const browser_sha256 = linkDigest(secret)
    const row = { purpose, browser_sha256, person_id, challenge, way: null, failures: 0, expires_at }
    return db.system((tx) => insertChallenge(tx, row))
  }

  /** Whatever the answer is: it is asked once. @throws SwathError `challenge_expired` */
  async #take(purpose: Purpose, secret: string): Promise<string> {
    const { db, clock } = this.#parts
    const key = { purpose, browser_sha256: linkDigest(secret) }
    const taken = await db.system((tx) => takeChallenge(tx, key, clock.now()))
    if (taken?.challenge) return taken.challenge
    throw expired()
  }
}

type Purpose = 'passkey' | 'new_passkey'

/** @throws SwathError `passkey_limit_reached` */
function requireRoom(known: readonly PasskeyRow[]) {
  if (known.length < most) return
  throw new SwathError('passkey_limit_reached', `You have ${most} passkeys: remove one that you do not use`)
}

const personNamed = ({ response: { userHandle = '' } }: PasskeyResponse) =>
  Buffer.from(userHandle, 'base64url').toString()

function ofRefusal(error: unknown): undefined {
  if (!(error instanceof SwathError)) throw error
}

function publicPasskey(row: PasskeyRow): Passkey {
  const { passkey_id, name, is_backed_up, created_at, last_used_at } = row
  const times = { created_at: timestamp(created_at), last_used_at: timestampOrNull(last_used_at) }
  return { passkey_id, name, is_backed_up, ...times }
}
