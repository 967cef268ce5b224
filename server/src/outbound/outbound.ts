import { lookup as lookupHost } from 'node:dns/promises'
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import { connect, isIP, type LookupFunction, type Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { requireNoTransaction } from '../database/db.ts'
import { AddressRules } from './public-address.ts'

export interface ResolvedAddress {
  address: string
  family: number
}
export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>

export interface OutboundRequest {
  url: string
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH'
  headers?: Readonly<Record<string, string>>
  body?: string | Buffer
  /** From the start to the head of the answer; with `send`, to its end. */
  timeout_ms: number
}

export interface OutboundAnswer {
  status: number
  headers: http.IncomingHttpHeaders
}

export interface OutboundAgents {
  http: http.Agent
  https: https.Agent
}

/** The request was not made: the address is not one that we talk to. */
export class OutboundRefused extends Error {
  /** Libraries that wrap errors in their own keep this, if anything. */
  readonly code = 'ADDRESS_REFUSED'
}

const connect_ms = 5_000
/** Many servers close idle connections after five seconds, and what is sent just then is lost. */
const idle_ms = 4_000

/**
 * HTTP to addresses that somebody else chose. It connects to public addresses only, unless the operator allows
 * others. What counts is the address that is connected to, after DNS, so a name that changes its address
 * between check and use gains nothing. Redirects are not followed: they are answers like any other.
 */
export class Outbound {
  #rules: AddressRules
  #origins: ReadonlySet<string>
  #resolve: Resolve
  #agents: Agents
  #agents_of_origins = openAgents()

  #allow_http: boolean

  /**
   * @param allowed what `AddressRules` takes, and origins such as `http://127.0.0.1:8090`: one port and no other
   * @param allow_http what is confidential may be sent where others can read it on the way
   */
  constructor(allowed: readonly string[], resolve: Resolve = resolveHost, allow_http = false) {
    this.#allow_http = allow_http
    const origins = allowed.filter((one) => one.includes('://'))
    this.#origins = new Set(origins.map((origin) => new URL(origin).origin))
    this.#rules = new AddressRules(allowed.filter((one) => !origins.includes(one)))
    this.#resolve = resolve
    this.#agents = openAgents(this.#lookup)
  }

  /** Checks what can be known without DNS. @throws OutboundRefused */
  check(address: string): URL {
    const url = URL.canParse(address) ? new URL(address) : undefined
    if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
      throw new OutboundRefused('It must be an absolute http or https URL')
    }
    if (url.username || url.password) throw new OutboundRefused('It must have no user name or password in it')
    // The URL parser has already written decimal, octal and hexadecimal forms as a plain address.
    if (!this.#origins.has(url.origin)) this.#checkAddress(bareHost(url))
    return url
  }

  /**
   * For what others are not to read: https, unless the operator has named the host or allows all. @throws
   * OutboundRefused
   */
  checkConfidential(address: string): URL {
    const url = this.check(address)
    const is_named = this.#origins.has(url.origin) || this.#rules.names(bareHost(url))
    if (url.protocol === 'https:' || is_named || this.#allow_http) return url
    throw new OutboundRefused('It must be https, so that nobody reads on the way what is sent there')
  }

  /**
   * @returns a connected socket, which ends when it is silent for `idle_ms` @throws OutboundRefused, and errors of the
   * network
   */
  async connect(host: string, port: number, idle_ms: number): Promise<Socket> {
    requireNoTransaction(host)
    this.#checkAddress(host)
    const socket = endWhenSilent(connect({ host, port, lookup: this.#lookup }), idle_ms)
    await once(socket, 'connect')
    return socket.setNoDelay()
  }

  /**
   * For libraries that connect by themselves. The same rules hold, and connections end when they are silent for
   * `idle_ms`.
   */
  agents(idle_ms: number): OutboundAgents {
    const options = { keepAlive: true, timeout: idle_ms, lookup: this.#lookup }
    const [http_agent, https_agent] = [new http.Agent(options), new https.Agent(options)]
    for (const agent of [http_agent, https_agent]) {
      const createConnection = agent.createConnection.bind(agent)
      agent.createConnection = (to, done) => {
        requireNoTransaction(to.host ?? '')
        // An address is connected to without being looked up, be it that of a redirect.
        this.#checkAddress(to.host ?? '')
        return endWhenSilent(createConnection(to, done) as Socket, idle_ms)
      }
    }
    return { http: http_agent, https: https_agent }
  }

  /**
   * Sends, and reads at most `max_bytes` of what is answered; the rest is not waited for.
   * @throws OutboundRefused, and errors of the network, among them answers that are cut off
   */
  async send(
    request: OutboundRequest,
    max_bytes: number,
  ): Promise<OutboundAnswer & { body: Buffer; is_cut: boolean }> {
    const limit = AbortSignal.timeout(request.timeout_ms)
    try {
      const { body: stream, ...head } = await this.open(request, limit)
      return { ...head, ...(await readStart(stream, max_bytes)) }
    } catch (error) {
      throw limit.aborted ? new Error(`No complete answer in ${request.timeout_ms} ms`) : error
    }
  }

  /**
   * Sends, and gives the body of the answer as a stream, which the caller reads or destroys.
   * @param signal aborts the request, and the stream
   * @throws OutboundRefused, and errors of the network
   */
  async open(
    { url: address, method = 'GET', headers = {}, body, timeout_ms }: OutboundRequest,
    signal?: AbortSignal,
  ): Promise<OutboundAnswer & { body: Readable }> {
    requireNoTransaction(address)
    const url = this.check(address)
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
    const { request } = url.protocol === 'https:' ? https : http
    const agents = this.#origins.has(url.origin) ? this.#agents_of_origins : this.#agents
    const agent = agents[url.protocol as keyof Agents]
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const outgoing = request(url, { method, agent, signal, headers: { ...headers, ...length } })
    outgoing.once('response', resolve)
    outgoing.on('error', reject)
    limitTime(outgoing, timeout_ms)
    outgoing.end(body)
    const answer = await promise
    return { status: answer.statusCode!, headers: answer.headers, body: answer }
  }

  close() {
    for (const agents of [this.#agents, this.#agents_of_origins]) {
      for (const agent of Object.values(agents)) agent.destroy()
    }
  }

  /** Runs for every new connection to a name, and decides about the very addresses that are connected to. */
  #lookup: LookupFunction = (hostname, options, done) => {
    this.#allowedAddresses(hostname).then(
      (addresses) =>
        options.all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family),
      (error) => done(error, []),
    )
  }

  #checkAddress(host: string) {
    if (isIP(host) && !this.#rules.allowsHost(host) && !this.#rules.allowsAddress(host)) {
      throw new OutboundRefused(`${host} is not a public address`)
    }
  }

  async #allowedAddresses(hostname: string): Promise<ResolvedAddress[]> {
    const addresses = await this.#resolve(hostname)
    if (addresses.length === 0) throw new OutboundRefused(`${hostname} has no address`)
    const refused = addresses.find(({ address }) => !this.#rules.allowsAddress(address))
    if (!refused || this.#rules.allowsHost(hostname)) return addresses
    throw new OutboundRefused(`${hostname} has the address ${refused.address}, which is not public`)
  }
}

interface Agents {
  'http:': http.Agent
  'https:': https.Agent
}

function openAgents(lookup?: LookupFunction): Agents {
  const options = { keepAlive: true, maxFreeSockets: 64, timeout: idle_ms, ...(lookup && { lookup }) }
  return { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }
}

function endWhenSilent(socket: Socket, idle_ms: number): Socket {
  const silent = () => Object.assign(new Error(`Nothing was heard for ${idle_ms} ms`), { code: 'ETIMEDOUT' })
  return socket.setTimeout(idle_ms, () => socket.destroy(silent()))
}

function resolveHost(hostname: string): Promise<ResolvedAddress[]> {
  return lookupHost(hostname, { all: true })
}

function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}

function limitTime(outgoing: http.ClientRequest, timeout_ms: number) {
  const giveUp = (what: string, ms: number) =>
    setTimeout(() => outgoing.destroy(new Error(`No ${what} in ${ms} ms`)), ms)
  const head = giveUp('answer', timeout_ms)
  outgoing.once('response', () => clearTimeout(head)).once('close', () => clearTimeout(head))
  outgoing.once('socket', (socket) => {
    if (!socket.connecting) return
    const connection = giveUp('connection', connect_ms)
    const settle = () => clearTimeout(connection)
    socket.once('connect', settle).once('close', settle)
  })
}

async function readStart(stream: Readable, max_bytes: number) {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of stream as AsyncIterable<Buffer>) {
    parts.push(part)
    length += part.length
    // Leaving the loop destroys the stream, and with it the connection.
    if (length > max_bytes) break
  }
  return { body: Buffer.concat(parts).subarray(0, max_bytes), is_cut: length > max_bytes }
}
