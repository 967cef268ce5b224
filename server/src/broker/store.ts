import { sql } from 'kysely'
import { type Columns, excluded, insertInto, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { type FeedPlace, feed_horizon } from '../record/event-feed.ts'

/** Takes or keeps the lease of a stream. @returns whether it is the caller's now */
export async function takeLease(
  tx: Transaction,
  stream: string,
  { lease_id, until }: { lease_id: string; until: Date },
  now: Date,
): Promise<boolean> {
  await tx.run(sql`${insertInto('broker_streams', { stream })} on conflict do nothing`)
  const taken = await tx.first(sql`
    ${update('broker_streams', { lease_id, lease_until: until })}
    where stream = ${stream} and (lease_id = ${lease_id} or coalesce(lease_until <= ${now}, true))
    returning stream`)
  return taken !== undefined
}

export async function giveLeaseBack(tx: Transaction, stream: string, lease_id: string): Promise<void> {
  await tx.run(sql`
    ${update('broker_streams', { lease_id: null, lease_until: null })}
    where stream = ${stream} and lease_id = ${lease_id}`)
}

/** Contracts with events that the stream does not have yet, and how far it has theirs. */
export function contractsBehind(tx: Transaction, stream: string) {
  return tx.rows(sql<Columns<'contract_facts', 'contract_id'> & FeedPlace>`
    select c.contract_id, coalesce(p.transaction_id, '0')::text as transaction_id, coalesce(p.sequence, 0) as sequence
    from contract_facts c left join broker_places p on p.contract_id = c.contract_id and p.stream = ${stream}
    where exists (
      select from events e where e.contract_id = c.contract_id
        and (e.transaction_id, e.sequence) > (coalesce(p.transaction_id, '0'), coalesce(p.sequence, 0))
        and e.transaction_id < ${feed_horizon})
    order by c.contract_id`)
}

/** Only whoever has the lease may. @returns whether the caller still has it */
export async function movePlace(
  tx: Transaction,
  { stream, lease_id }: { stream: string; lease_id: string },
  contract_id: string,
  { transaction_id, sequence }: FeedPlace,
): Promise<boolean> {
  const holder = await tx.first(sql`
    select from broker_streams where stream = ${stream} and lease_id = ${lease_id} for share`)
  if (!holder) return false
  const insert = insertInto('broker_places', { stream, contract_id, transaction_id, sequence })
  await tx.run(sql`
    ${insert} on conflict (stream, contract_id) do update
      set ${excluded('broker_places', 'transaction_id, sequence')}`)
  return true
}
