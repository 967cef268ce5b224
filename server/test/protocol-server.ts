// A mission system in the hands of the test, which speaks the provider protocol over real HTTP on loopback, and signs what
// it reports.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Nonces, signRequest, verifyRequest } from '@swath/contract/provider-protocol/signature'
import { sandbox_capabilities } from '../src/providers/protocol/sandbox.ts'
import type { TestApp } from './app.ts'

export class ProtocolServer {
  readonly name: string
  readonly secret: string
  url = ''
  /** Its line is cut, as soon as it has said that it can do something, or at once; or it hangs until the line is cut. */
  fault: 'cut' | 'cut after assessments' | 'hangs' | undefined
  asked = 0
  planned: string[] = []
  canceled: string[] = []
  onPlanned: (capture_id: string) => void = () => undefined
  #server = createServer((request, response) => this.#answer(request, response))
  #nonces = new Nonces()

  constructor(name: string) {
    this.name = name
    this.secret = `the secret that ${name} shares with the server`
  }

  async open(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return this
  }

  /** Whoever waits for an answer waits no more. */
  cut() {
    this.fault = 'cut'
    this.#server.closeAllConnections()
  }

  async close() {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #answer(request: IncomingMessage, response: ServerResponse) {
    this.asked += 1
    const is_cut = this.fault === 'cut after assessments' && request.url?.startsWith('/captures/')
    if (is_cut || this.fault === 'cut') return request.destroy()
    if (this.fault === 'hangs') return
    const body = Buffer.concat(await request.toArray())
    const { method = '', url: target = '', headers } = request
    await verifyRequest(
      { method, target, headers, body },
      {
        direction: 'swath-to-provider',
        secretsOf: async () => [this.secret],
        isNew: (...nonce) => this.#nonces.isNew(...nonce),
      },
    )
    response.end(JSON.stringify(this.#answerTo(target)))
  }

  #answerTo(target: string): object {
    const [, noun, id = '', end] = target.split('/')
    if (noun === 'capabilities') return { ...sandbox_capabilities, reserves_passes: false }
    if (noun === 'assessments') return { feasible: true }
    if (end === 'cancellation') {
      this.canceled.push(id)
      return { outcome: 'canceled' }
    }
    this.planned.push(id)
    this.onPlanned(id)
    return {}
  }

  /** Reports on what it has, as providers do: at an address of Swath, below that of its captures. */
  async report(swath: TestApp, below: string, content: object): Promise<void> {
    const occurred_at = swath.clock.now().toISOString()
    const body = JSON.stringify({ report_id: crypto.randomUUID(), occurred_at, ...content })
    const url = `/ops/v1/captures/${below}/reports`
    const signed = await signRequest(
      { method: 'POST', target: url, body },
      { keyid: this.name, secret: this.secret },
      { direction: 'provider-to-swath', at: swath.clock.now() },
    )
    const headers = { ...signed, 'content-type': 'application/json' }
    const answer = await swath.app.http.inject({ method: 'POST', url, headers, payload: body })
    if (answer.statusCode !== 202) throw new Error(`The report was not taken: ${answer.body}`)
  }
}
