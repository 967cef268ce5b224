import { SwathError } from '@swath/contract/errors'
import {
  AnalyseOrder,
  type Analysis,
  type AnalysisBatch,
  type AnalysisLine,
} from '@swath/contract/feasibility'
import type { Caller } from '../access/auth.ts'
import type { Database } from '../database/db.ts'
import { readBody } from '../http/validation.ts'
import { newId } from '../lib/ids.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import { findBatch, insertBatch, listAnalysesOf } from './batches.store.ts'
import type { Feasibility } from './service.ts'
import type { Question } from './store.ts'

/** As many as one order may have: the providers are asked for each of them. */
const most_strips = 2000

/** Analyses of several targets in one request. */
export class AnalysisBatches {
  #db: Database
  #clock: Clock
  #feasibility: Feasibility

  constructor(db: Database, clock: Clock, feasibility: Feasibility) {
    this.#db = db
    this.#clock = clock
    this.#feasibility = feasibility
  }

  /**
   * Starts an analysis of each target that could be ordered; of the others it is told what is wrong. Where the caller
   * wants to wait, a few are answered at once. Nobody is asked before it is known that all of it is not too much.
   * @throws SwathError `strips_out_of_range`
   */
  async start(
    caller: Caller,
    targets: readonly unknown[],
    limit: number,
    patience_ms: number,
  ): Promise<AnalysisBatch> {
    const { questions, refused } = await this.#readAll(caller, targets, limit)
    const expires_at = new Date(this.#clock.now().getTime() + 24 * 3_600_000)
    const batch_id = newId('batch', this.#clock.now())
    const { contract_id } = caller
    const answers = await this.#feasibility.answersWithin(
      patience_ms,
      questions.map(({ question }) => question),
    )
    const started = await this.#db.tenant(contract_id, async (tx) => {
      await insertBatch(tx, { batch_id, contract_id, refused, expires_at })
      const lines: AnalysisLine[] = []
      for (const [at, { index, question }] of questions.entries()) {
        const place = { batch_id, batch_index: index }
        lines.push(lineOf(index, await this.#feasibility.keep(tx, question, answers[at], place)))
      }
      return lines
    })
    return batchOf(batch_id, [...started, ...refused], expires_at)
  }

  async #readAll(caller: Caller, targets: readonly unknown[], limit: number) {
    const questions: { index: number; question: Question }[] = []
    const refused: AnalysisLine[] = []
    let strips = 0
    for (const [index, target] of targets.entries()) {
      const question = await this.#read(caller, target, limit)
      if (question instanceof SwathError) refused.push(refusedLine(index, question))
      else {
        questions.push({ index, question })
        strips += Math.max(1, question.request.strips.length)
        if (strips > most_strips) throw tooMuch(index)
      }
    }
    return { questions, refused }
  }

  async #read(caller: Caller, target: unknown, limit: number): Promise<Question | SwathError> {
    try {
      return await this.#feasibility.questionOf(caller, readBody(AnalyseOrder, target), limit)
    } catch (error) {
      if (error instanceof SwathError) return error
      throw error
    }
  }

  /** @throws SwathError `not_found`, `analysis_expired` */
  async get({ contract_id }: Caller, batch_id: string): Promise<AnalysisBatch> {
    const { batch, analyses } = await this.#db.tenant(contract_id, async (tx) => ({
      batch: await findBatch(tx, batch_id),
      analyses: await listAnalysesOf(tx, batch_id),
    }))
    if (!batch) throw new SwathError('not_found', `There is no batch ${batch_id} in this contract`)
    if (batch.expires_at <= this.#clock.now())
      throw new SwathError('analysis_expired', 'Analyses live 24 hours; start others')
    const lines = analyses.map(({ batch_index, document }) => lineOf(batch_index, JSON.parse(document)))
    return batchOf(batch_id, [...lines, ...batch.refused], batch.expires_at)
  }
}

function tooMuch(index: number): SwathError {
  const message = `With target ${index} there are more than ${most_strips} strips; at most so many are looked for at once`
  const problems = [{ pointer: `/targets/${index}`, code: 'strips_out_of_range', message }]
  return new SwathError('strips_out_of_range', message, { problems })
}

function refusedLine(index: number, { status, code, message, problems }: SwathError): AnalysisLine {
  return { index, status, error: { code, message, errors: [...problems] } }
}

function lineOf(index: number, analysis: Analysis): AnalysisLine {
  return { index, status: analysis.status === 'PENDING' ? 202 : 200, analysis }
}

function batchOf(batch_id: string, lines: readonly AnalysisLine[], expires_at: Date): AnalysisBatch {
  const count = (counts: (line: AnalysisLine) => boolean) => lines.filter(counts).length
  return {
    batch_id,
    refused: count(({ error }) => error !== undefined),
    pending: count(({ analysis }) => analysis?.status === 'PENDING'),
    feasible: count(({ analysis }) => analysis?.feasible === true),
    results: lines.toSorted((a, b) => a.index - b.index),
    expires_at: timestamp(expires_at),
  }
}
