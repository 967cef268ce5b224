import type { SpendCap } from '@swath/contract/accounts'
import type { CredentialScope } from '@swath/contract/permissions'
import { type RawBuilder, sql } from 'kysely'
import { type Columns, columns, type Narrow, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'
import type { CredentialRow } from './store.ts'

const register_columns = columns(
  'credentials as c',
  `client_id, person_id, name, role, provider, scopes, expires_at, previous_secret_until, external_issuer,
  external_subject, spend_cap_minor, spend_cap_currency,
  created_at`,
)

/** A credential as whoever asks sees it. */
export interface RegisteredRow
  extends Narrow<Selected<typeof register_columns>, { scopes: CredentialScope[] }> {
  contract_ids: string[]
  /** The maker, if both are credentials of customers. */
  created_by: string | null
  /** The number of credentials that come from it and are left. */
  credentials_made: number
  /** The number of senders that stop with it. */
  set_up: number
  last_used_at: Date | null
  may_change: boolean
  /** There is none, or whoever asks has set it, or has made what has set it. */
  may_change_cap: boolean
}

/**
 * The asker: an operator, or a credential of a customer, which sees what comes from it or, as an administrator, all.
 */
export interface Viewer {
  client_id: string
  is_operator: boolean
  administers: boolean
}

function registered({ client_id, is_operator, administers }: Viewer) {
  const comesFromViewer = (of: RawBuilder<unknown>) => sql`${client_id} in (select credential_makers(${of}))`
  return sql`
    select ${register_columns},
      case when ${is_operator} or maker.role = 'customer' then c.created_by end as created_by,
      (select count(*)::int from credentials_made_by(c.client_id) made
        join credentials m on m.client_id = made and m.revoked_at is null) as credentials_made,
      set_up_by(c.client_id) as set_up,
      (select last_used_at from credential_uses u where u.client_id = c.client_id) as last_used_at,
      array(select contract_id from credential_contracts k where k.client_id = c.client_id
        order by contract_id) as contract_ids,
      ${is_operator} or c.client_id <> ${client_id}
        and (${comesFromViewer(sql`c.client_id`)}
          or ${administers} and (c.person_id is not null or maker.role is not distinct from 'customer'))
        as may_change,
      ${is_operator} or c.spend_cap_minor is null or ${comesFromViewer(sql`c.spend_cap_by`)} as may_change_cap
    from credentials c left join credentials maker on maker.client_id = c.created_by
    where c.revoked_at is null
      and (${is_operator} or c.client_id = ${client_id} or c.role = 'customer'
        and (${administers} or ${comesFromViewer(sql`c.client_id`)})
        and not exists (
          select contract_id from credential_contracts where client_id = c.client_id
          except select contract_id from credential_contracts where client_id = ${client_id}))`
}

export function findRegistered(tx: Transaction, viewer: Viewer, client_id: string) {
  return tx.first(sql<RegisteredRow>`${registered(viewer)} and c.client_id = ${client_id}`)
}

/** Those of programs: by memberships, people act. */
export async function listRegistered(tx: Transaction, viewer: Viewer, { limit, offset }: Page) {
  const found = sql`${registered(viewer)} and c.person_id is null`
  const rows = await tx.rows(sql<RegisteredRow>`
    ${found} order by c.created_at, c.client_id limit ${limit} offset ${offset}`)
  const { count } = await tx.one(
    sql<{ count: number }>`select count(*)::int as count from (${found}) of_them`,
  )
  return { rows, count }
}

/** Changes of the tree of credentials are made one after the other. */
export async function lockRegister(tx: Transaction): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('credentials', 0))`)
}

/** Whether an operator can sign in. */
export async function hasOperator(tx: Transaction, now: Date): Promise<boolean> {
  const row = await tx.first(sql`
    select from credentials where role = 'operator' and revoked_at is null and coalesce(expires_at > ${now}, true)`)
  return row !== undefined
}

/** The scopes and the end that it may give on; no credential that it has made may more. */
export function boundsOf(tx: Transaction, client_id: string) {
  return tx.first(sql<Bounds>`
    select role, scopes, expires_at from credentials where client_id = ${client_id}`)
}
export type Bounds = Pick<CredentialRow, 'role' | 'scopes' | 'expires_at'>

export async function setSpendCap(tx: Transaction, client_id: string, cap: SpendCap | null, by: string) {
  const spend_cap_minor = cap?.amount_minor ?? null
  const spend_cap_currency = cap?.currency ?? null
  const change = update('credentials', { spend_cap_minor, spend_cap_currency, spend_cap_by: cap && by })
  await tx.run(sql`${change} where client_id = ${client_id}`)
}

export async function rename(tx: Transaction, client_id: string, name: string) {
  await tx.run(sql`${update('credentials', { name })} where client_id = ${client_id}`)
}

export async function setIdentity(
  tx: Transaction,
  client_id: string,
  identity: { issuer: string; subject: string } | null,
): Promise<void> {
  const external_issuer = identity?.issuer ?? null
  const external_subject = identity?.subject ?? null
  const change = update('credentials', { external_issuer, external_subject })
  await tx.run(sql`${change} where client_id = ${client_id}`)
}

/** Sets scopes; a credential that comes from it loses what it loses. @returns whose scopes have changed */
export function setScopes(tx: Transaction, client_id: string, scopes: readonly CredentialScope[]) {
  const kept = sql<string[]>`case when c.client_id = ${client_id} then ${scopes}::text[]
    else array(select s from unnest(c.scopes) with ordinality as of_it (s, place)
      where s = any(${scopes}::text[]) order by place) end`
  const change = update('credentials as c', { scopes: kept })
  return ids(tx, sql`${change} where ${itAndItsOwn(client_id)} returning client_id`)
}

/** Sets the end; a credential that comes from it ends no later. @returns whose end has changed */
export function setExpiry(tx: Transaction, client_id: string, expires_at: Date | null) {
  const end = sql<Date>`case when c.client_id = ${client_id} then ${expires_at}::timestamptz
    else least(c.expires_at, ${expires_at}::timestamptz) end`
  const change = update('credentials as c', { expires_at: end })
  return ids(tx, sql`${change} where ${itAndItsOwn(client_id)} returning client_id`)
}

/** With all that comes from it. @returns which were revoked */
export function revoke(tx: Transaction, client_id: string, now: Date) {
  const change = update('credentials as c', { revoked_at: now })
  return ids(tx, sql`${change} where revoked_at is null and ${itAndItsOwn(client_id)} returning client_id`)
}

/** A credential that it has made belongs from now on to its own maker, or to the house, if that is the operator. */
export async function giveMadeToMaker(tx: Transaction, client_id: string): Promise<void> {
  await tx.run(sql`
    ${update('credentials as made', { created_by: sql`revoked.created_by` })}
    from credentials revoked where revoked.client_id = ${client_id} and made.created_by = revoked.client_id`)
}

/** The credential of a customer that made it; null where an operator did. */
export async function makerOf(tx: Transaction, client_id: string): Promise<string | null> {
  const maker = await tx.first(sql<Columns<'credentials', 'client_id'>>`
    select m.client_id from credentials c join credentials m on m.client_id = c.created_by
    where c.client_id = ${client_id} and m.role = 'customer'`)
  return maker?.client_id ?? null
}

/** @param previous_until until when the secret of before is valid as well; null: it ends now, with its tokens */
export async function setSecret(
  tx: Transaction,
  client_id: string,
  secret_sha256: string,
  previous_until: Date | null,
): Promise<void> {
  const change = update('credentials', {
    secret_sha256,
    previous_secret_sha256: previous_until && sql`secret_sha256`,
    previous_secret_until: previous_until,
    token_generation: sql`token_generation + ${previous_until ? 0 : 1}`,
  })
  await tx.run(sql`${change} where client_id = ${client_id}`)
}

const itAndItsOwn = (client_id: string) =>
  sql`(c.client_id = ${client_id} or c.client_id in (select credentials_made_by(${client_id})))`

async function ids(tx: Transaction, query: RawBuilder<unknown>): Promise<string[]> {
  const rows = await tx.rows(query as RawBuilder<Columns<'credentials', 'client_id'>>)
  return rows.map(({ client_id }) => client_id)
}
