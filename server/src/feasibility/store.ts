import type { CaptureAccess } from '@swath/contract/captures'
import type { Analysis } from '@swath/contract/feasibility'
import type { Geometry } from '@swath/contract/geometry'
import type { TaskingParameters } from '@swath/contract/orders'
import type { Room } from '@swath/contract/products/product-kind'
import { sql } from 'kysely'
import { type Columns, insertInto, json, type Narrow, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { CollectionWindow, OpportunityRequest } from '../providers/provider.ts'
import type { OwnCaptures } from './conflict.rules.ts'
import { toldBy } from './told-odds.store.ts'

/** From so near, one satellite sees two places on the same pass. */
const near_deg = 10
/** The cost of an analysis does not grow with what a contract has ordered. */
const most_captures = 5000

/** An analysis that is to be answered, and what the provider is asked for it. */
export interface OpenQuestion {
  analysis: Analysis
  request: OpportunityRequest
  /** Window and limits may be widened so far. */
  widest: Room | undefined
}

export interface Question extends OpenQuestion {
  /** The parameters as the customer wrote them. */
  asked: TaskingParameters
  question_digest: string
}

/** The batch in which a question was asked beside others, and its place there. */
export interface PlaceInBatch {
  batch_id: string
  batch_index: number
}

export async function insertAnalysis(
  tx: Transaction,
  { analysis, request, widest, asked, question_digest }: Question,
  within?: PlaceInBatch,
) {
  const { analysis_id, contract_id, expires_at } = analysis
  const document = JSON.stringify(analysis)
  const questions = { request: json(request), asked: json(asked), widest: widest ? json(widest) : null }
  const row = {
    analysis_id,
    contract_id,
    question_digest,
    ...questions,
    expires_at: new Date(expires_at),
    document,
  }
  await tx.run(insertInto('analyses', { ...row, ...within }))
}

export function findAnalysis(tx: Transaction, analysis_id: string) {
  return tx.first(sql<Columns<'analyses', 'document' | 'expires_at'>>`
    select document, expires_at from analyses where analysis_id = ${analysis_id}`)
}

/** An analysis that somebody still waits for. */
export async function findOpenAnalysis(
  tx: Transaction,
  analysis_id: string,
  now: Date,
): Promise<OpenQuestion | undefined> {
  const row = await tx.first(sql<
    Narrow<
      Columns<'analyses', 'document' | 'request' | 'widest'>,
      { request: OpportunityRequest; widest: Room | null }
    >
  >`
    select document, request, widest from analyses
    where analysis_id = ${analysis_id} and finished_at is null and expires_at > ${now}`)
  if (!row) return undefined
  const analysis = JSON.parse(row.document) as Analysis
  return {
    analysis,
    request: withDates(row.request),
    widest: row.widest ? withDates(row.widest) : undefined,
  }
}

/** In JSON the times of a window are texts. */
function withDates<Stored extends { window: CollectionWindow }>(stored: Stored): Stored {
  const { start, end } = stored.window
  return { ...stored, window: { start: new Date(start), end: new Date(end) } }
}

/** Stores the result, the first one only: a job may run twice. */
export async function storeResult(tx: Transaction, analysis: Analysis, now: Date) {
  const told = toldBy(analysis)
  const document = JSON.stringify(analysis)
  const done = update('analyses', { document, finished_at: now, told: told && json(told) })
  await tx.run(sql`
    ${done}
    where analysis_id = ${analysis.analysis_id} and finished_at is null`)
}

/** The captures of the contract that may want a satellite near the place while the window lasts. */
export async function findOwnCaptures(tx: Transaction, geometry: Geometry, { start, end }: CollectionWindow) {
  const rows = await tx.rows(sql<
    Narrow<
      Columns<'capture_facts', 'access'> & Columns<'order_facts', 'window_start' | 'window_end'>,
      { access: CaptureAccess | null }
    >
  >`
    select c.access, o.window_start, o.window_end
    from capture_facts c join order_facts o on o.order_id = c.order_id
    where c.status in ('queued', 'scheduled', 'collecting') and o.status = 'in_progress'
      and o.window_start < ${end} and o.window_end > ${start}
      and (c.access is not null
        or c.target && st_expand(st_setsrid(st_geomfromgeojson(${JSON.stringify(geometry)}), 4326), ${near_deg}))
    limit ${most_captures}`)
  const own: OwnCaptures = { passes: [], waiting: [] }
  for (const { access, window_start, window_end } of rows) {
    if (!access) own.waiting.push({ start_ms: window_start.getTime(), end_ms: window_end.getTime() })
    else
      own.passes.push({
        satellite_name: access.satellite_name,
        start_ms: Date.parse(access.start),
        end_ms: Date.parse(access.end),
      })
  }
  return own
}

export async function deleteAnalyses(tx: Transaction, expired_before: Date) {
  await tx.run(sql`delete from analyses where expires_at < ${expired_before}`)
  await tx.run(sql`delete from analysis_batches where expires_at < ${expired_before}`)
}
