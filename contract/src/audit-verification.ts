// Finds what was altered, removed or reordered in an audit. It needs nothing of the server but the entries and the
// head.
import type { AuditEntry, AuditHead } from './audit.ts'
import { isSigned, linkSha256, no_entry, personalSha256 } from './audit-chain.ts'

export interface AuditFinding {
  /** The number of the entry in its chain, or where it would be. */
  number: number
  reason: string
}

export interface AuditReport {
  /** The number of entries that are chained and fit. */
  sealed: number
  /** Written in the last minutes, or while nobody sealed. */
  unsealed: number
  /** The number of these whose personal data was erased. */
  erased: number
  findings: AuditFinding[]
  /**
   * Numbers of entries that were not there when their neighbours were sealed: cut off in a crash, or removed in that
   * minute.
   */
  gaps: { from: number; to: number }[]
  /** The end of what fits; kept elsewhere, it shows later whether the audit was set back. */
  head: string | null
}

/** The facts that were kept elsewhere: an end, `<number>:<sha256>`, and the key that signs. */
export interface KeptAudit {
  head?: string
  public_key?: string
}

/** The operations that erase what entries tell of people: of a credential, and of all before a number. */
export const erasing = { of_one: 'eraseAudited', of_old: 'forgetAudited' } as const

interface WithoutPersonal extends Pick<AuditEntry, 'sequence' | 'role'> {
  number: number
  /** Its credential and its person. */
  whose: readonly string[]
}

/** Entries are sealed within minutes. */
const sealed_within_ms = 3_600_000

/** Takes the entries in the order of the export, one after the other, and at last the head. */
export class AuditVerification {
  #kept: KeptAudit
  #now: number
  #report: AuditReport = { sealed: 0, unsealed: 0, erased: 0, findings: [], gaps: [], head: null }
  /** The last entry that was seen. */
  #last = { number: 0, sha256: no_entry, sequence: 0 }
  #has_kept_head: boolean
  /** Entries without personal data. */
  #without: WithoutPersonal[] = []
  /** Up to where it was erased, by credential or person. */
  #erased = new Map<string, number>()
  #erased_of_all = 0

  constructor(kept: KeptAudit = {}, now = Date.now()) {
    this.#kept = kept
    this.#now = now
    this.#has_kept_head = kept.head === undefined
  }

  async add(entry: AuditEntry): Promise<void> {
    if (entry.number === null) this.#addUnsealed(entry)
    else await this.#addSealed(entry, entry.number)
    await this.#checkPersonal(entry)
    if (entry.result === 'done') this.#noteErasure(entry)
  }

  /** @param head undefined where there is none: the export was filtered, or its end was cut off */
  async end(head: AuditHead | undefined): Promise<AuditReport> {
    this.#findErased(head !== undefined && head.contract_id !== null)
    await this.#checkHead(head)
    if (!this.#has_kept_head) this.#find(this.#last.number, `it has no ${this.#kept.head}, which was kept`)
    this.#report.findings.sort((a, b) => a.number - b.number)
    return this.#report
  }

  #find(number: number, reason: string) {
    this.#report.findings.push({ number, reason })
  }

  #noteErasure({ operation, ids, sequence }: AuditEntry) {
    if (operation === erasing.of_one) this.#erased.set(ids.client_id ?? '', sequence)
    if (operation === erasing.of_old) {
      this.#erased_of_all = Math.max(this.#erased_of_all, Number(ids.before))
    }
  }

  async #addSealed(entry: AuditEntry, number: number) {
    const { sequence } = entry
    const sha256 = entry.sha256 ?? ''
    if (this.#report.unsealed > 0) this.#find(number, 'an entry before it is not sealed')
    const expected = this.#last.number + 1
    if (number !== expected) this.#find(expected, placeProblem(expected, number))
    else if (entry.previous_sha256 !== this.#last.sha256)
      this.#find(number, 'it does not follow the entry before')
    if (sha256 !== (await linkSha256(entry.previous_sha256 ?? '', number, entry))) {
      this.#find(number, 'it was altered')
    }
    if (!entry.is_genuine) this.#find(number, 'it was altered or added before it was sealed')
    this.#noteGap(sequence)
    this.#last = { number, sha256, sequence }
    this.#report.sealed++
    this.#report.head = `${number}:${sha256}`
    if (this.#report.head === this.#kept.head) this.#has_kept_head = true
  }

  #addUnsealed({ sequence, at }: AuditEntry) {
    if (this.#now - Date.parse(at) > sealed_within_ms) {
      this.#find(this.#last.number + 1, 'it is not sealed, or its seal is not signed')
    }
    if (sequence <= this.#last.sequence) this.#find(this.#last.number + 1, 'entries are not in their order')
    this.#last = { ...this.#last, sequence }
    this.#report.unsealed++
  }

  /** In the chain of a contract all others are left out. */
  #noteGap(sequence: number) {
    const missing = { from: this.#last.sequence + 1, to: sequence - 1 }
    if (missing.to >= missing.from) this.#report.gaps.push(missing)
  }

  async #checkPersonal({ personal, personal_sha256, number, ...entry }: AuditEntry) {
    const at = number ?? this.#last.number + 1
    if (personal === null) {
      const { sequence, role, client_id, person_id } = entry
      this.#without.push({ number: at, sequence, role, whose: [client_id, person_id ?? ''] })
    } else if (personal_sha256 !== (await personalSha256(personal))) {
      this.#find(at, 'what it tells of the person was altered')
    }
  }

  /** A customer is told nothing of the people of the provider. */
  #findErased(is_of_contract: boolean) {
    if (is_of_contract) this.#report.gaps = []
    for (const { number, sequence, role, whose } of this.#without) {
      if (is_of_contract && role !== 'customer') continue
      const until = Math.max(this.#erased_of_all, ...whose.map((one) => this.#erased.get(one) ?? 0))
      if (sequence <= until) this.#report.erased++
      else this.#find(number, 'what it tells of the person was removed, and no erasure says so')
    }
  }

  async #checkHead(head: AuditHead | undefined) {
    const { number, sha256 } = this.#last
    if (!head) return this.#find(number, 'there is no head: the end was cut off, or the export was filtered')
    if (head.number > number) this.#find(number + 1, `entries up to ${head.number} are missing`)
    else if (head.number < number || head.sha256 !== sha256) {
      this.#find(head.number, 'the head is of another entry than the last that is sealed')
    }
    const { public_key = head.public_key } = this.#kept
    if (head.public_key !== public_key)
      this.#find(head.number, 'the head is signed by another key than was kept')
    if (!(await isSigned(head).catch(() => false)))
      this.#find(head.number, 'the signature of the head is wrong')
  }
}

function placeProblem(expected: number, found: number): string {
  if (found < expected) return `${found} comes again, or late`
  return found === expected + 1 ? `${expected} is missing` : `${expected} to ${found - 1} are missing`
}
