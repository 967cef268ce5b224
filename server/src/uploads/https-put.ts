import type { CredentialsOf, DestinationSettings, VerifyStep } from '@swath/contract/destination-kinds'
import {
  checkPath,
  DestinationError,
  type DestinationHost,
  type ExpectedFile,
  type OpenDestination,
  type OutgoingFile,
  type PutOptions,
} from './destination.ts'
import { reasonOfStatus, toDestinationError } from './failures.ts'
import { type Answer, type Exchange, HttpClient } from './http-client.ts'
import { type Permissions, probe } from './probe.ts'
import { differsAtFarEnd, isContent, piecesOf } from './source.ts'

const piece_bytes = 1024 * 1024
const permissions: Permissions = { look: 'HEAD', write: 'PUT', read: 'HEAD and GET', remove: 'DELETE' }

/** A server that takes files by PUT, such as one with WebDAV. HTTP knows no way to continue: an upload starts anew. */
export class HttpsPutDestination implements OpenDestination {
  #base_url: string
  #headers: Readonly<Record<string, string>>
  #http: HttpClient

  constructor(
    settings: Extract<DestinationSettings, { kind: 'https_put' }>,
    credentials: CredentialsOf<'https_put'> | null,
    { outbound, timeout_ms }: DestinationHost,
  ) {
    this.#base_url = settings.base_url.replace(/\/$/, '')
    this.#headers = headersOf(credentials)
    this.#http = new HttpClient(outbound, timeout_ms)
  }

  put(path: string, file: OutgoingFile, { signal }: PutOptions): Promise<void> {
    return this.#try(path, async () => {
      const digest = digestOf(file.sha256)
      const headers = {
        'content-type': file.media_type,
        'content-length': String(file.size_bytes),
        'content-digest': digest,
        'repr-digest': digest,
      }
      const answer = await this.#ask(path, { method: 'PUT', headers, body: bytesOf(file), signal })
      if (answer.status < 200 || answer.status > 299) throw refusal('PUT', answer.status)
      if (!(await this.#isThere(path, file, signal))) throw differsAtFarEnd(path)
    })
  }

  has(path: string, expected: ExpectedFile, signal: AbortSignal): Promise<boolean> {
    return this.#try(path, () => this.#isThere(path, expected, signal))
  }

  remove(path: string): Promise<void> {
    return this.#try(path, async () => {
      const { status } = await this.#ask(path, { method: 'DELETE', headers: {} })
      if ((status < 200 || status > 299) && status !== 404 && status !== 410) throw refusal('DELETE', status)
    })
  }

  /** The server alone decides about the beginning of a file. */
  async discard(): Promise<void> {
    return undefined
  }

  verify(signal: AbortSignal): Promise<VerifyStep[]> {
    return probe(this, signal, permissions)
  }

  async close(): Promise<void> {
    this.#http.close()
  }

  async #try<T>(path: string, work: () => Promise<T>): Promise<T> {
    checkPath(path)
    try {
      return await work()
    } catch (error) {
      throw toDestinationError(error, path)
    }
  }

  /** Servers that tell the SHA-256 of what they have are believed; from others the file is read back. */
  async #isThere(path: string, expected: ExpectedFile, signal: AbortSignal): Promise<boolean> {
    const headers = { 'want-repr-digest': 'sha-256=10' }
    const head = await this.#ask(path, { method: 'HEAD', headers, signal })
    if (head.status === 404 || head.status === 410) return false
    if (head.status === 200) {
      if (Number(head.headers['content-length'] ?? expected.size_bytes) !== expected.size_bytes) return false
      const told = sha256In(head.headers)
      if (told !== undefined) return told === expected.sha256
    } else if (head.status !== 405 && head.status !== 501) throw refusal('HEAD', head.status)
    return this.#isSame(path, expected, signal)
  }

  async #isSame(path: string, expected: ExpectedFile, signal: AbortSignal): Promise<boolean> {
    const answer = await this.#http.send(this.#exchange(path, { method: 'GET', headers: {}, signal }))
    if (answer.status === 200) return isContent(answer.body, expected)
    answer.body.destroy()
    if (answer.status === 404 || answer.status === 410) return false
    throw refusal('GET', answer.status)
  }

  #ask(path: string, exchange: Omit<Exchange, 'url'>) {
    return this.#http.ask(this.#exchange(path, exchange))
  }

  #exchange(path: string, exchange: Omit<Exchange, 'url'>): Exchange {
    const url = `${this.#base_url}/${path.split('/').map(encodeURIComponent).join('/')}`
    // Another encoding would have another length and other bytes.
    return {
      ...exchange,
      url,
      headers: { 'accept-encoding': 'identity', ...this.#headers, ...exchange.headers },
    }
  }
}

async function* bytesOf(file: OutgoingFile): AsyncGenerator<Buffer> {
  for await (const { bytes } of piecesOf(file, piece_bytes)) if (bytes.length > 0) yield bytes
}

function headersOf(credentials: CredentialsOf<'https_put'> | null): Record<string, string> {
  if (credentials === null) return {}
  return 'headers' in credentials
    ? credentials.headers
    : { authorization: `Bearer ${credentials.bearer_token}` }
}

function refusal(method: string, status: number): DestinationError {
  return new DestinationError(reasonOfStatus(status), `${method} was answered with ${status}`)
}

/** As RFC 9530 has it. */
function digestOf(sha256: string): string {
  return `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`
}

/** In Repr-Digest, in the older Digest, or as an ETag that is one. */
function sha256In(headers: Answer['headers']): string | undefined {
  const told = `${headers['repr-digest'] ?? ''} ${headers.digest ?? ''}`
  const [, base64] = /sha-256=:?([A-Za-z0-9+/]{43}=)/i.exec(told) ?? []
  if (base64 !== undefined) return Buffer.from(base64, 'base64').toString('hex')
  return /^"([0-9a-f]{64})"$/.exec(headers.etag ?? '')?.[1]
}
