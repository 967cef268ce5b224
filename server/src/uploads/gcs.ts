import { createHash } from 'node:crypto'
import type { CredentialsOf, DestinationSettings, VerifyStep } from '@swath/contract/destination-kinds'
import {
  checkPath,
  DestinationError,
  type DestinationHost,
  type ExpectedFile,
  joinPath,
  type OpenDestination,
  type OutgoingFile,
  type PutOptions,
  type ResumeState,
} from './destination.ts'
import { reasonOfStatus, toDestinationError } from './failures.ts'
import { type Exchange, HttpClient } from './http-client.ts'
import { Ownership } from './ownership.ts'
import { type Permissions, probe } from './probe.ts'
import { differsAtFarEnd, type Piece, piecesOf } from './source.ts'

/** A multiple of 256 KiB, as the protocol of resumable uploads demands. */
const chunk_bytes = 16 * 1024 * 1024
const scope = 'https://www.googleapis.com/auth/devstorage.read_write'
const permissions: Permissions = {
  look: 'storage.objects.get and storage.objects.list',
  write: 'storage.objects.create and storage.objects.delete',
  read: 'storage.objects.get',
  remove: 'storage.objects.delete',
}

interface StoredObject {
  size: string
  md5Hash?: string
  metadata?: Record<string, string>
}

/**
 * A bucket of Google Cloud Storage, by its JSON API. Google's own client does not tell when a chunk has arrived, nor
 * lets anybody look at the addresses that it connects to; from it there is the authentication.
 */
export class GcsDestination implements OpenDestination {
  #settings: Extract<DestinationSettings, { kind: 'gcs' }>
  #http: HttpClient
  #token: () => Promise<string>
  #ownership: Ownership | undefined
  #api: string

