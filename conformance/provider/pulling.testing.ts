// A provider that fetches its work and hands it to one that is called: it has the faults of that one, and some of its own.
import { type Kind, refusal_status, request_kinds } from '@swath/contract/provider-protocol/protocol'
import { signRequest } from '@swath/contract/provider-protocol/signature'
import { Caller } from './caller.ts'

export type PullingFault =
  | 'never comes'
  | 'signs no requests for work'
  | 'asks for more than there can be'
  | 'gives up when Swath is away'
  | 'leaves the rest of a batch'
  | 'falls over what it does not know'
  | 'lets what it does not know lie'
  | 'answers again otherwise'
  | 'answers in a form of its own'
  | 'acknowledges in a form of its own'

interface Given {
  /** The provider that is called. */
  inner: string
  /** Swath, as the suite plays it. */
  swath: string
  secret: string
  keyid: string
}

interface Task {
  task_id: string
  kind: string
  body: { capture_id?: string }
}

const tasks = '/ops/v1/provider/tasks'
const nobody_knows = { refusal: { class: 'never', message: 'Nobody here knows that' } }

export class PullingProvider {
  #given: Given
  #fault: PullingFault | undefined
  #stopped = new AbortController()
  #caller: Caller

  constructor(given: Given, fault?: PullingFault) {
    this.#given = given
    this.#fault = fault
    this.#caller = new Caller({ url: given.inner, secret: given.secret, keyid: given.keyid })
  }

  /** Runs until it is closed, or its fault ends it. */
  async run() {
    while (!this.#has('never comes') && !this.#stopped.signal.aborted) {
      try {
        await this.#work()
      } catch (error) {
        if (!(error instanceof TypeError) && !this.#stopped.signal.aborted) throw error
        if (this.#has('gives up when Swath is away')) return
      }
    }
  }

  close() {
    this.#stopped.abort()
  }

  #has = (fault: PullingFault) => this.#fault === fault

  async #work() {
    const limit = this.#has('asks for more than there can be') ? 1000 : 10
    const fetched = await this.#ask('GET', `${tasks}?limit=${limit}&wait_s=5`)
    if (fetched.status === 503 && this.#has('gives up when Swath is away')) return this.close()
    const { tasks: batch = [] } = fetched.ok ? ((await fetched.json()) as { tasks: Task[] }) : {}
    for (const task of batch) {
      const is_known = task.kind in request_kinds
      if (!is_known && this.#has('falls over what it does not know')) return this.close()
      if (!is_known && this.#has('lets what it does not know lie')) continue
      const answered = await this.#answer(task, is_known ? await this.#answerTo(task) : nobody_knows)
      if (answered === 404 && this.#has('leaves the rest of a batch')) return
    }
  }

  async #answer({ task_id }: Task, answer: object): Promise<number> {
    const at = `${tasks}/${task_id}`
    await this.#ask('POST', `${at}/acknowledgement`, {
      lease_s: this.#has('acknowledges in a form of its own') ? 'soon' : 60,
    })
    const bare = Object.values(answer)[0] as object
    const { status } = await this.#ask(
      'POST',
      `${at}/answer`,
      this.#has('answers in a form of its own') ? bare : answer,
    )
    if (this.#has('answers again otherwise')) await this.#ask('POST', `${at}/answer`, nobody_knows)
    return status
  }

  async #answerTo({ kind, body }: Task): Promise<object> {
    const { status, body: told } = await this.#caller.ask(
      kind as Kind,
      kind === 'capabilities' ? undefined : body,
    )
    return status === refusal_status ? { refusal: told } : { answer: told }
  }

  async #ask(method: string, target: string, content?: object): Promise<Response> {
    const { swath, secret, keyid } = this.#given
    const body = content ? JSON.stringify(content) : ''
    const signed = await signRequest(
      { method, target, body },
      { keyid, secret },
      { direction: 'provider-to-swath' },
    )
    const headers = {
      'content-type': 'application/json',
      ...(this.#has('signs no requests for work') ? {} : signed),
    }
    const signal = this.#stopped.signal
    return fetch(swath + target, { method, headers, signal, ...(body && { body }) })
  }
}
