import { sql } from 'kysely'
import type { Transaction } from '../platform/db.ts'

export interface Letter {
  subject: string
  body_text: string
  body_html: string
}

export interface NewMail extends Letter {
  mail_id: string
  digest_id: string
  contract_id: string
  about: string
}

export interface DueMail extends Letter {
  mail_id: string
  digest_id: string
  contract_id: string
  unsubscribe_token: string
  email: string
  tries: number
}

/** Does nothing when the digest has a mail about the same. */
export async function insertMail(tx: Transaction, mail: NewMail, now: Date): Promise<void> {
  await tx.run(sql`
    insert into digest_mails (mail_id, digest_id, contract_id, about, subject, body_text, body_html, next_try_at,
      created_at)
    values (${mail.mail_id}, ${mail.digest_id}, ${mail.contract_id}, ${mail.about}, ${mail.subject},
      ${mail.body_text}, ${mail.body_html}, ${now}, ${now})
    on conflict (digest_id, about) do nothing`)
}

export async function countConfirmations(tx: Transaction, since: Date): Promise<number> {
  const { count } = await tx.one(sql<{ count: number }>`
    select count(*) from digest_mails where about = 'confirmation' and created_at > ${since}`)
  return count
}

/** Gives mails to the caller, for whom alone they are until `until`: a process that dies loses none. */
export function claimMails(tx: Transaction, limit: number, now: Date, until: Date) {
  return tx.rows(sql<DueMail>`
    update digest_mails m set next_try_at = ${until}, tries = tries + 1
    from digests d
    where d.digest_id = m.digest_id and m.mail_id in (
      select mail_id from digest_mails join digests using (digest_id)
      where digest_mails.state = 'pending' and next_try_at <= ${now} and digests.state in ('unconfirmed', 'active')
      order by next_try_at limit ${limit} for update of digest_mails skip locked)
    returning m.mail_id, m.digest_id, m.contract_id, d.unsubscribe_token, d.email, m.tries, m.subject, m.body_text, m.body_html`)
}

export async function settleMail(tx: Transaction, mail_id: string, state: 'sent' | 'refused') {
  await tx.run(sql`update digest_mails set state = ${state} where mail_id = ${mail_id}`)
}

export async function postponeMail(tx: Transaction, mail_id: string, next_try_at: Date): Promise<void> {
  await tx.run(sql`update digest_mails set next_try_at = ${next_try_at} where mail_id = ${mail_id}`)
}

export async function forgetMails(tx: Transaction, before: Date): Promise<void> {
  await tx.run(sql`
    delete from digest_mails m where created_at < ${before}
      and (state <> 'pending' or not exists (select from digests d where d.digest_id = m.digest_id))`)
}
