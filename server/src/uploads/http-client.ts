import http from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { requireNoTransaction } from '../database/db.ts'
import type { Outbound, OutboundAgents } from '../outbound/outbound.ts'

export interface Exchange {
  url: string
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  headers: Readonly<Record<string, string>>
  body?: Buffer | AsyncIterable<Buffer>
  signal?: AbortSignal | undefined
}

export interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  body: Readable
}

const longest_text_bytes = 64 * 1024

/** HTTP with bodies of any length: it is silence that ends a connection, not the time that it takes. */
export class HttpClient {
  #outbound: Outbound
  #agents: OutboundAgents

  constructor(outbound: Outbound, timeout_ms: number) {
    this.#outbound = outbound
    this.#agents = outbound.agents(timeout_ms)
  }

  /** The caller reads the body of the answer, or destroys it. @throws OutboundRefused, and errors of the network */
  async send({ url: address, method, headers, body, signal }: Exchange): Promise<Answer> {
    requireNoTransaction(address)
    const url = this.#outbound.check(address)
    const is_https = url.protocol === 'https:'
    const agent = is_https ? this.#agents.https : this.#agents.http
    const outgoing = (is_https ? https : http).request(url, { method, headers, agent, signal })
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
    outgoing.once('response', resolve).on('error', reject)
    if (body === undefined || Buffer.isBuffer(body)) outgoing.end(body)
    // A refusal may come before everything is sent; what then fails to be sent matters no more.
    else pipeline(Readable.from(body), outgoing).catch(reject)
    const answer = await promise
    return { status: answer.statusCode!, headers: answer.headers, body: answer }
  }

  /** @returns the answer with its body, of which there is little */
  async ask(exchange: Exchange): Promise<Omit<Answer, 'body'> & { text: string }> {
    const { body, ...head } = await this.send(exchange)
    return { ...head, text: await startOf(body) }
  }

  close() {
    this.#agents.http.destroy()
    this.#agents.https.destroy()
  }
}

async function startOf(stream: Readable): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of stream as AsyncIterable<Buffer>) {
    parts.push(part)
    length += part.length
    if (length > longest_text_bytes) break
  }
  return Buffer.concat(parts).toString('utf8')
}
