import type { AnalysisLine } from '@swath/contract/feasibility'
import { sql } from 'kysely'
import { type Columns, insertInto, json, type Narrow } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

interface Batch {
  batch_id: string
  contract_id: string
  refused: AnalysisLine[]
  expires_at: Date
}

export async function insertBatch(tx: Transaction, { refused, ...batch }: Batch) {
  await tx.run(insertInto('analysis_batches', { ...batch, refused: json(refused) }))
}

export function findBatch(tx: Transaction, batch_id: string) {
  return tx.first(sql<
    Narrow<Columns<'analysis_batches', 'refused' | 'expires_at'>, { refused: AnalysisLine[] }>
  >`
    select refused, expires_at from analysis_batches where batch_id = ${batch_id}`)
}

export function listAnalysesOf(tx: Transaction, batch_id: string) {
  return tx.rows(sql<Narrow<Columns<'analyses', 'document' | 'batch_index'>, { batch_index: number }>>`
    select document, batch_index from analyses where batch_id = ${batch_id}`)
}
