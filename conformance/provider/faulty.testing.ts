// A provider of a few lines that keeps the protocol, but for one fault that it is given.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  Nonces,
  type SignatureError,
  signRequest,
  verifyRequest,
} from '@swath/contract/provider-protocol/signature'
import { angles, file } from './image.testing.ts'

export type Fault =
  | 'verifies nothing'
  | 'remembers no nonce'
  | 'knows no time'
  | 'answers nonsense'
  | 'never repeats a report'
  | 'repeats a report under another id'
  | 'uses one id for all reports'
  | 'collects twice'
  | 'contradicts itself'
  | 'signs no reports'
  | 'goes on after a cancellation'
  | 'cancels once only'
  | 'refuses for now what can never be'
  | 'takes what can never be'
  | 'keeps one pass for two'
  | 'keeps a pass once only'
  | 'never releases a pass'
  | 'collects another pass'
  | 'cancels what it has acquired'
  | 'stops after it has refused'

export class FaultyProvider {
  #server = createServer((request, response) => this.#answer(request, response))
  #nonces = new Nonces()
  #captures = new Map<string, 'planned' | 'canceled' | 'acquired'>()
  /** The reservation that has the only pass. */
  #keeper: string | undefined
  #fault: Fault | undefined
  #secret: string
  #reports_to: string
  #stopped = false

