import type { Database } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { DueWork } from '../queue/due-work.ts'
import type { Storage } from '../storage/storage.ts'
import { DestinationError } from '../uploads/destination.ts'
import { claimDue, keepLease, type Lease, mayGoOn } from './leases.store.ts'
import type { Destinations } from './ports.ts'
import { Progress } from './progress.ts'
import {
  type Attempt,
  beginAttempt,
  type Failure,
  recordEnd,
  recordFailure,
  recordSuccess,
  Withdrawn,
} from './recording.ts'
import { reasonOf } from './rules.ts'
import { NotStored, Transfer } from './transfer.ts'

/** Deliveries that a process works on at the same time. */
const max_at_once = 16
const look_ms = 1_000
/** A worker that has given no sign of life for so long counts as dead. */
const lease_ms = 60_000
const beat_ms = 10_000

interface Parts {
  db: Database
  clock: Clock
  storage: Storage
  destinations: Destinations
  log: Log
}

/**
 * Makes deliveries, several at once, each as long as it holds the lease. What is kept at the destination is recorded step
 * by step in short transactions, none of which is open while anything is sent. Wherever a worker breaks off, another
 * goes on from the last record.
 */
export class DeliverySender {
  #parts: Parts
  #due: DueWork<Lease>
  #closing = new AbortController()

  constructor(parts: Parts) {
    this.#parts = parts
    this.#due = new DueWork({
      max: max_at_once,
      claim: (limit) => this.#claim(limit),
      work: (lease) => this.#deliver(lease),
      log: parts.log,
    })
  }

  /** Makes everything that is due, until nothing is. */
  run(): Promise<void> {
    return this.#due.run()
  }

  /** Looks for deliveries from now on, without being asked. */
  start() {
    this.#due.start(look_ms)
  }

  /** Breaks off what is under way: whoever comes next goes on from there. */
  stop(): Promise<void> {
    this.#closing.abort(new Withdrawn())
    return this.#due.stop()
  }

  #claim(limit: number): Promise<Lease[]> {
    const { db, clock } = this.#parts
    const now = clock.now()
    const lease_id = crypto.randomUUID()
    return db.system((tx) => claimDue(tx, { lease_id, until: leaseEnd(now), limit }, now))
  }

  async #deliver(lease: Lease): Promise<void> {
    const { db, clock } = this.#parts
    const attempt = await db.tenant(lease.contract_id, (tx) => beginAttempt(tx, lease, clock.now()))
    if (!attempt) return
    const stopping = new AbortController()
    const beat = setInterval(() => this.#beat(lease, stopping), beat_ms)
    const progress = new Progress(wholeBytes(attempt))
    try {
      await this.#send(attempt, progress, AbortSignal.any([stopping.signal, this.#closing.signal]))
    } finally {
      clearInterval(beat)
    }
  }

  async #send(attempt: Attempt, progress: Progress, signal: AbortSignal) {
    const { db, clock } = this.#parts
    const { contract_id } = attempt.lease
    try {
      await this.#transfer(attempt, progress, signal)
      await db.tenant(contract_id, (tx) => recordSuccess(tx, attempt, progress, clock.now()))
    } catch (error) {
      const failure = signal.aborted ? 'withdrawn' : failureOf(error)
      await db.tenant(contract_id, (tx) =>
        failure === 'withdrawn'
          ? recordEnd(tx, attempt, progress, clock.now())
          : recordFailure(tx, attempt, failure, progress, clock.now()),
      )
    }
  }

  async #transfer(attempt: Attempt, progress: Progress, signal: AbortSignal) {
    const { destinations } = this.#parts
    const { contract_id, destination_id } = attempt.lease
    const destination = await destinations.openDestination(contract_id, destination_id)
    try {
      await new Transfer(this.#parts, destination, attempt, progress, signal).run()
    } finally {
      await destination.close()
    }
  }

  /** A sign of life; and a look whether it is still wanted, for destinations that keep nothing for long. */
  async #beat(lease: Lease, stopping: AbortController) {
    const { db, clock, log } = this.#parts
    try {
      await db.tenant(lease.contract_id, async (tx) => {
        await keepLease(tx, lease, leaseEnd(clock.now()))
        if (!(await mayGoOn(tx, lease))) stopping.abort(new Withdrawn())
      })
    } catch (error) {
      // The lease holds for some beats more; if it ends, whatever this worker wants to record is refused.
      log.warn({ err: error, delivery_id: lease.delivery_id }, 'a lease could not be kept')
    }
  }
}

/** @throws what is nobody's failure but ours: the delivery is left until its lease ends */
function failureOf(error: unknown): Failure | 'withdrawn' {
  if (error instanceof DestinationError) {
    return { reason_code: reasonOf(error.reason), message: error.message, is_final: error.is_final }
  }
  if (error instanceof NotStored)
    return { reason_code: 'FILES_NOT_STORED', message: error.message, is_final: true }
  if (error instanceof Withdrawn) return 'withdrawn'
  throw error
}

function wholeBytes({ files }: Attempt): number {
  return files.reduce((sum, file) => sum + (file.sent_at === null ? 0 : file.size_bytes), 0)
}

function leaseEnd(now: Date): Date {
  return new Date(now.getTime() + lease_ms)
}
