import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { SwathError } from '@swath/contract/errors'
import { CancellationAnswer } from '@swath/contract/provider-protocol/answers'
import type { Kind } from '@swath/contract/provider-protocol/protocol'
import type { FetchTasks, ProviderTask, TaskAnswer } from '@swath/contract/provider-protocol/tasks'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import { NonsenseAnswer, readAnswer } from '../providers/protocol/answers.ts'
import type { RequestBody } from '../providers/protocol/channel.ts'
import type { FetchedWork } from '../providers/protocol/pull.ts'
import type { Bells } from './bells.ts'
import {
  deleteTask,
  deleteUnwanted,
  dropTasks,
  extendLease,
  findTask,
  lastVisit,
  leaseTasks,
  providerOfCredential,
  storeAnswer,
  storeVisit,
  type TaskRow,
  upsertTask,
  withdrawTasks,
} from './store.ts'

/** Somebody who asks waits for so long; then it is asked again later. */
const patience_ms = 5_000
/** The work of another process is seen so soon. */
const look_ms = 500
/** Work that is to be done is wanted for long; a question is asked again by whoever has it. */
const wanted_ms = { command: 7 * 86_400_000, question: 3_600_000 }
/** A provider that has not come for so long is down. */
const silence_s = 300

const commands: readonly Kind[] = ['plan', 'produce', 'cancel']

/** The work of providers that fetch it: it waits, is leased to one of their processes, and is answered. */
export class ProviderTasks implements FetchedWork {
  #db: Database
  #clock: Clock
  #bells: Bells

  constructor(db: Database, clock: Clock, bells: Bells) {
    this.#db = db
    this.#clock = clock
    this.#bells = bells
  }

  async ask(provider: string, kind: Kind, body: RequestBody): Promise<TaskAnswer | undefined> {
    if (kind === 'cancel' && (await this.#withdraw(provider, body.capture_id!))) {
      return { answer: { outcome: 'canceled' } }
    }
    const until = performance.now() + patience_ms
    for (;;) {
      const { task_id, answer } = await this.#place(provider, kind, body)
      if (answer) return this.#take(task_id, kind, answer)
      const left = until - performance.now()
      if (left <= 0 || this.#bells.is_closed) return undefined
      this.#bells.ring(provider)
      await this.#bells.heard(task_id, Math.min(left, look_ms))
    }
  }

  #withdraw(provider: string, capture_id: string): Promise<boolean> {
    return this.#db.system((tx) => withdrawTasks(tx, provider, capture_id))
  }

  #place(provider: string, kind: Kind, body: RequestBody): Promise<TaskRow> {
    const now = this.#clock.now()
    const wanted = wanted_ms[commands.includes(kind) ? 'command' : 'question']
    const task = {
      task_id: newId('ptask', now),
      provider,
      kind,
      subject: commands.includes(kind) ? body.capture_id! : digestOf(body),
      created_at: now,
      wanted_until: new Date(now.getTime() + wanted),
    }
    return this.#db.system((tx) => upsertTask(tx, task, body))
  }

  /** An answer that something is taken stays, so that it is not asked again; any other answer is of this moment. */
  async #take(task_id: string, kind: Kind, answer: TaskAnswer): Promise<TaskAnswer> {
    const is_taken = kind !== 'cancel' && commands.includes(kind) && 'answer' in answer
    if (!is_taken) await this.#db.system((tx) => deleteTask(tx, task_id))
    return answer
  }

  /** Gives the oldest work that nobody has, and waits for some if there is none. */
  async fetch(caller: Caller, { limit, wait_s, lease_s }: FetchTasks): Promise<ProviderTask[]> {
    const provider = await this.#providerOf(caller)
    const until = performance.now() + wait_s * 1000
    for (;;) {
      const tasks = await this.#lease(provider, limit, lease_s)
      const left = until - performance.now()
      if (tasks.length > 0 || left <= 0 || this.#bells.is_closed) return tasks
      await this.#bells.heard(provider, Math.min(left, look_ms))
    }
  }

  #lease(provider: string, limit: number, lease_s: number): Promise<ProviderTask[]> {
    const now = this.#clock.now()
    return this.#db.system(async (tx) => {
      await storeVisit(tx, provider, now)
      const rows = await leaseTasks(tx, provider, limit, now, later(now, lease_s))
      return rows.map(({ task_id, kind, body, created_at, leased_until }) => ({
        task_id,
        kind,
        body,
        created_at: timestamp(created_at),
        leased_until: timestamp(leased_until!),
      }))
    })
  }

  /** Work that takes long is not given to another process meanwhile. @throws SwathError `not_found` */
  acknowledge(caller: Caller, task_id: string, lease_s: number): Promise<void> {
    return this.#withTask(caller, task_id, async (tx, task) => {
      if (!task.answer) await extendLease(tx, task_id, later(this.#clock.now(), lease_s))
    })
  }

  /** @throws SwathError `not_found`, `invalid_request`, `task_answered` */
  async answer(caller: Caller, task_id: string, answer: TaskAnswer): Promise<void> {
    await this.#withTask(caller, task_id, async (tx, task) => {
      const { provider } = task
      requireSense(task, answer)
      if (!task.answer) {
        // Nobody begins with a capture that is canceled, whoever had fetched it.
        if (isCanceled(task, answer)) await dropTasks(tx, provider, task.subject)
        return storeAnswer(tx, task_id, answer, this.#clock.now())
      }
      if (isDeepStrictEqual(task.answer, answer)) return
      throw new SwathError('task_answered', `The task ${task_id} was answered before, and otherwise`)
    })
    this.#bells.ring(task_id)
  }

  async #withTask(
    caller: Caller,
    task_id: string,
    work: (tx: Transaction, task: TaskRow) => Promise<void>,
  ): Promise<void> {
    const provider = await this.#providerOf(caller)
    await this.#db.system(async (tx) => {
      const task = await findTask(tx, provider, task_id)
      if (!task)
        throw new SwathError('not_found', `There is no task ${task_id}: it may not be wanted any more`)
      await work(tx, task)
    })
  }

  /** Whether a provider that fetches its work does so. */
  async isAwake(provider: string): Promise<boolean> {
    const visit = await this.#db.system((tx) => lastVisit(tx, provider))
    return visit !== null && later(visit, silence_s) > this.#clock.now()
  }

  forget(): Promise<void> {
    return this.#db.system((tx) => deleteUnwanted(tx, this.#clock.now()))
  }

  /** @throws SwathError `role_forbidden` */
  async #providerOf({ provider, client_id }: Caller): Promise<string> {
    const name = provider ?? (await this.#db.system((tx) => providerOfCredential(tx, client_id)))
    if (name !== null) return name
    throw new SwathError(
      'role_forbidden',
      'Only a provider has work to fetch: sign as one, or use its credential',
    )
  }
}

const later = (time: Date, seconds: number) => new Date(time.getTime() + seconds * 1000)

const isCanceled = ({ kind }: TaskRow, told: TaskAnswer): boolean =>
  kind === 'cancel' && 'answer' in told && CancellationAnswer.parse(told.answer).outcome === 'canceled'

const digestOf = (body: object) => createHash('sha256').update(JSON.stringify(body)).digest('hex')

/** @throws SwathError `invalid_request`: nonsense is refused at the door, where its author sees it */
function requireSense({ kind, provider }: TaskRow, told: TaskAnswer) {
  try {
    if ('answer' in told) readAnswer(provider, kind, told.answer)
  } catch (error) {
    if (!(error instanceof NonsenseAnswer)) throw error
    throw new SwathError('invalid_request', error.message)
  }
}
