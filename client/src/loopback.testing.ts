// A real HTTP server on loopback that answers what a test tells it to, and remembers what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { SwathClient } from './client.ts'
import type { Connection } from './connection.ts'

export type Answer = (response: ServerResponse, request: IncomingMessage) => unknown

export interface Loopback {
  url: string
  /** `GET /path` of every request, in order. */
  asked: string[]
  /** The headers of the last request. */
  headers: IncomingMessage['headers']
  close(): Promise<void>
}

export function json(body: unknown, status = 200, type = 'application/json'): Answer {
  return (response) => response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body))
}

export function problem(status: number, document: object): Answer {
  return json({ status, ...document }, status, 'application/problem+json')
}

export const token = json({ access_token: 'the-token', token_type: 'Bearer', expires_in: 3600, scope: '' })

/** Answers by `GET /path`; of several answers each is given once, the last one for ever. */
export async function serve(context: TestContext, answers: Record<string, Answer | Answer[]>) {
  const close = async () => {
    if (!server.listening) return
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  const loopback: Loopback = { url: '', asked: [], headers: {}, close }
  const server = createServer((request, response) => {
    const name = `${request.method} ${request.url}`
    loopback.asked.push(name)
    loopback.headers = request.headers
    const known = answers[name] ?? problem(404, { code: 'not_found', message: `no ${name}` })
    const answer = Array.isArray(known) ? (known.length > 1 ? known.shift()! : known[0]!) : known
    request.resume().on('end', () => answer(response, request))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  loopback.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  context.after(close)
  return loopback
}

export function clientOf({ url }: { url: string }, more: Partial<Connection> = {}): SwathClient {
  return new SwathClient({
    url,
    client_id: 'demo',
    client_secret: 'secret',
    contract_id: 'cont.1',
    retries: { pause_ms: 0 },
    ...more,
  } as Connection)
}
