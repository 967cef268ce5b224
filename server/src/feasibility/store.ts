import type { Analysis } from '@swath/contract/feasibility'
import { sql } from 'kysely'
import { type Columns, insertInto, json, type Narrow, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { OpportunityRequest } from '../providers/provider.ts'

export async function insertAnalysis(
  tx: Transaction,
  analysis: Analysis,
  request: OpportunityRequest,
  expires_at: Date,
) {
  const { analysis_id, contract_id } = analysis
  const document = JSON.stringify(analysis)
  await tx.run(
    insertInto('analyses', { analysis_id, contract_id, request: json(request), expires_at, document }),
  )
}

export function findAnalysis(tx: Transaction, analysis_id: string) {
  return tx.first(sql<Columns<'analyses', 'document' | 'expires_at'>>`
    select document, expires_at from analyses where analysis_id = ${analysis_id}`)
}

/** An analysis that somebody still waits for, and what the provider is to be asked. */
export async function findOpenAnalysis(tx: Transaction, analysis_id: string, now: Date) {
  const row = await tx.first(sql<
    Narrow<Columns<'analyses', 'document' | 'request'>, { request: OpportunityRequest }>
  >`
    select document, request from analyses
    where analysis_id = ${analysis_id} and finished_at is null and expires_at > ${now}`)
  if (!row) return undefined
  const { start, end } = row.request.window
  const window = { start: new Date(start), end: new Date(end) }
  return { analysis: JSON.parse(row.document) as Analysis, request: { ...row.request, window } }
}

/** Stores the result, the first one only: a job may run twice. */
export async function storeResult(tx: Transaction, analysis: Analysis, now: Date) {
  const done = update('analyses', { document: JSON.stringify(analysis), finished_at: now })
  await tx.run(sql`
    ${done}
    where analysis_id = ${analysis.analysis_id} and finished_at is null`)
}

export async function deleteAnalyses(tx: Transaction, expired_before: Date) {
  await tx.run(sql`delete from analyses where expires_at < ${expired_before}`)
}
