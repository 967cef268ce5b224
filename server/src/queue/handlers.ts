import type { Transaction } from '../database/db.ts'
import type { JobData, JobName } from '../reactions.ts'

/**
 * `attempt` counts from 1. A handler that throws is run again later, so it must be repeatable. Long work breaks off
 * when the signal says that it is no longer this worker's.
 */
export type JobHandler = (data: JobData, attempt: number, signal: AbortSignal) => Promise<void>

/** A job that waits for somebody outside. How long, it limits itself. */
export interface OutsideJob extends Partial<Pick<EndingJob, 'giveUp'>> {
  run: JobHandler
  /** Names the party of each entity, by the ids of the entities, if there are several of them. */
  partiesOf?(tx: Transaction, entity_ids: readonly string[]): Promise<Parties>
}

/** By the ids of entities. */
export type Parties = ReadonlyMap<string, string>

/** A job of ours of which it shows that it can never succeed. */
export interface EndingJob {
  run: JobHandler
  /** Ends what the job was for, so that nobody waits for it. */
  giveUp(data: JobData): Promise<void>
  is_inside?: true
}

export type AnyJob = JobHandler | OutsideJob | EndingJob
export type JobHandlers = Readonly<Record<JobName, AnyJob>>