  /** @param service where the service is; tests have one of their own, without authentication */
  constructor(
    settings: Extract<DestinationSettings, { kind: 'gcs' }>,
    credentials: CredentialsOf<'gcs'> | null,
    { outbound, timeout_ms, contract_id }: DestinationHost,
    service: { url: string; token: () => Promise<string> } = {
      url: 'https://storage.googleapis.com',
      token: tokensFor(credentials),
    },
  ) {
    this.#settings = settings
    this.#http = new HttpClient(outbound, timeout_ms)
    this.#token = service.token
    this.#api = service.url
    this.#ownership =
      credentials === null ? new Ownership(contract_id, (path) => this.#readText(path)) : undefined
  }

  put(path: string, file: OutgoingFile, { resume, keep, signal }: PutOptions): Promise<void> {
    return this.#try(path, async () => {
      const { session, kept_bytes } = await this.#openUpload(path, file, resume, signal)
      if (kept_bytes === 0) await keep({ kept_bytes, session })
      const md5 = createHash('md5')
      let stored: StoredObject | undefined
      for await (const piece of piecesOf(file, chunk_bytes)) {
        md5.update(piece.bytes)
        const to_byte = piece.from_byte + piece.bytes.length
        if (to_byte <= kept_bytes && !piece.is_last) continue
        stored = await this.#sendChunk(session, piece, file.size_bytes, signal)
        await keep({ kept_bytes: to_byte, session })
      }
      if (Number(stored?.size) === file.size_bytes && stored?.md5Hash === md5.digest('base64')) return
      await this.#delete(path)
      throw differsAtFarEnd(path)
    })
  }

  has(path: string, expected: ExpectedFile, signal: AbortSignal): Promise<boolean> {
    return this.#try(path, async () => {
      const { status, text } = await this.#ask({
        url: this.#objectUrl(path),
        method: 'GET',
        headers: {},
        signal,
      })
      if (status === 404 && !/bucket/i.test(text)) return false
      checkStatus(status, text)
      const { size, metadata } = JSON.parse(text) as StoredObject
      return Number(size) === expected.size_bytes && metadata?.sha256 === expected.sha256
    })
  }

  remove(path: string): Promise<void> {
    return this.#try(path, () => this.#delete(path))
  }

  discard(path: string, { session }: ResumeState): Promise<void> {
    return this.#try(path, async () => {
      if (session === undefined) return
      const { status, text } = await this.#ask({
        url: String(session),
        method: 'DELETE',
        headers: { 'content-length': '0' },
      })
      // 499 is how it says that the upload has been given up.
      if (![204, 404, 410, 499].includes(status)) checkStatus(status, text)
    })
  }

  verify(signal: AbortSignal): Promise<VerifyStep[]> {
    const claim = {
      step: 'claim' as const,
      permission: 'swath-contract.txt',
      succeeded: 'the bucket says that it takes the files of this contract',
      run: () => this.#ownership!.check(),
    }
    return probe(this, signal, permissions, { before: this.#ownership ? [claim] : [] })
  }

  async close(): Promise<void> {
    this.#http.close()
  }

  async #try<T>(path: string, work: () => Promise<T>): Promise<T> {
    checkPath(path)
    try {
      await this.#ownership?.check()
      return await work()
    } catch (error) {
      throw toDestinationError(error, path)
    }
  }

  /** The far end says how much has arrived. */
  async #openUpload(path: string, file: OutgoingFile, resume: ResumeState | undefined, signal: AbortSignal) {
    if (typeof resume?.session === 'string') {
      const headers = { 'content-range': `bytes */${file.size_bytes}`, 'content-length': '0' }
      const { status, headers: told } = await this.#ask({
        url: resume.session,
        method: 'PUT',
        headers,
        signal,
      })
      if (status === 308) return { session: resume.session, kept_bytes: wholeChunks(told.range) }
      if (status !== 404 && status !== 410 && status > 299)
        checkStatus(status, 'the upload cannot be continued')
    }
    const name = encodeURIComponent(this.#name(path))
    const url = `${this.#api}/upload/storage/v1/b/${this.#settings.bucket}/o?uploadType=resumable&name=${name}`
    const headers = { 'content-type': 'application/json', 'x-upload-content-type': file.media_type }
    const body = Buffer.from(
      JSON.stringify({ contentType: file.media_type, metadata: { sha256: file.sha256 } }),
    )
    const { status, headers: told, text } = await this.#ask({ url, method: 'POST', headers, body, signal })
    checkStatus(status, text)
    return { session: told.location!, kept_bytes: 0 }
  }

  /** @returns the object, after the last chunk */
  async #sendChunk(session: string, piece: Piece, size_bytes: number, signal: AbortSignal) {
    const { from_byte, bytes, is_last } = piece
    const to_byte = from_byte + bytes.length
    const range =
      bytes.length === 0 ? `bytes */${size_bytes}` : `bytes ${from_byte}-${to_byte - 1}/${size_bytes}`
    const headers = { 'content-range': range, 'content-length': String(bytes.length) }
    const {
      status,
      headers: told,
      text,
    } = await this.#ask({ url: session, method: 'PUT', headers, body: bytes, signal })
    if (status === 308 && !is_last && wholeChunks(told.range) >= to_byte) return undefined
    if (status === 308) throw new DestinationError('INTERRUPTED', 'Not all of a chunk has arrived')
    checkStatus(status, text)
    return JSON.parse(text) as StoredObject
  }

  async #delete(path: string) {
    const { status, text } = await this.#ask({ url: this.#objectUrl(path), method: 'DELETE', headers: {} })
    if (status !== 404) checkStatus(status, text)
  }

  async #readText(path: string): Promise<string | undefined> {
    const url = `${this.#objectUrl(path)}?alt=media`
    const { status, text } = await this.#ask({ url, method: 'GET', headers: { range: 'bytes=0-199' } })
    if (status === 404) return undefined
    checkStatus(status, text)
    return text
  }

  async #ask(exchange: Exchange) {
    const body = exchange.body as Buffer | undefined
    const length: Record<string, string> = body === undefined ? {} : { 'content-length': String(body.length) }
    const headers = { authorization: `Bearer ${await this.#token()}`, ...length, ...exchange.headers }
    return this.#http.ask({ ...exchange, headers })
  }

  #objectUrl(path: string): string {
    return `${this.#api}/storage/v1/b/${this.#settings.bucket}/o/${encodeURIComponent(this.#name(path))}`
  }

  #name(path: string): string {
    return joinPath(this.#settings.prefix, path)
  }
}

/**
 * Only the two fields of a key that make a signature: the others of such a file name URLs, files and even commands
 * that the library would follow.
 */
function tokensFor(credentials: CredentialsOf<'gcs'> | null): () => Promise<string> {
  const open = async () => {
    const { GoogleAuth, JWT } = await import('google-auth-library')
    if (credentials === null) return new GoogleAuth({ scopes: scope }).getClient()
    return new JWT({ email: credentials.client_email, key: credentials.private_key, scopes: [scope] })
  }
  let client: ReturnType<typeof open> | undefined
  return async () => {
    client ??= open()
    try {
      return (await (await client).getAccessToken()).token!
    } catch (error) {
      throw toDestinationError(error, 'The service account', () => 'ACCESS_DENIED')
    }
  }
}

function wholeChunks(range: string | undefined): number {
  const bytes = range === undefined ? 0 : Number(/-(\d+)$/.exec(range)?.[1] ?? -1) + 1
  return bytes - (bytes % chunk_bytes)
}

function checkStatus(status: number, text: string) {
  if (status >= 200 && status <= 299) return
  const [, message = text.slice(0, 200)] = /"message":\s*"([^"]*)"/.exec(text) ?? []
  throw new DestinationError(reasonOfStatus(status), `It was answered with ${status}: ${message}`)
}
