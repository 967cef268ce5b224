import { type RawBuilder, sql } from 'kysely'
import { type Columns, columns, insertInto, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { beginning, type FeedPlace, feed_horizon, placeSql } from '../record/event-feed.ts'
import type { EventRow } from '../record/events.ts'

/** Values that are accepted, by column; a column that is not there accepts all. */
export interface EventFilter {
  type?: readonly string[] | undefined
  entity?: readonly string[] | undefined
  order_id?: readonly string[] | undefined
  reason_code?: readonly string[] | undefined
}

export type FeedRow = EventRow & FeedPlace

export async function readHorizon(tx: Transaction): Promise<bigint> {
  const row = await tx.one(sql<{ feed_horizon: string }>`select ${feed_horizon}::text as feed_horizon`)
  return BigInt(row.feed_horizon)
}

/** The last place of a contract's feed that can be read now. */
export async function feedEnd(tx: Transaction, contract_id: string): Promise<FeedPlace> {
  const row = await tx.first(sql<FeedPlace>`
    select transaction_id::text, sequence from events
    where contract_id = ${contract_id} and transaction_id < ${feed_horizon}
    order by events.transaction_id desc, sequence desc limit 1`)
  return row ?? beginning
}

interface Stretch {
  contract_id: string
  after: FeedPlace
  /** Inclusive; not behind `feedEnd`. */
  last: FeedPlace
  limit: number
}

export function eventsBetween(
  tx: Transaction,
  { contract_id, after, last, limit }: Stretch,
  filter: EventFilter,
) {
  return tx.rows(sql<FeedRow>`
    select event_id, sequence, contract_id, order_id, entity, entity_id, type, action, status, outcome, reason_code,
      message, actor, occurred_at, time, changes, transaction_id::text
    from events
    where contract_id = ${contract_id}
      and (transaction_id, sequence) > ${placeSql(after)} and (transaction_id, sequence) <= ${placeSql(last)}
      ${accepted(filter)}
    order by events.transaction_id, sequence limit ${limit}`)
}

function accepted(filter: EventFilter): RawBuilder<unknown> {
  const conditions = Object.entries(filter)
    .filter(([, values]) => values !== undefined)
    .map(([column, values]) => sql`and ${sql.ref(column)} = any(${values}::text[])`)
  return conditions.length === 0 ? sql`` : sql.join(conditions, sql` `)
}

// Seals ------------------------------------------------------------------------------------------------

const seal_columns = columns(
  'event_seals',
  `number, after_transaction_id, after_sequence, last_transaction_id, last_sequence, count, previous_sha256, sha256,
  sealed_at`,
)

export interface SealRow
  extends Columns<'event_seals', 'number' | 'count' | 'previous_sha256' | 'sha256' | 'sealed_at'> {
  after: FeedPlace
  last: FeedPlace
}

/** Contracts that have events behind their last seal. */
export async function contractsToSeal(tx: Transaction): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'contract_facts', 'contract_id'>>`
    select c.contract_id from contract_facts c
    left join lateral (
      select last_transaction_id, last_sequence from event_seals s where s.contract_id = c.contract_id
      order by number desc limit 1) as sealed on true
    where exists (
      select from events e where e.contract_id = c.contract_id and transaction_id < ${feed_horizon}
        and (transaction_id, sequence) > (coalesce(last_transaction_id, '0'), coalesce(last_sequence, 0)))
    order by c.contract_id`)
  return rows.map((row) => row.contract_id)
}

/** @returns whether it is there now; somebody else may be sealing, and the first of two equal numbers stays */
export async function insertSeal(tx: Transaction, contract_id: string, seal: SealRow): Promise<boolean> {
  const { after, last } = seal
  const insert = insertInto('event_seals', {
    contract_id,
    number: seal.number,
    after_transaction_id: after.transaction_id,
    after_sequence: after.sequence,
    last_transaction_id: last.transaction_id,
    last_sequence: last.sequence,
    count: seal.count,
    previous_sha256: seal.previous_sha256,
    sha256: seal.sha256,
    sealed_at: seal.sealed_at,
  })
  const inserted = await tx.first(sql`${insert} on conflict do nothing returning number`)
  return inserted !== undefined
}

export async function insertSignature(
  tx: Transaction,
  contract_id: string,
  number: number,
  signature: string,
): Promise<void> {
  const insert = insertInto('seal_signatures', { contract_id, number, signature })
  await tx.run(sql`${insert} on conflict do nothing`)
}

export async function listSignatures(
  tx: Transaction,
  contract_id: string,
  number: number,
): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'seal_signatures', 'signature'>>`
    select signature from seal_signatures where contract_id = ${contract_id} and number = ${number}`)
  return rows.map(({ signature }) => signature)
}

/** Contracts whose last seal is not signed by what signatures begin with now. */
export async function contractsToSign(tx: Transaction, prefix: string): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'event_seals', 'contract_id'>>`
    select contract_id from (
      select contract_id, max(number) as number from event_seals group by contract_id) heads
    where not exists (
      select from seal_signatures s
      where s.contract_id = heads.contract_id and s.number = heads.number and starts_with(signature, ${prefix}))
    order by contract_id`)
  return rows.map(({ contract_id }) => contract_id)
}

export async function lastSeal(tx: Transaction, contract_id: string): Promise<SealRow | undefined> {
  const { count } = await tx.one(sql<{ count: number }>`
    select coalesce(max(number), 0) as count from event_seals where contract_id = ${contract_id}`)
  return (await listSeals(tx, contract_id, { after: count - 1, limit: 1 }))[0]
}

export async function listSeals(
  tx: Transaction,
  contract_id: string,
  page: { after: number; limit: number },
) {
  const rows = await tx.rows(sql<Selected<typeof seal_columns>>`
    select ${seal_columns} from event_seals where contract_id = ${contract_id} and number > ${page.after}
    order by number limit ${page.limit}`)
  return rows.map(sealOf)
}

function sealOf(row: Selected<typeof seal_columns>): SealRow {
  const { after_transaction_id, after_sequence, last_transaction_id, last_sequence, ...seal } = row
  return {
    ...seal,
    after: { transaction_id: after_transaction_id, sequence: after_sequence },
    last: { transaction_id: last_transaction_id, sequence: last_sequence },
  }
}
