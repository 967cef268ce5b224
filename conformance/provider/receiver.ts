// Stands for Swath where a provider reports: it verifies, loses answers on purpose, and remembers what it was told.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { CaptureReport } from '@swath/contract/captures'
import { DeliverableReport } from '@swath/contract/deliverables'
import { Nonces, SignatureError, verifyRequest } from '@swath/contract/provider-protocol/signature'
import type { Address } from './caller.ts'

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
  #address: Address
  #wakes = new Set<() => void>()

  constructor(address: Address) {
    this.#address = address
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
  async until(holds: () => boolean, within_ms: number): Promise<boolean> {
    const late = AbortSignal.timeout(within_ms)
    while (!holds()) {
      if (late.aborted) return false
      const { promise, resolve } = Promise.withResolvers<void>()
      late.addEventListener('abort', () => resolve(), { once: true })
      this.#wakes.add(resolve)
      await promise
      this.#wakes.delete(resolve)
    }
    return true
  }

  async #take(request: IncomingMessage, response: ServerResponse) {
    const body = Buffer.concat(await request.toArray())
    const answer = (status: number, content: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
    const [, capture_id, level] = place.exec(request.url ?? '') ?? []
    if (capture_id === undefined) return answer(404, { message: 'Nothing is here' })
    if (!(await this.#isBelieved(request, body)))
      return answer(401, { message: 'Not signed as the protocol has it' })
    const told = this.#read(body, level)
    if (!told) return answer(400, { message: 'No report of the protocol' })
    // The first report of each capture is lost once by an error, and the second by a line that is cut.
    const before = this.of(capture_id).length
    const is_lost = before < 2
    this.heard.push({ capture_id, level, body: told, is_lost })
    for (const wake of this.#wakes) wake()
    if (before === 0) return answer(500, { message: 'Lost on purpose' })
    if (before === 1) return request.socket.destroy()
    return answer(202, { report_id: told.report_id, result: 'applied', detail: '' })
  }

  async #isBelieved(request: IncomingMessage, body: Buffer): Promise<boolean> {
    const { method = '', url: target = '', headers } = request
    const { secret, keyid } = this.#address
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
      this.faults.add(`Its reports are not believed: ${error.message}`)
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
