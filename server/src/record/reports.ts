import { createHash } from 'node:crypto'
import type { ReportReceipt } from '@swath/contract/captures'
import { SwathError } from '@swath/contract/errors'
import { sql } from 'kysely'
import type { Caller } from '../access/auth.ts'
import { type Columns, insertInto, json } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

export interface Report
  extends Columns<'reports', 'provider' | 'actor' | 'report_id' | 'contract_id' | 'entity_id' | 'body'> {}

/**
 * The result of a report: applied, waiting for what it builds upon, or ignored with the reason why it changed nothing.
 */
export interface Judgement extends Columns<'reports', 'result' | 'detail'> {}

/** Somebody who reports: a credential, or a part of this server that speaks for the provider of that name. */
export interface Reporter extends Pick<Caller, 'client_id' | 'role'> {
  provider?: string
}

/** A capture that is reported on, and as whom its customer sees the reporter, for ever: events are not changed. */
interface Reported extends Columns<'capture_facts', 'contract_id'> {
  actor: string
}

/**
 * The contract of a capture that the reporter may report on: a provider on those it has, an operator on any.
 * @throws SwathError `not_found`
 */
export async function captureToReport(
  tx: Transaction,
  { client_id, role, provider }: Reporter,
  capture_id: string,
): Promise<Reported> {
  const named = provider ?? sql`(select provider from credential_facts where client_id = ${client_id})`
  const row = await tx.first(sql<Reported>`
    select contract_id, case when ${role} = 'operator' then ${client_id} else coalesce(
        (select title from provider_standing p where p.name = c.provider and is_shown), 'provider') end as actor
    from capture_facts c
    where capture_id = ${capture_id}
      and (${role} = 'operator' or provider = ${named})`)
  if (!row) throw new SwathError('not_found', `There is no capture ${capture_id}`)
  return row
}

/**
 * Records what a provider said together with what it led to, once per report id, so that late or repeated
 * news is evidence and not an error. `judge` runs only for a report that was not seen before.
 *
 * @throws SwathError `report_conflict` when the id was used for something else
 */
export async function recordReport(
  tx: Transaction,
  report: Report,
  now: Date,
  judge: () => Promise<Judgement>,
): Promise<ReportReceipt> {
  await lockReport(tx, report)
  const body = JSON.stringify(report.body)
  const seen = await tx.first(sql<{ same: boolean }>`
    select body = ${body}::jsonb and entity_id = ${report.entity_id} as same from reports
    where provider = ${report.provider} and report_id = ${report.report_id}`)
  if (seen?.same === false) {
    throw new SwathError('report_conflict', `The report id ${report.report_id} was used for another report`)
  }
  if (seen)
    return { report_id: report.report_id, result: 'duplicate', detail: 'This report was recorded before' }
  const { result, detail } = await judge()
  const { provider, actor, report_id, contract_id, entity_id } = report
  const row = { provider, actor, report_id, contract_id, entity_id, body: json(report.body), result, detail }
  await tx.run(insertInto('reports', { ...row, received_at: now }))
  return { report_id, result, detail }
}

/** The reports about an entity that waited until it came to be, in the order of what they tell. */
export function waitingReports<Body>(tx: Transaction, entity_id: string) {
  return tx.rows(sql<{ actor: string; body: Body }>`
    select coalesce(actor, 'provider') as actor, body from reports where entity_id = ${entity_id} and result = 'waiting'
    order by (body ->> 'occurred_at')::timestamptz, received_at, report_id`)
}

/** Two copies of one report that arrive together are taken one after the other. */
async function lockReport(tx: Transaction, { provider, report_id }: Report) {
  const key = createHash('sha256').update(`${provider}\n${report_id}`).digest().readBigInt64BE()
  await tx.run(sql`select pg_advisory_xact_lock(${key.toString()}::bigint)`)
}
