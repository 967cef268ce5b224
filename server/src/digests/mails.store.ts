import { sql } from 'kysely'
import { type Columns, columns, insertInto, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

export type MailText = Columns<'digest_mails', 'subject' | 'body_text' | 'body_html'>

export interface NewMail
  extends MailText,
    Columns<'digest_mails', 'mail_id' | 'digest_id' | 'contract_id' | 'about'> {}

const due_columns = columns(
  'digest_mails as m',
  'mail_id, digest_id, contract_id, tries, subject, body_text, body_html',
)

export interface DueMail
  extends Selected<typeof due_columns>,
    Columns<'digests', 'unsubscribe_token' | 'email'> {}

/** Does nothing when the digest has a mail about the same. */
export async function insertMail(tx: Transaction, mail: NewMail, now: Date): Promise<void> {
  const insert = insertInto('digest_mails', {
    mail_id: mail.mail_id,
    digest_id: mail.digest_id,
    contract_id: mail.contract_id,
    about: mail.about,
    subject: mail.subject,
    body_text: mail.body_text,
    body_html: mail.body_html,
    next_try_at: now,
    created_at: now,
  })
  await tx.run(sql`${insert} on conflict (digest_id, about) do nothing`)
}

export async function countConfirmations(tx: Transaction, since: Date): Promise<number> {
  const { count } = await tx.one(sql<{ count: number }>`
    select count(*) from digest_mails where about = 'confirmation' and created_at > ${since}`)
  return count
}

/** Gives mails to the caller, for whom alone they are until `until`: a process that dies loses none. */
export function claimMails(tx: Transaction, limit: number, now: Date, until: Date) {
  return tx.rows(sql<DueMail>`
    ${update('digest_mails as m', { next_try_at: until, tries: sql`tries + 1` })}
    from digests d
    where d.digest_id = m.digest_id and m.mail_id in (
      select mail_id from digest_mails join digests using (digest_id)
      where digest_mails.state = 'pending' and next_try_at <= ${now} and digests.state in ('unconfirmed', 'active')
      order by next_try_at limit ${limit} for update of digest_mails skip locked)
    returning ${due_columns}, d.unsubscribe_token, d.email`)
}

export async function settleMail(tx: Transaction, mail_id: string, state: 'sent' | 'refused') {
  await tx.run(sql`${update('digest_mails', { state })} where mail_id = ${mail_id}`)
}

export async function postponeMail(tx: Transaction, mail_id: string, next_try_at: Date): Promise<void> {
  await tx.run(sql`${update('digest_mails', { next_try_at })} where mail_id = ${mail_id}`)
}

export async function forgetMails(tx: Transaction, before: Date): Promise<void> {
  await tx.run(sql`
    delete from digest_mails m where created_at < ${before}
      and (state <> 'pending' or not exists (select from digests d where d.digest_id = m.digest_id))`)
}
