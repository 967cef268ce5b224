import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { DestinationReason, VerifyStep } from '@swath/contract/destination-kinds'
import type { Outbound } from '../outbound/outbound.ts'

/** A place that files are pushed to: a bucket, a container, a folder of a server. Paths are relative to it. */
export interface OpenDestination {
  /**
   * Streams a file to `path`. It has its name only when it is whole, where the kind of store allows. Continues an
   * interrupted upload from `resume`; `keep` is awaited with a new state whenever a further part is safely at the
   * far end. Size and SHA-256 are compared at the far end. Memory does not grow with size.
   * @throws DestinationError
   */
  put(path: string, file: OutgoingFile, options: PutOptions): Promise<void>
  /** Whether exactly this file is there. @throws DestinationError */
  has(path: string, expected: ExpectedFile, signal: AbortSignal): Promise<boolean>
  /** Removes a file; one that is absent already is fine. @throws DestinationError */
  remove(path: string): Promise<void>
  /** Removes what an interrupted upload left: parts, temporary files. @throws DestinationError */
  discard(path: string, resume: ResumeState): Promise<void>
  /** Writes, reads back and removes a probe; says of each step whether it worked and, if not, what is missing. */
  verify(signal: AbortSignal): Promise<VerifyStep[]>
  close(): Promise<void>
}

export interface ExpectedFile {
  size_bytes: number
  /** In lower-case hexadecimal. */
  sha256: string
}

export interface OutgoingFile extends ExpectedFile {
  media_type: string
  /** From the beginning, also of an upload that continues: the checksum is of all bytes. */
  open(): Readable
}

export interface PutOptions {
  resume?: ResumeState | undefined
  keep(state: ResumeState): Promise<void>
  signal: AbortSignal
}

/** Plain JSON, to be kept in the database. What else is in it is the destination's own. */
export type ResumeState = Readonly<Record<string, unknown>> & {
  /** So many bytes are safe at the far end and will not be sent again. */
  readonly kept_bytes: number
}

/** The surroundings of a destination on our side. */
export interface DestinationHost {
  outbound: Outbound
  /** The parent of all folders; without it there are none. */
  root_folder: string | undefined
  /**
   * The contract of these files: the external id of roles, and the name in a store that we reach by our own identity.
   */
  contract_id: string
  /** A far end that says nothing for so long is given up. */
  timeout_ms: number
}

export class DestinationError extends Error {
  readonly reason: DestinationReason
  /** Trying again is no use before somebody has changed something. */
  readonly is_final: boolean

  constructor(reason: DestinationReason, message: string, options?: ErrorOptions & { is_final?: boolean }) {
    super(message, options)
    this.name = 'DestinationError'
    this.reason = reason
    this.is_final = options?.is_final ?? final_reasons.has(reason)
  }
}

const final_reasons: ReadonlySet<DestinationReason> = new Set([
  'ACCESS_DENIED',
  'NOT_FOUND',
  'ADDRESS_REFUSED',
  'INVALID_SETTINGS',
])

const bad_segment = /^\.{0,2}$|[\\\p{Cc}]/u

/** @throws DestinationError unless `path` says the same to every kind of store */
export function checkPath(path: string): void {
  if (path.split('/').some((segment) => bad_segment.test(segment)) || Buffer.byteLength(path) > 900) {
    throw new DestinationError('INVALID_SETTINGS', `${JSON.stringify(path)} is no path that files can have`)
  }
}

export function joinPath(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('/')
}

/** Hidden, no longer than any store allows, and of one file only: two uploads to one path do not mix. */
export function temporaryName(path: string, sha256: string): string {
  return `.swath-${createHash('sha256').update(`${sha256} ${path}`).digest('hex').slice(0, 24)}.part`
}
