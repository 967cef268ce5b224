import { randomBytes } from 'node:crypto'
import type { SecondFactorAsked, SecondFactorKind } from '@swath/contract/factors'
import type { WayIn } from '@swath/contract/people'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { suppose } from '../access/actor.ts'
import type { SignedIn } from '../access/auth.ts'
import type { BrowserCookie } from '../access/browser-session.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { AuditTrail } from '../http/audit.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import { findChallenge, insertChallenge, takeChallenge } from './challenges.store.ts'
import { expired } from './challenges.ts'
import type { Codes } from './codes.ts'
import { linkDigest, type Sessions } from './sessions.ts'

const lasts_ms = 10 * 60_000
/** Then the password has to be said again. */
const most_failures = 5
const purpose = 'second_factor'

interface Parts {
  db: Database
  clock: Clock
  codes: Codes
  sessions: Sessions
  cookie: BrowserCookie
  trail: Pick<AuditTrail, 'recordAct'>
  /** The person is told. */
  onRecovery: (tx: Transaction, person_id: string) => void
}

/** The second step of signing in. The browser that took the first one shows by a cookie that it is the same. */
export class SecondFactor {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Somebody has proved one factor: they are asked for another, if they have one, and have a session otherwise. */
  async goOn(
    request: FastifyRequest,
    reply: FastifyReply,
    person_id: string,
    way: WayIn,
  ): Promise<SignedIn | SecondFactorAsked> {
    const { db, codes, sessions, cookie } = this.#parts
    const second_factors = await db.system((tx) => codes.factorsOf(tx, person_id))
    if (second_factors.length === 0) return sessions.begin(request, reply, person_id, way)
    cookie.requireOwnPage(request)
    return this.#ask(request, reply, { person_id, way, second_factors })
  }

  async #ask(
    request: FastifyRequest,
    reply: FastifyReply,
    { second_factors, ...asked }: { person_id: string; way: WayIn; second_factors: SecondFactorKind[] },
  ): Promise<SecondFactorAsked> {
    const { db, clock, cookie, trail } = this.#parts
    const token = randomBytes(32).toString('base64url')
    const expires_at = new Date(clock.now().getTime() + lasts_ms)
    const row = {
      purpose,
      browser_sha256: linkDigest(token),
      ...asked,
      challenge: null,
      failures: 0,
      expires_at,
    }
    await db.system(async (tx) => {
      await insertChallenge(tx, row)
      await trail.recordAct(request, { person_id: asked.person_id })
    })
    reply.header('set-cookie', cookie.set(token, lasts_ms / 1000))
    return { second_factors, expires_at: timestamp(expires_at) }
  }

  /** @throws SwathError `challenge_expired`, `second_factor_refused`, `too_many_wrong_secrets`, `cross_site_refused` */
  async finish(code: string, request: FastifyRequest, reply: FastifyReply): Promise<SignedIn> {
    const { db, clock, codes, sessions, cookie } = this.#parts
    const key = { purpose, browser_sha256: linkDigest(cookie.read(request) ?? '') }
    const asked = await db.system((tx) => findChallenge(tx, key, clock.now()))
    if (!asked) throw expired()
    const person_id = asked.person_id!
    suppose(request, { person_id })
    await codes.judge(person_id, request, async (tx) => {
      const taken = await takeChallenge(tx, key, clock.now())
      if (!taken) throw expired()
      const kind = await codes.take(tx, person_id, code)
      if (kind === 'recovery_code') this.#parts.onRecovery(tx, person_id)
      const failures = taken.failures + 1
      if (!kind && failures < most_failures) await insertChallenge(tx, { ...taken, failures })
      return kind
    })
    reply.header('set-cookie', cookie.clear())
    return sessions.begin(request, reply, person_id, asked.way!, true)
  }
}
