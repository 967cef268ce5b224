import type { AuditEntry, AuditErasure, AuditHead } from '@swath/contract/audit'
import type { AuditReport, KeptAudit } from '@swath/contract/audit-verification'
import type { all_audit_filters } from '@swath/contract/filters'
import type { CallOptions } from './connection.ts'
import type { Filter } from './filters.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'
import { search } from './query.ts'

export type { AuditEntry, AuditHead } from '@swath/contract/audit'
export type { AuditReport, KeptAudit } from '@swath/contract/audit-verification'
export type AuditFilter = Filter<typeof all_audit_filters>

/**
 * The audit: who did what in the contract, or as `swath.admin.audit`, for operators, in the whole installation. Every
 * method may throw ApiError or ConnectionError.
 */
export class Audit {
  #http: Http
  #path: string
  #contract: { contract?: false }

  constructor(http: Http, side: 'customer' | 'operator') {
    this.#http = http
    this.#path = side === 'customer' ? '/v2/audit' : '/ops/v1/audit'
    this.#contract = side === 'customer' ? {} : { contract: false }
  }

  /**
   * Newest first, if `sort` says nothing else.
   * @example
   * for await (const { at, client_id, operation, subject } of swath.audit.list({ result: 'refused' })) {
   *   console.log(at, client_id, operation, subject)
   * }
   */
  list(filter: AuditFilter = {}, options: CallOptions = {}): Listing<AuditEntry> {
    return this.#http.list(`${this.#path}/`, filter, { ...options, ...this.#contract })
  }

  /**
   * All of it, or what a filter leaves, as a file: JSON Lines, the oldest first and the head at last, or CSV.
   * @example
   * const response = await operator.admin.audit.open('csv', { at__gte: '2026-01-01' })
   * console.log((await response.text()).split('\r\n')[0])
   */
  open(format: 'jsonl' | 'csv', filter: AuditFilter = {}, options: CallOptions = {}): Promise<Response> {
    const path = `${this.#path}/export${search({ ...filter, format })}`
    return this.#http.open(path, { ...options, ...this.#contract })
  }

  /**
   * The signed end, to be kept elsewhere.
   * @example
   * const { number, sha256, public_key } = await swath.audit.head()
   * console.log(`${number}:${sha256}`, public_key)
   */
  head(options: CallOptions = {}): Promise<AuditHead> {
    return this.#http.json(`${this.#path}/head`, { ...options, ...this.#contract })
  }

  /**
   * Reads all of it, and finds what was altered, removed or reordered.
   * @param kept what was kept elsewhere shows whether the audit was set back, or signed by somebody else
   * @example
   * const { sealed, findings } = await swath.audit.verify()
   * console.log(sealed, 'entries are sealed,', findings.length, 'faults')
   */
  async verify(kept: KeptAudit = {}, options: CallOptions = {}): Promise<AuditReport> {
    const { body } = await this.open('jsonl', {}, options)
    return verifyAudit(linesOf(body!), kept)
  }

  /**
   * For operators: erases what entries tell of whoever has a credential. The entries stay, and can be verified.
   * @example
   * const { client_id } = await operator.credentials.create({ name: 'Ann', contract_ids: [contract_id] })
   * console.log((await operator.admin.audit.erase(client_id)).erased) // -> 0
   */
  erase(client_id: string, options: CallOptions = {}): Promise<AuditErasure> {
    const call = { ...options, method: 'POST', body: { client_id }, contract: false } as const
    return this.#http.json('/ops/v1/audit/erasures', call)
  }
}

/**
 * The same of an export that was kept as a file, line by line.
 * @throws SyntaxError where a line is no JSON
 * @example
 * import { linesOf, verifyAudit } from '@swath/client/audit'
 *
 * const file = await swath.audit.open('jsonl')
 * const { findings } = await verifyAudit(linesOf(file.body!))
 * for (const { number, reason } of findings) console.log(number, reason)
 */
export async function verifyAudit(lines: AsyncIterable<string>, kept: KeptAudit = {}): Promise<AuditReport> {
  // Pages that verify nothing do not load it.
  const { AuditVerification } = await import('@swath/contract/audit-verification')
  const verification = new AuditVerification(kept)
  let head: AuditHead | undefined
  for await (const line of lines) {
    const told = JSON.parse(line)
    if (told.head) head = told.head
    else await verification.add(told)
  }
  return verification.end(head)
}

/**
 * The lines of a body, without those that are empty.
 * @example
 * import { linesOf } from '@swath/client/audit'
 *
 * const { body } = await swath.audit.open('csv')
 * for await (const line of linesOf(body!)) console.log(line)
 */
export async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop()!
    yield* lines.filter((line) => line.trim() !== '')
  }
  if (rest.trim() !== '') yield rest
}
