import type { UpstreamStatus } from '@swath/contract/upstream'
import type { UpstreamSettings } from '../config.ts'
import type { Database } from '../database/db.ts'
import { nextPollAt } from '../lib/polling.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { type Clock, timestampOrNull } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { LegacyApi } from '../providers/v1/api.ts'
import { captureLine, type Line, sceneLine, sweep_ms, taskLine } from './rules.ts'
import { claim, listOpenTasks, listProgress, type Progress, recordFailure, recordSuccess } from './store.ts'

type Kind = 'tasks' | 'captures' | 'scenes'

/** Represents lines about work that happened elsewhere; a line that says nothing new changes nothing. */
export interface Representation {
  take(
    actor: string,
    contract_id: string,
    origin: string,
    kind: Kind,
    lines: readonly Line[],
  ): Promise<readonly { index: number; result: 'created' | 'updated' | 'unchanged' | 'refused' }[]>
}

/** A process that died while it polled is followed by another after this time. */
const claim_ms = 10 * 60_000

interface Parts {
  db: Database
  clock: Clock
  representation: Representation
  settings: UpstreamSettings | undefined
  log: Log
  provider_outbound: Outbound
}

/**
 * Mirrors the tasks of a v1 system into orders, again and again. What it has seen is never represented twice; when
 * that system is down, it is asked again later and later, and nothing else is affected.
 */
export class UpstreamMirror {
  #db: Database
  #clock: Clock
  #representation: Representation
  #settings: UpstreamSettings | undefined
  #log: Log
  #outbound: Outbound

  constructor({ db, clock, representation, settings, log, provider_outbound }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#representation = representation
    this.#settings = settings
    this.#log = log
    this.#outbound = provider_outbound
  }

  async status(): Promise<UpstreamStatus> {
    const all = await this.#db.system(listProgress)
    const contracts = Object.entries(this.#settings?.contracts ?? {}).map(
      ([upstream_contract_id, contract_id]) => {
        const progress = all.find((one) => one.contract_id === contract_id)
        return {
          contract_id,
          upstream_contract_id,
          succeeded_at: timestampOrNull(progress?.succeeded_at ?? null),
          next_poll_at: timestampOrNull(progress?.next_poll_at ?? null),
          failures: progress?.failures ?? 0,
          last_error: progress?.last_error ?? null,
        }
      },
    )
    return { url: this.#settings?.url ?? null, contracts }
  }

  /** Looks at every mirrored contract that is due; none waits for another. */
  async poll(): Promise<void> {
    const contracts = Object.entries(this.#settings?.contracts ?? {})
    await Promise.all(contracts.map(([theirs, ours]) => this.#pollIfDue(theirs, ours)))
  }

  async #pollIfDue(theirs: string, ours: string) {
    const now = this.#clock.now()
    const until = new Date(now.getTime() + claim_ms)
    const progress = await this.#db.system((tx) => claim(tx, ours, now, until))
    if (progress) await this.#pollContract(theirs, progress)
  }

  async #pollContract(theirs: string, { contract_id, failures, swept_at }: Progress) {
    const now = this.#clock.now()
    const { contracts: _, ...upstream } = this.#settings!
    const walk = new Walk(
      new LegacyApi({ ...upstream, contract_id: theirs }, this.#outbound),
      this.#representation,
      contract_id,
    )
    const sweep = swept_at === null || now.getTime() - swept_at.getTime() >= sweep_ms
    try {
      await walk.newest(sweep)
      await walk.open(await this.#db.system((tx) => listOpenTasks(tx, contract_id, walk.origin)))
      await this.#db.system((tx) => recordSuccess(tx, contract_id, now, nextPollAt(now, 0), sweep))
    } catch (error) {
      this.#log.warn({ err: error, contract_id }, 'the upstream system could not be read; asking again later')
      const next = nextPollAt(now, failures + 1)
      await this.#db.system((tx) => recordFailure(tx, contract_id, next, String(error)))
    }
    if (walk.refused > 0) {
      this.#log.warn({ contract_id, refused: walk.refused }, 'lines of the upstream system were refused')
    }
  }
}

/** One look at the tasks of one contract. */
class Walk {
  readonly origin: string
  refused = 0
  #api: LegacyApi
  #representation: Representation
  #contract_id: string
  #seen = new Set<number>()

  constructor(api: LegacyApi, representation: Representation, contract_id: string) {
    this.origin = `v1:${api.host}`
    this.#api = api
    this.#representation = representation
    this.#contract_id = contract_id
  }

  /** Tasks from the newest on: all of them, or until a page has nothing new. */
  async newest(all: boolean) {
    for await (const page of this.#api.tasks()) {
      if ((await this.#tasks(page)) === 0 && !all) return
    }
  }

  /** Those that are open here: what is open there is listed at once, what is not has ended. */
  async open(task_ids: readonly number[]) {
    const left = new Set(task_ids.filter((task_id) => !this.#seen.has(task_id)))
    if (left.size === 0) return
    for await (const page of this.#api.tasks({ status: 'received' })) {
      const known = page.filter((task) => left.delete(Number(task.task_id)))
      await this.#tasks(known)
      if (left.size === 0) return
    }
    for (const task_id of left) await this.#tasks([await this.#api.task(task_id)])
  }

  /** @returns how many were new or had changed */
  async #tasks(told: readonly Record<string, unknown>[]): Promise<number> {
    const news = await this.#take('tasks', told.map(taskLine))
    for (const [index, task] of told.entries()) {
      const task_id = Number(task.task_id)
      this.#seen.add(task_id)
      // A task that ended before and says nothing new has no new captures either.
      if (news.has(index) || task.status === 'received') await this.#captures(task_id)
    }
    return news.size
  }

  async #captures(task_id: number) {
    const told = await this.#api.captures(task_id)
    // A capture that is not planned yet has no time, and is nothing to tell of.
    const planned = told.filter((capture) => capture.start)
    await this.#take(
      'captures',
      planned.map((capture) => captureLine(capture, task_id)),
    )
    for (const { sceneset_id, status } of told) {
      if (status !== 'published' || typeof sceneset_id !== 'string') continue
      await this.#take('scenes', (await this.#api.scenes(sceneset_id)).map(sceneLine))
    }
  }

  /** @returns the places of the lines that said something new */
  async #take(kind: Kind, lines: readonly Line[]): Promise<Set<number>> {
    if (lines.length === 0) return new Set()
    const results = await this.#representation.take('upstream', this.#contract_id, this.origin, kind, lines)
    this.refused += results.filter(({ result }) => result === 'refused').length
    return new Set(
      results.filter(({ result }) => result === 'created' || result === 'updated').map(({ index }) => index),
    )
  }
}
