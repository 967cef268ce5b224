import { createHash, randomBytes } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import type { OwnSession, WayIn } from '@swath/contract/people'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type SignedIn, tokenOfSession } from '../access/auth.ts'
import type { BrowserCookie } from '../access/browser-session.ts'
import { clientAddress } from '../access/client-address.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { AuditTrail } from '../http/audit.ts'
import { newId } from '../lib/ids.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { Tokens } from './ports.ts'
import {
  deleteSessions,
  findSession,
  forgetSessions,
  insertSession,
  listActing,
  listSessions,
  type SessionRow,
  storeSecondFactor,
  storeSessionUse,
  type Which,
} from './sessions.store.ts'

const longest_ms = 7 * 86_400_000
/** One that nobody uses ends sooner. */
const idle_ms = 86_400_000
/** A change of how somebody signs in needs a person who has just done so. */
const recent_ms = 3_600_000
/** In between nothing is stored: it would count as a change of the database, after which no kept answer is good. */
const use_step_ms = 60_000

/** These prove as much as a password with a second factor. */
const proves_all: ReadonlySet<WayIn> = new Set(['passkey', 'single_sign_on'])

interface Parts {
  db: Database
  clock: Clock
  cookie: BrowserCookie
  tokens: Tokens
  trail: Pick<AuditTrail, 'recordAct'>
  /** Whether a second factor is asked of the staff. */
  staff_needs_second_factor: boolean
}

/** Browsers in which somebody has signed in. */
export class Sessions {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Another session of the same browser ends. @param has_second_factor whether two factors were proved */
  async begin(
    request: FastifyRequest,
    reply: FastifyReply,
    person_id: string,
    way: WayIn,
    has_second_factor = proves_all.has(way),
  ): Promise<SignedIn> {
    const { db, clock, cookie, trail } = this.#parts
    cookie.requireOwnPage(request)
    const former = await this.find(request)
    const now = clock.now()
    const token = randomBytes(32).toString('base64url')
    const row = {
      session_id: newId('session', now),
      person_id,
      token_sha256: linkDigest(token),
      way,
      has_second_factor,
      address: clientAddress(request),
      agent: (request.headers['user-agent'] ?? '').slice(0, 300),
      created_at: now,
      last_used_at: now,
      expires_at: new Date(now.getTime() + longest_ms),
    }
    const signed_in = await db.system(async (tx) => {
      if (former) await this.endIn(tx, former.person_id, { only: former.session_id })
      await insertSession(tx, row)
      await trail.recordAct(request, { person_id }, { session_id: row.session_id })
      return signedIn(row, await this.#acting(tx, person_id))
    })
    reply.header('set-cookie', cookie.set(token, longest_ms / 1000))
    return signed_in
  }

  /** It is looked up anew for each request, so that one that has ended is refused at once by every process. */
  async find(request: FastifyRequest): Promise<SignedIn | undefined> {
    const { db, clock, cookie } = this.#parts
    const token = cookie.read(request)
    if (token === undefined) return undefined
    const now = clock.now()
    return db.system(async (tx) => {
      const row = await findSession(tx, linkDigest(token), now, this.#usedSince())
      if (!row) return undefined
      if (now.getTime() - row.last_used_at.getTime() >= use_step_ms) {
        await storeSessionUse(tx, row.session_id, now)
      }
      return signedIn(row, await this.#acting(tx, row.person_id))
    })
  }

  list({ person_id, session_id }: SignedIn): Promise<OwnSession[]> {
    const { db, clock } = this.#parts
    return db.system(async (tx) => {
      const rows = await listSessions(tx, person_id, clock.now(), this.#usedSince())
      return rows.map(({ person_id: _, ...row }) => ({
        ...row,
        is_current: row.session_id === session_id,
        created_at: timestamp(row.created_at),
        last_used_at: timestamp(row.last_used_at),
        expires_at: timestamp(row.expires_at),
      }))
    })
  }

  /** @throws SwathError `not_found` for one that is not the person's */
  async end(person_id: string, which: Which): Promise<void> {
    const ended = await this.#parts.db.system((tx) => this.endIn(tx, person_id, which))
    if (which.only !== undefined && ended === 0) {
      throw new SwathError('not_found', `There is no session ${which.only}`)
    }
  }

  /** With the links and the streams that were made in it. @returns how many */
  async endIn(tx: Transaction, person_id: string, which: Which): Promise<number> {
    const { tokens } = this.#parts
    const ended = await deleteSessions(tx, person_id, which)
    const acting = await this.#acting(tx, person_id)
    const tokens_of = (session_id: string) =>
      acting.map(({ client_id }) => ({ client_id, token_id: tokenOfSession(session_id, client_id) }))
    await tokens.endTokens(tx, ended.flatMap(tokens_of))
    return ended.length
  }

  /** Its person, who signed in with one factor, has proved another since. */
  storeSecondFactor(tx: Transaction, session_id: string): Promise<void> {
    return storeSecondFactor(tx, session_id)
  }

  async signOut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { db, cookie, trail } = this.#parts
    const signed_in = await this.find(request)
    if (signed_in) {
      const { person_id, session_id } = signed_in
      await db.system(async (tx) => {
        await this.endIn(tx, person_id, { only: session_id })
        await trail.recordAct(request, { person_id }, { session_id })
      })
    }
    reply.header('set-cookie', cookie.clear())
  }

  forgetOld(): Promise<void> {
    const { db, clock } = this.#parts
    return db.system((tx) => forgetSessions(tx, clock.now(), this.#usedSince()))
  }

  /** @throws SwathError `sign_in_too_old` */
  requireRecent({ signed_in_at }: SignedIn) {
    if (this.#parts.clock.now().getTime() - signed_in_at.getTime() < recent_ms) return
    throw new SwathError(
      'sign_in_too_old',
      'How you sign in is changed only in the hour after you did: sign out, sign in, and do it then',
    )
  }

  #acting(tx: Transaction, person_id: string) {
    const { clock, staff_needs_second_factor } = this.#parts
    return listActing(tx, person_id, clock.now(), staff_needs_second_factor)
  }

  #usedSince(): Date {
    return new Date(this.#parts.clock.now().getTime() - idle_ms)
  }
}

function signedIn(
  row: Pick<
    SessionRow,
    'session_id' | 'person_id' | 'way' | 'has_second_factor' | 'created_at' | 'expires_at'
  >,
  acting: SignedIn['acting'],
): SignedIn {
  const { session_id, person_id, way, has_second_factor, created_at, expires_at } = row
  const good_until = expires_at.getTime()
  return { session_id, person_id, way, has_second_factor, signed_in_at: created_at, good_until, acting }
}

/** They are random and long, so a plain digest keeps them as safe as a slow one would. */
export function linkDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
