import { randomBytes } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import type { WrongSecrets } from '../access/wrong-secrets.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import { findLinkEnd, hasSetupLink, insertLink, takeLink } from './links.store.ts'
import { linkDigest } from './sessions.ts'
import { hasPeople } from './store.ts'

const hour_ms = 3_600_000
const lasts_ms = { setup: 24 * hour_ms, reset: hour_ms }

/** The page of the console that a link leads to. What is behind # no server and no proxy is told of. */
const pages = { setup: 'sign-in', reset: 'reset', invitation: 'invitation' } as const

interface Parts {
  db: Database
  clock: Clock
  public_url: string
  wrong_secrets: WrongSecrets
}

/** Links by which somebody sets a password, each once. */
export class OneTimeLinks {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** For the very first account; undefined where somebody has one. Each process may print its own. */
  makeFirst(): Promise<string | undefined> {
    return this.#parts.db.system(async (tx) => {
      if (await hasPeople(tx)) return undefined
      return (await this.#make(tx, { purpose: 'setup', person_id: null, is_mailed: false })).link
    })
  }

  /** Former ones are good besides: whoever asks twice may open either mail. */
  makeReset(tx: Transaction, person_id: string, is_mailed: boolean) {
    return this.#make(tx, { purpose: 'reset', person_id, is_mailed })
  }

  awaitsFirst(tx: Transaction): Promise<boolean> {
    return hasSetupLink(tx, this.#parts.clock.now())
  }

  /** It is asked before a password is hashed, which takes long. */
  async isGood(tx: Transaction, token: string, purpose: 'setup' | 'reset'): Promise<boolean> {
    const ends_at = await findLinkEnd(tx, linkDigest(token), purpose)
    return ends_at !== undefined && ends_at > this.#parts.clock.now()
  }

  /** @returns what the link is for, which works no more once the transaction commits; undefined of a wrong one */
  async take(tx: Transaction, token: string, purpose: 'setup' | 'reset') {
    const link = await takeLink(tx, linkDigest(token), purpose)
    return link && link.expires_at > this.#parts.clock.now() ? link : undefined
  }

  linkTo(page: keyof typeof pages, token: string): string {
    return `${this.#parts.public_url}/console/${pages[page]}#${token}`
  }

  /** Counts a wrong one. @throws SwathError `link_invalid`, `too_many_wrong_secrets` */
  async refuse(address: string): Promise<never> {
    await this.#parts.wrong_secrets.countLink(address)
    throw new SwathError('link_invalid', 'The link is not whole, was used, or is too old; ask for another')
  }

  async #make(
    tx: Transaction,
    given: { purpose: 'setup' | 'reset'; person_id: string | null; is_mailed: boolean },
  ) {
    const token = newToken()
    const now = this.#parts.clock.now()
    const expires_at = new Date(now.getTime() + lasts_ms[given.purpose])
    await insertLink(tx, { ...given, token_sha256: linkDigest(token), created_at: now, expires_at })
    return { link: this.linkTo(given.purpose, token), expires_at }
  }
}

export const newToken = () => randomBytes(32).toString('base64url')
