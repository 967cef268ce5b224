import type { CredentialScope } from '@swath/contract/permissions'
import { sql } from 'kysely'
import { columns, insertInto, type Narrow, type Row, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'
import { countOf, type Owned, ownerOf, type Seen } from './store.ts'

const invitation_columns = columns(
  'invitations as i',
  `invitation_id, email, role, contract_ids, scopes, spend_cap_minor, spend_cap_currency, expires_at, invited_by,
  created_at`,
)
export type InvitationRow = Narrow<
  Selected<typeof invitation_columns>,
  { role: 'customer' | 'operator'; scopes: CredentialScope[] }
> &
  Owned

const invitations = sql`
  select ${invitation_columns}, i.token_sha256, i.mailed_sha256, ${ownerOf(sql`i.contract_ids`)} from invitations i`

export async function insertInvitation(tx: Transaction, row: Row<'invitations'>): Promise<void> {
  await tx.run(insertInto('invitations', row))
}

function seen({ contract_ids, organisation_id, staff }: Seen, now: Date) {
  return sql`
    select * from (${invitations}) found
    where expires_at > ${now}
      and (${contract_ids}::text[] is null or role = 'customer' and contract_ids <@ ${contract_ids}::text[])
      and (${organisation_id ?? null}::text is null or organisation_id = ${organisation_id ?? null}::text)
      and coalesce((role = 'operator') = ${staff ?? null}::boolean, true)`
}

export async function listInvitations(tx: Transaction, who: Seen, { limit, offset }: Page, now: Date) {
  const found = seen(who, now)
  const rows = await tx.rows(sql<InvitationRow>`
    ${found} order by created_at, invitation_id limit ${limit} offset ${offset}`)
  return { rows, count: await countOf(tx, found) }
}

export function findInvitation(tx: Transaction, who: Seen, invitation_id: string, now: Date) {
  return tx.first(sql<InvitationRow>`${seen(who, now)} and invitation_id = ${invitation_id}`)
}

/** With whether the link was the mailed one. */
export function findByLink(tx: Transaction, digest: string) {
  return tx.first(sql<InvitationRow & { is_mailed: boolean }>`
    select *, coalesce(mailed_sha256 = ${digest}, false) as is_mailed from (${invitations}) found
    where token_sha256 = ${digest} or mailed_sha256 = ${digest}`)
}

export async function setMailedLink(tx: Transaction, invitation_id: string, digest: string): Promise<void> {
  await tx.run(sql`
    ${update('invitations', { mailed_sha256: digest })} where invitation_id = ${invitation_id}`)
}

/** @returns whether there was one */
export async function deleteInvitation(tx: Transaction, invitation_id: string): Promise<boolean> {
  const row = await tx.first(sql`
    delete from invitations where invitation_id = ${invitation_id} returning invitation_id`)
  return row !== undefined
}

export async function forgetInvitations(tx: Transaction, now: Date): Promise<void> {
  await tx.run(sql`delete from invitations where expires_at <= ${now}`)
}
