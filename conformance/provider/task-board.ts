// The work of a provider that fetches it, as Swath keeps it: tasks are leased, acknowledged and answered, and lines break.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import type { Kind } from '@swath/contract/provider-protocol/protocol'
import { refusal_status } from '@swath/contract/provider-protocol/protocol'
import { Acknowledgement, FetchTasks, TaskAnswer } from '@swath/contract/provider-protocol/tasks'
import type { z } from 'zod'
import { Bell } from './bell.ts'
import type { Asker, RequestBody, Told } from './caller.ts'

export interface Task {
  readonly task_id: string
  readonly kind: string
  readonly body: RequestBody
  readonly created_at: string
  leased_until_ms: number
  /** How often it was fetched. */
  fetched: number
  /** How often it was answered, believed or not. */
  answered: number
  answer: TaskAnswer | undefined
}

/**
 * What goes wrong with the next request: it fails and changes nothing, or it succeeds and the line is cut before the answer,
 * or an answer comes for a task that is not wanted any more.
 */
type Accident = 'fails' | 'is cut' | 'is not wanted'

const path = '/ops/v1/provider/tasks'
const place = new RegExp(`^${path}(?:/([^/?]+)/(acknowledgement|answer))?(?:\\?(.*))?$`)

export class TaskBoard implements Asker {
  /** Faults of requests, each thing once. */
  readonly faults = new Set<string>()
  readonly #patience_ms: number
  readonly #tasks = new Map<string, Task>()
  readonly #accidents: Record<'fetch' | 'answer', Accident[]> = { fetch: [], answer: [] }
  readonly #bell = new Bell()
  #fetches = 0

  constructor(patience_ms: number) {
    this.#patience_ms = patience_ms
  }

  /** How often it has come for work. */
  get fetches(): number {
    return this.#fetches
  }

  /** Lets something go wrong with the next fetch that has work to give, or with the next answer. */
  spoil(what: 'fetch' | 'answer', accident: Accident) {
    this.#accidents[what].push(accident)
  }

  /** Puts up tasks at once, so that one fetch may get them all. */
  give(...wanted: [kind: string, body?: RequestBody][]): Task[] {
    const tasks = wanted.map(([kind, body = {}]): Task => {
      const created_at = new Date().toISOString()
      const task_id = `ptask.${crypto.randomUUID()}`
      return {
        task_id,
        kind,
        body,
        created_at,
        leased_until_ms: 0,
        fetched: 0,
        answered: 0,
        answer: undefined,
      }
    })
    for (const task of tasks) this.#tasks.set(task.task_id, task)
    this.#bell.ring()
    return tasks
  }

  /** @throws Error where the task is not answered in time */
  async ask(kind: Kind, body: RequestBody = {}): Promise<Told> {
    const [task] = this.give([kind, body]) as [Task]
    if (!(await this.until(() => task.answer !== undefined))) {
      this.#tasks.delete(task.task_id)
      throw new Error(`it has not answered the task ${kind} in ${this.#patience_ms / 1000} s`)
    }
    return toldBy(task.answer!)
  }

  until(holds: () => boolean, within_ms = this.#patience_ms): Promise<boolean> {
    return this.#bell.until(holds, within_ms)
  }

  isMeant = ({ url = '' }: IncomingMessage) => place.test(url)

  async take(request: IncomingMessage, body: Buffer, response: ServerResponse, is_believed: boolean) {
    const line = lineOf(request, response)
    const { say } = line
    if (!is_believed) return say(401, { message: 'Not signed as the protocol has it' })
    const [, task_id, end, query] = place.exec(request.url ?? '')!
    if (task_id === undefined) return this.#fetch(new URLSearchParams(query), line)
    const task = this.#tasks.get(decodeURIComponent(task_id))
    if (!task) return say(404, { message: `There is no task ${task_id}` })
    if (end === 'answer') return this.#answer(task, body, line)
    const read = this.#read(Acknowledgement, textOf(body), 'acknowledges')
    if (!read) return say(400, { message: 'No acknowledgement of the protocol' })
    task.leased_until_ms = Date.now() + 1000 * read.lease_s
    return say(204)
  }

  async #fetch(query: URLSearchParams, { say, cut, isGone }: Line) {
    this.#fetches++
    this.#bell.ring()
    const asked = this.#read(FetchTasks, Object.fromEntries(query), 'fetches')
    if (!asked) return say(400, { message: 'No query of the protocol' })
    await this.until(() => this.#open().length > 0, 1000 * asked.wait_s)
    // Who has gone meanwhile is given nothing.
    if (isGone()) return undefined
    const tasks = this.#open().slice(0, asked.limit)
    const accident = tasks.length > 0 ? this.#accidents.fetch.shift() : undefined
    if (accident === 'fails') return say(503, { message: 'Away on purpose' })
    // What is lost in the middle is given again, as if its lease were over.
    if (accident === 'is cut') return cut()
    for (const task of tasks) {
      task.fetched++
      task.leased_until_ms = Date.now() + 1000 * asked.lease_s
    }
    return say(200, { tasks: tasks.map(shown) })
  }

  #open = () =>
    [...this.#tasks.values()].filter(
      ({ answer, leased_until_ms }) => answer === undefined && leased_until_ms <= Date.now(),
    )

  #answer(task: Task, body: Buffer, { say, cut }: Line) {
    const answer = this.#read(TaskAnswer, textOf(body), `answers ${task.kind}`)
    task.answered++
    if (!answer) return say(400, { message: 'No answer of the protocol' })
    if (task.answer !== undefined && !isDeepStrictEqual(task.answer, answer)) {
      this.faults.add(`It answers a task (${task.kind}) twice, and the second time otherwise`)
      return say(409, { code: 'task_answered', message: 'It was answered before, and otherwise' })
    }
    const accident = this.#accidents.answer.shift()
    if (accident === 'fails') task.leased_until_ms = 0
    else task.answer = answer
    this.#bell.ring()
    if (accident === 'fails') return say(503, { message: 'Away on purpose' })
    if (accident === 'is cut') return cut()
    if (accident === 'is not wanted')
      return say(404, { code: 'not_found', message: 'It is not wanted any more' })
    return say(204)
  }

  #read<T>(schema: z.ZodType<T>, content: unknown, how: string): T | undefined {
    const read = schema.safeParse(content)
    if (read.success) return read.data
    const [{ path, message }] = read.error.issues as [z.core.$ZodIssue]
    this.faults.add(`It ${how} in a form that the protocol does not have: /${path.join('/')} ${message}`)
    return undefined
  }
}

type Line = ReturnType<typeof lineOf>

const lineOf = ({ socket }: IncomingMessage, response: ServerResponse) => ({
  say: (status: number, content?: object) =>
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(content && JSON.stringify(content)),
  /** In the middle of an answer. */
  cut: () => response.writeHead(200, { 'content-length': 1000 }).write('{"', () => socket.destroy()),
  isGone: () => socket.destroyed,
})

const shown = ({ task_id, kind, body, created_at, leased_until_ms }: Task) => ({
  task_id,
  kind,
  body,
  created_at,
  leased_until: new Date(leased_until_ms).toISOString(),
})

const toldBy = (told: TaskAnswer): Told =>
  'answer' in told ? { status: 200, body: told.answer } : { status: refusal_status, body: told.refusal }

/** An acknowledgement may have no body. */
function textOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8') || '{}')
  } catch {
    return undefined
  }
}