  constructor(secret: string, reports_to: string, fault?: Fault) {
    this.#secret = secret
    this.#reports_to = reports_to
    this.#fault = fault
  }

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close() {
    this.#stopped = true
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #has = (fault: Fault) => this.#fault === fault

  async #answer(request: IncomingMessage, response: ServerResponse) {
    const body = Buffer.concat(await request.toArray())
    const say = (status: number, content: object) => response.writeHead(status).end(JSON.stringify(content))
    const problem = await this.#verify(request, body)
    if (problem) return say(401, { message: problem.message })
    const [, noun, id, end] = (request.url ?? '').split('/')
    const capture_id = id && decodeURIComponent(id)
    if (noun === 'capabilities') return say(200, capabilities)
    if (noun === 'assessments')
      return say(200, this.#has('answers nonsense') ? { feasible: 'maybe' } : { feasible: true })
    if (noun === 'opportunities')
      return say(200, { opportunities: [only_pass], has_more: false, constraint: null })
    if (noun === 'reservations') return say(200, this.#reserve(capture_id!, end === 'release'))
    if (end === 'cancellation') return say(200, this.#cancel(capture_id!))
    const task: Task = JSON.parse(body.toString())
    const is_over = Date.parse(task.window.end) < Date.now()
    if (is_over && this.#has('refuses for now what can never be'))
      return say(409, { class: 'not_now', message: 'We are full' })
    if (is_over && !this.#has('takes what can never be'))
      return say(409, { class: 'never', message: 'The window is over' })
    this.#plan(task)
    return say(202, {})
  }

  async #verify(request: IncomingMessage, body: Buffer): Promise<SignatureError | undefined> {
    if (this.#has('verifies nothing')) return undefined
    const { method = '', url: target = '', headers } = request
    const created = Number(/created=(\d+)/.exec(String(headers['signature-input']))?.[1] ?? 0)
    try {
      await verifyRequest(
        { method, target, headers, body },
        {
          direction: 'swath-to-provider',
          ...(this.#has('knows no time') && { now: new Date(created * 1000) }),
          secretsOf: async () => [this.#secret],
          isNew: async (...nonce) => this.#has('remembers no nonce') || this.#nonces.isNew(...nonce),
        },
      )
      return undefined
    } catch (error) {
      return error as SignatureError
    }
  }

  #reserve(reservation_id: string, is_end: boolean): object {
    const is_mine = this.#keeper === reservation_id
    if (is_end) {
      if (is_mine && !this.#has('never releases a pass')) this.#keeper = undefined
      return {}
    }
    const is_free = this.#keeper === undefined || this.#has('keeps one pass for two')
    if (is_free || (is_mine && !this.#has('keeps a pass once only'))) {
      this.#keeper = reservation_id
      return { reserved: true }
    }
    return { reserved: false, message: 'It is taken' }
  }

  #cancel(capture_id: string) {
    if (this.#captures.get(capture_id) === 'acquired' && !this.#has('cancels what it has acquired'))
      return { outcome: 'refused', message: 'It is there already' }
    const is_again = this.#captures.get(capture_id) === 'canceled'
    if (is_again && this.#has('cancels once only'))
      return { outcome: 'refused', message: 'It is canceled already' }
    this.#captures.set(capture_id, 'canceled')
    return { outcome: 'canceled' }
  }

  #plan(task: Task) {
    if (this.#captures.has(task.capture_id) && !this.#has('collects twice')) return
    this.#captures.set(task.capture_id, 'planned')
    this.#collect(task).catch((error) => {
      if (!this.#stopped) throw error
    })
  }

  async #collect({ capture_id, frame, reservation_id }: Task) {
    const access = reservation_id && !this.#has('collects another pass') ? kept_access : other_access
    const at = `/ops/v1/captures/${capture_id}`
    await this.#report(`${at}/reports`, { status: 'scheduled', access })
    await new Promise((resolve) => setTimeout(resolve, 50))
    if (this.#captures.get(capture_id) === 'canceled' && !this.#has('goes on after a cancellation')) return
    const image = { outcome_id: crypto.randomUUID(), access, footprint: frame, cloud_cover_pct: 0 }
    this.#captures.set(capture_id, 'acquired')
    if (this.#has('contradicts itself')) await this.#report(`${at}/reports`, failure)
    await this.#report(`${at}/reports`, { status: 'acquired', ...image })
    if (this.#has('stops after it has refused')) return
    await this.#report(`${at}/deliverables/L1B/reports`, { status: 'ready', files: [file] })
  }

  async #report(target: string, content: object) {
    let report_id = this.#has('uses one id for all reports') ? 'the-one' : crypto.randomUUID()
    const occurred_at = new Date().toISOString()
    while (!this.#stopped) {
      const status = await this.#send(target, JSON.stringify({ report_id, occurred_at, ...content }))
      if (status === 202 || this.#has('never repeats a report') || this.#has('signs no reports')) return
      if (this.#has('repeats a report under another id')) report_id = crypto.randomUUID()
    }
  }

  async #send(target: string, body: string): Promise<number | undefined> {
    const key = { keyid: 'faulty', secret: this.#secret }
    const signed = await signRequest({ method: 'POST', target, body }, key, {
      direction: 'provider-to-swath',
    })
    const headers: Record<string, string> = this.#has('signs no reports') ? {} : signed
    return fetch(this.#reports_to + target, { method: 'POST', headers, body }).then(
      ({ status }) => status,
      () => undefined,
    )
  }
}

interface Task {
  capture_id: string
  reservation_id?: string
  window: { end: string }
  frame: object
}

const capabilities = {
  products: ['*'],
  hours_to_deliver: { L1B: 1 },
  swath: { swath_width_km: 5, overlap_km: 0, max_length_km: 60, track_heading_deg: 193 },
  reserves_passes: true,
  confirms_cancellation: true,
}
const other_access = {
  satellite_name: 'one',
  start: '2026-01-01T10:00:00Z',
  end: '2026-01-01T10:00:08Z',
  off_nadir_deg: 5,
  ...angles,
}
const failure = { status: 'failed', reason_code: 'COLLECTION_MISSED', message: 'The satellite was busy' }
const day_ms = 86_400_000
const kept_access = {
  ...other_access,
  start: new Date(Date.now() + 2 * day_ms).toISOString(),
  end: new Date(Date.now() + 2 * day_ms + 8000).toISOString(),
}
const only_pass = {
  ...kept_access,
  ground_track_heading_deg: 193,
  clear_probability: null,
  footprint: {
    type: 'Polygon',
    coordinates: [[[10, 45], [10.05, 45], [10.05, 45.05], [10, 45]]], // biome-ignore format: a triangle
  },
}
