import { randomUUID } from 'node:crypto'
import type { CreateDigest, Digest, UpdateDigest } from '@swath/contract/digests'
import { SwathError } from '@swath/contract/errors'
import type { Caller } from '../access/auth.ts'
import { requireMatch } from '../answers/etag.ts'
import type { Database, Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import type { Page } from '../lists/pages.ts'
import type { Clock } from '../platform/clock.ts'
import type { EventFeed } from '../record/event-feed.ts'
import { digestDocument } from './document.ts'
import { countConfirmations } from './mails.store.ts'
import { nextAt } from './rules.ts'
import {
  countDigests,
  type DigestRow,
  deleteDigest,
  dropPendingMails,
  findDigest,
  hasDigest,
  insertDigest,
  listDigests,
  lockCreation,
  lockDigest,
  updateDigest,
} from './store.ts'
import type { DigestWriter } from './writer.ts'

const max_digests = 20
const day_ms = 24 * 3_600_000

interface Parts {
  db: Database
  clock: Clock
  feed: EventFeed
  writer: DigestWriter
  /** Whether the operator has set up mail. */
  has_mail: boolean
}

/** The addresses that get the news of a contract. */
export class Digests {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Asks the address whether it wants the news; nothing else is sent before it has said so.
   * @throws SwathError `mail_not_set_up`, `digest_exists`, `digest_limit_reached`
   */
  async create({ client_id, contract_id }: Caller, { email, frequency }: CreateDigest): Promise<Digest> {
    const { db, clock, feed, writer } = this.#parts
    this.#requireMail()
    const now = clock.now()
    return db.tenant(contract_id, async (tx) => {
      await lockCreation(tx, contract_id)
      if (await hasDigest(tx, email)) throw new SwathError('digest_exists', `${email} has a digest already`)
      await requireRoom(tx, now)
      const row: DigestRow = {
        digest_id: newId('digest', now),
        contract_id,
        unsubscribe_token: randomUUID(),
        email,
        frequency,
        state: 'unconfirmed',
        ...(await feed.end(tx, contract_id)),
        next_at: nextAt(frequency, now),
        last_sent_at: null,
        last_error: null,
        created_by: client_id,
        created_at: now,
        updated_at: now,
      }
      await insertDigest(tx, row)
      await writer.writeConfirmation(tx, row, now)
      return digestDocument(row)
    })
  }

  list({ contract_id }: Caller, page: Page): Promise<{ count: number; digests: Digest[] }> {
    return this.#parts.db.tenant(contract_id, async (tx) => ({
      count: await countDigests(tx),
      digests: (await listDigests(tx, page)).map(digestDocument),
    }))
  }

  /** @throws SwathError `not_found` */
  get({ contract_id }: Caller, digest_id: string): Promise<Digest> {
    return this.#parts.db.tenant(contract_id, async (tx) =>
      digestDocument(found(digest_id, await findDigest(tx, digest_id))),
    )
  }

  /** @throws SwathError `not_found`, `mail_not_set_up`, `precondition_failed` */
  async update(
    { contract_id }: Caller,
    digest_id: string,
    { frequency }: UpdateDigest,
    if_match: string | undefined,
  ): Promise<Digest> {
    this.#requireMail()
    const now = this.#parts.clock.now()
    return this.#change(contract_id, digest_id, if_match, () => ({
      frequency,
      next_at: nextAt(frequency, now),
    }))
  }

  /** @throws SwathError `not_found`, `precondition_failed` */
  remove({ contract_id }: Caller, digest_id: string, if_match: string | undefined): Promise<void> {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      requireMatch(if_match, tagged(found(digest_id, await lockDigest(tx, digest_id))))
      await deleteDigest(tx, digest_id)
    })
  }

  /**
   * A reader of mail at the address wants the news: it tells what happens from now on.
   * @throws SwathError `not_found`, `link_invalid` where whoever asked for it may that no longer
   */
  async confirm(contract_id: string, digest_id: string): Promise<Digest> {
    const { clock, feed } = this.#parts
    return this.#change(contract_id, digest_id, undefined, async (tx, { state, frequency }) => {
      if (state === 'active') return {}
      if (state === 'revoked')
        throw new SwathError('link_invalid', 'Whoever asked for these mails may that no longer')
      const place = await feed.end(tx, contract_id)
      return { ...place, state: 'active', next_at: nextAt(frequency, clock.now()) }
    })
  }

  /** @throws SwathError `not_found`, `link_invalid` */
  requireUnsubscribable({ contract, digest_id, token }: Unsubscription): Promise<void> {
    return this.#parts.db.tenant(contract, async (tx) =>
      requireToken(found(digest_id, await findDigest(tx, digest_id)), token),
    )
  }

  /** A reader of mail at the address wants no more. @throws SwathError as `requireUnsubscribable` */
  unsubscribe({ contract, digest_id, token }: Unsubscription): Promise<Digest> {
    return this.#change(contract, digest_id, undefined, async (tx, digest) => {
      requireToken(digest, token)
      await dropPendingMails(tx, digest_id)
      return digest.state === 'revoked' ? {} : { state: 'unsubscribed' }
    })
  }

  #change(
    contract_id: string,
    digest_id: string,
    if_match: string | undefined,
    decide: (tx: Transaction, row: DigestRow) => Partial<DigestRow> | Promise<Partial<DigestRow>>,
  ): Promise<Digest> {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      const before = found(digest_id, await lockDigest(tx, digest_id))
      requireMatch(if_match, tagged(before))
      const changed = { ...before, ...(await decide(tx, before)), updated_at: this.#parts.clock.now() }
      await updateDigest(tx, changed)
      return digestDocument(changed)
    })
  }

  #requireMail() {
    if (this.#parts.has_mail) return
    throw new SwathError(
      'mail_not_set_up',
      'The operator of this server has not set up mail (SWATH_SMTP_URL)',
    )
  }
}

/** Nobody should be able to have us write to many people who did not ask for it. */
async function requireRoom(tx: Transaction, now: Date) {
  if ((await countDigests(tx)) >= max_digests) {
    throw new SwathError('digest_limit_reached', `A contract has at most ${max_digests} digests`)
  }
  if ((await countConfirmations(tx, new Date(now.getTime() - day_ms))) >= max_digests) {
    throw new SwathError('digest_limit_reached', `A contract asks at most ${max_digests} addresses a day`)
  }
}

function found(digest_id: string, row: DigestRow | undefined): DigestRow {
  if (row) return row
  throw new SwathError('not_found', `There is no digest ${digest_id} in this contract`)
}

const tagged = (row: DigestRow) => JSON.stringify(digestDocument(row))

/** The content of the link at the end of a mail. */
export interface Unsubscription {
  contract: string
  digest_id: string
  token: string
}

function requireToken({ digest_id, unsubscribe_token }: DigestRow, token: string): void {
  if (token === unsubscribe_token) return
  throw new SwathError(
    'link_invalid',
    `The link was changed or is not whole, or is of another digest than ${digest_id}`,
  )
}
