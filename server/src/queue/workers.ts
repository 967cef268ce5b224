import type { Job as BossJob, PgBoss } from 'pg-boss'
import type { Log } from '../platform/log.ts'
import { Postponed } from '../platform/postponed.ts'
import type { JobData, JobName } from '../reactions.ts'
import { DueWork } from './due-work.ts'
import type { JobHandler } from './handlers.ts'
import { type SeatLimits, Seats } from './seats.ts'

/** A notification that got lost, and a job that is tried again, wait for so long. */
const look_ms = 2_000
/** Often enough that a claim outlives a few that come late; see `heartbeatSeconds` of the queue. */
const beat_ms = 3_000
const ends = 'The process ends'

interface Parts {
  boss: PgBoss
  name: JobName
  handler: JobHandler
  seats: SeatLimits
  log: Log
}

interface Running {
  job: BossJob<JobData>
  /** Aborted when another worker has the job. */
  claim: AbortController
}

/** Runs the jobs of one kind, some at once, none of which waits for another; pg-boss keeps who has which. */
export class Workers {
  #parts: Parts
  #seats: Seats
  #due: DueWork<BossJob<JobData>>
  #running = new Set<Running>()
  #closing = new AbortController()
  #beat: NodeJS.Timeout | undefined
  #completed: Together<BossJob<JobData>>

  constructor(parts: Parts) {
    const { boss, name, seats, log } = parts
    this.#parts = parts
    this.#seats = new Seats(seats)
    this.#completed = new Together((jobs) => boss.complete(name, jobs))
    this.#due = new DueWork({
      max: seats.at_once,
      is_eager: true,
      claim: (limit) => this.#claim(limit),
      work: (job) => this.#work(job),
      log,
    })
  }

  start() {
    this.#due.start(look_ms)
    this.#due.ring()
    this.#beat = setInterval(() => this.#keepClaims(), beat_ms)
  }

  /** There is something to do. */
  ring() {
    this.#due.ring()
  }

  /** Asks long work to break off, and waits for what has begun, at most until `deadline`; then another may begin it anew. */
  async stop(deadline: Promise<unknown>): Promise<void> {
    this.#closing.abort(new Error(ends))
    await Promise.race([this.#due.stop(), deadline])
    clearInterval(this.#beat)
    const left = [...this.#running].filter(isHeld)
    for (const { claim } of left) claim.abort(this.#closing.signal.reason)
    await this.#giveBack(
      left.map(({ job }) => job),
      ends,
    )
  }

  async #claim(limit: number): Promise<BossJob<JobData>[]> {
    const { boss, name, log } = this.#parts
    const batchSize = Math.min(limit, this.#seats.step)
    const jobs = await boss.fetch<JobData>(name, { batchSize, ignoreGroups: this.#seats.full() })
    const { seated = [], standing = [] } = Object.groupBy(jobs, ({ groupId }) =>
      this.#seats.take(groupId) ? 'seated' : 'standing',
    )
    this.#giveBack(standing, 'Too many jobs wait for the same').catch((error) =>
      log.warn({ err: error, job: name }, 'jobs are left until their claim ends'),
    )
    // There may be more, of others.
    if (jobs.length > 0) this.#due.ring()
    return seated
  }

  async #work(job: BossJob<JobData>) {
    const { name, handler, log } = this.#parts
    const running = { job, claim: new AbortController() }
    const attempt = job.retryCount + 1
    this.#running.add(running)
    try {
      this.#closing.signal.throwIfAborted()
      await handler(job.data, attempt, AbortSignal.any([running.claim.signal, this.#closing.signal]))
      if (isHeld(running)) await this.#completed.add(job)
    } catch (error) {
      if (!isHeld(running)) return
      if (error instanceof Postponed && error.after_s !== undefined) {
        return await this.#postpone(job, error.after_s)
      }
      const is_broken_off = this.#closing.signal.aborted
      if (!is_broken_off) log.warn({ err: error, job: name, data: job.data, attempt }, 'job will be retried')
      await this.#giveBack([job], String(error))
    } finally {
      this.#running.delete(running)
      this.#seats.leave(job.groupId)
    }
  }

  /** A job like it comes at that time; if this process ends in between, the job is there twice, which is no harm. */
  async #postpone(job: BossJob<JobData>, after_s: number) {
    const { boss, name } = this.#parts
    const { data, groupId, expireInSeconds } = job
    const group = groupId ? { group: { id: groupId } } : {}
    await boss.send(name, data, { startAfter: after_s, expireInSeconds, ...group })
    await this.#completed.add(job)
  }

  /** For whoever claims them next, a moment later. */
  async #giveBack(jobs: readonly BossJob<JobData>[], message: string) {
    const { boss, name } = this.#parts
    if (jobs.length > 0) await boss.fail(name, [...jobs], { message })
  }

  async #keepClaims() {
    const { boss, name, log } = this.#parts
    const held = [...this.#running].filter(isHeld)
    if (held.length === 0) return
    try {
      const jobs = held.map(({ job }) => job)
      // The types of pg-boss do not tell what its own workers read there.
      const { settled } = (await boss.touch(name, jobs)) as { settled: string[] }
      for (const { job, claim } of held) {
        if (!settled.includes(job.id)) claim.abort(new Error(`Another worker has the job ${job.id}`))
      }
    } catch (error) {
      log.warn({ err: error, job: name }, 'claims could not be kept')
    }
  }
}

function isHeld({ claim }: Running): boolean {
  return !claim.signal.aborted
}

/** Sends one thing after the other; what comes meanwhile goes together. */
class Together<T> {
  #send: (items: T[]) => Promise<unknown>
  #items: T[] = []
  #last: Promise<unknown> = Promise.resolve()
  #next: Promise<unknown> | undefined

  constructor(send: (items: T[]) => Promise<unknown>) {
    this.#send = send
  }

  add(item: T): Promise<unknown> {
    this.#items.push(item)
    this.#next ??= this.#last.then(() => {
      const items = this.#items
      this.#items = []
      this.#next = undefined
      const sent = this.#send(items)
      this.#last = sent.catch(() => undefined)
      return sent
    })
    return this.#next
  }
}
