import type { Database } from '../database/db.ts'
import { AddressRefused, type Mailer } from '../outbound/mail.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { DueWork } from '../queue/due-work.ts'
import type { DigestLinks } from './links.ts'
import { claimMails, type DueMail, forgetMails, postponeMail, settleMail } from './mails.store.ts'
import { nextTry } from './rules.ts'
import { endOrphans, handOn, lockDigest, updateDigest } from './store.ts'

/** Mails that a process sends at the same time. */
const max_at_once = 5
/** Longer than a mail server may take. Then another process takes over what this one did not record. */
const lease_ms = 5 * 60_000
const kept_ms = 30 * 24 * 3_600_000

interface Parts {
  db: Database
  clock: Clock
  log: Log
  links: DigestLinks
  /** Absent where the operator has set up no mail. */
  mailer: Mailer | undefined
}

/** Sends the mails that are written. No transaction is open while the mail server takes its time. */
export class MailSender {
  #parts: Parts
  readonly handOn = handOn

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Sends everything that is due. */
  async sendDue(): Promise<void> {
    const { mailer, log } = this.#parts
    if (!mailer) return
    const due = new DueWork({
      max: max_at_once,
      is_eager: true,
      claim: (limit) => this.#claim(limit),
      work: (mail) => this.#send(mailer, mail),
      log,
    })
    await due.run()
  }

  forgetOld(): Promise<void> {
    const { db, clock } = this.#parts
    return db.system((tx) => forgetMails(tx, new Date(clock.now().getTime() - kept_ms)))
  }

  /** Nothing is told to those whom a credential named that has ended. */
  async disableOrphans(): Promise<void> {
    const { db, clock, log } = this.#parts
    const ended = await db.system((tx) => endOrphans(tx, clock.now()))
    for (const row of ended) log.warn(row, 'a digest ended with the credential that asked for it')
  }

  #claim(limit: number): Promise<DueMail[]> {
    const { db, clock } = this.#parts
    const now = clock.now()
    const until = new Date(now.getTime() + lease_ms)
    return db.system((tx) => claimMails(tx, limit, now, until))
  }

  async #send(mailer: Mailer, mail: DueMail): Promise<void> {
    const { links } = this.#parts
    const { mail_id, email, subject, body_text, body_html } = mail
    const unsubscribe = links.unsubscribe(mail)
    const headers = {
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
    }
    const message_id = links.messageId(mail_id)
    try {
      await mailer.send({ message_id, to: email, subject, text: body_text, html: body_html, headers })
    } catch (error) {
      return this.#recordFailure(mail, error)
    }
    await this.#record(mail, null, 'sent')
  }

  async #recordFailure(mail: DueMail, error: unknown): Promise<void> {
    const { mail_id, contract_id } = mail
    this.#parts.log.warn({ err: error, mail_id, contract_id }, 'a mail was not taken')
    const message = error instanceof Error ? error.message : String(error)
    await this.#record(mail, message, error instanceof AddressRefused ? 'refused' : 'pending')
  }

  #record({ mail_id, digest_id, contract_id, tries }: DueMail, last_error: string | null, state: MailState) {
    const { db, clock } = this.#parts
    const now = clock.now()
    return db.tenant(contract_id, async (tx) => {
      const digest = await lockDigest(tx, digest_id)
      if (state === 'pending') await postponeMail(tx, mail_id, nextTry(tries, now))
      else await settleMail(tx, mail_id, state)
      if (!digest) return
      const refused = state === 'refused' && digest.state !== 'unsubscribed' ? { state } : {}
      const sent = state === 'sent' ? { last_sent_at: now } : {}
      await updateDigest(tx, { ...digest, ...refused, ...sent, last_error, updated_at: now })
    })
  }
}

type MailState = 'sent' | 'refused' | 'pending'
