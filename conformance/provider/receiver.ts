// Stands for Swath where a provider reports and fetches its work: it verifies, loses answers on purpose, and remembers what
// it was told.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { CaptureReport } from '@swath/contract/captures'
import { DeliverableReport } from '@swath/contract/deliverables'
import { Nonces, SignatureError, verifyRequest } from '@swath/contract/provider-protocol/signature'
import { Bell } from './bell.ts'
import type { Key } from './caller.ts'
import type { TaskBoard } from './task-board.ts'

export interface Heard {
  capture_id: string
  level: string | undefined
  body: { report_id: string; status: string; occurred_at: string }
  /** Its answer was lost, so that it has to come again. */
  is_lost: boolean
}

const place = /^\/ops\/v1\/captures\/([^/]+)\/(?:deliverables\/([^/]+)\/)?reports$/

export class Receiver {
  readonly heard: Heard[] = []
  /** Faults of reports, each thing once. */
  readonly faults = new Set<string>()
  #server = createServer((request, response) => this.#take(request, response))
  #nonces = new Nonces()
  #key: Key
  #board: TaskBoard | undefined
  #bell = new Bell()

  /** @param board the work of a provider that fetches it */
  constructor(key: Key, board?: TaskBoard) {
    this.#key = key
    this.#board = board
  }

  async listen(port: number) {
    this.#server.listen(port, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  close() {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  of(capture_id: string): Heard[] {
    return this.heard.filter((one) => one.capture_id === capture_id)
  }

  /** @returns whether it was heard in time */
  until(holds: () => boolean, within_ms: number): Promise<boolean> {
    return this.#bell.until(holds, within_ms)
  }

  async #take(request: IncomingMessage, response: ServerResponse) {
    // A line that is cut has nothing more to say.
    const body = Buffer.concat(await request.toArray().catch(() => []))
    const is_report = place.test(request.url ?? '')
    if (!is_report && this.#board?.isMeant(request)) {
      const is_believed = await this.#isBelieved(request, body, 'requests for work')
      return this.#board.take(request, body, response, is_believed)
    }
    const answer = (status: number, content: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
    const [, capture_id, level] = place.exec(request.url ?? '') ?? []
    if (capture_id === undefined) return answer(404, { message: 'Nothing is here' })
    if (!(await this.#isBelieved(request, body, 'reports')))
      return answer(401, { message: 'Not signed as the protocol has it' })
    const told = this.#read(body, level)
    if (!told) return answer(400, { message: 'No report of the protocol' })
    // The first report of each capture is lost once by an error, and the second by a line that is cut.
    const before = this.of(capture_id).length
    const is_lost = before < 2
    this.heard.push({ capture_id, level, body: told, is_lost })
    this.#bell.ring()
    if (before === 0) return answer(500, { message: 'Lost on purpose' })
    if (before === 1) return request.socket.destroy()
    return answer(202, { report_id: told.report_id, result: 'applied', detail: '' })
  }

  async #isBelieved(request: IncomingMessage, body: Buffer, what: string): Promise<boolean> {
    const { method = '', url: target = '', headers } = request
    const { secret, keyid } = this.#key
    try {
      await verifyRequest(
        { method, target, headers, body },
        {
          direction: 'provider-to-swath',
          secretsOf: async (name) => (name === keyid ? [secret] : []),
          isNew: (...nonce) => this.#nonces.isNew(...nonce),
        },
      )
      return true
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
      this.faults.add(`Its ${what} are not believed: ${error.message}`)
      return false
    }
  }

  #read(body: Buffer, level: string | undefined) {
    try {
      const schema = level === undefined ? CaptureReport : DeliverableReport
      return schema.parse(JSON.parse(body.toString('utf8')))
    } catch (error) {
      this.faults.add(`A report is not as the protocol has it: ${String(error).slice(0, 300)}`)
      return undefined
    }
  }
}
