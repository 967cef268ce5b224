import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type * as S3 from '@aws-sdk/client-s3'
import type { CredentialsOf, DestinationSettings, VerifyStep } from '@swath/contract/destination-kinds'
import {
  checkPath,
  type DestinationHost,
  type ExpectedFile,
  joinPath,
  type OpenDestination,
  type OutgoingFile,
  type PutOptions,
  type ResumeState,
} from './destination.ts'
import { Ownership } from './ownership.ts'
import { sendPieces } from './parallel.ts'
import { type Permissions, type ProbeStep, probe } from './probe.ts'
import { openS3Client, type S3Session, toS3Error } from './s3-client.ts'
import { differsAtFarEnd, isContent, type Piece, piecesOf } from './source.ts'

const MiB = 1024 * 1024
const smallest_part_bytes = 8 * MiB
const most_parts = 10_000
const permissions: Permissions = {
  look: 's3:ListBucket',
  write: 's3:PutObject',
  read: 's3:GetObject',
  remove: 's3:DeleteObject',
}

type Settings = Extract<DestinationSettings, { kind: 's3' }>
type Part = { PartNumber: number; ETag: string; ChecksumSHA256: string }

/** A bucket of Amazon S3, or of a store that speaks its language. */
export class S3Destination implements OpenDestination {
  #settings: Settings
  #open: () => Promise<S3Session>
  #session: Promise<S3Session> | undefined
  #ownership: Ownership | undefined

  constructor(settings: Settings, credentials: CredentialsOf<'s3'> | null, host: DestinationHost) {
    this.#settings = settings
    this.#open = () => openS3Client(settings, credentials, host)
    const is_own_identity = credentials === null && settings.role_arn === undefined
    this.#ownership = is_own_identity
      ? new Ownership(host.contract_id, (path) => this.#readText(path))
      : undefined
  }

  put(path: string, file: OutgoingFile, options: PutOptions): Promise<void> {
    return this.#try(path, async (session, target) => {
      const is_small = file.size_bytes <= smallest_part_bytes
      const { ours, told } = await (is_small
        ? this.#putWhole(session, target, file, options.signal)
        : this.#putParts(session, target, file, options))
      const is_whole =
        told === undefined ? this.#isContent(session, target, file, options.signal) : told === ours
      if (await is_whole) return
      await session.client.send(new session.sdk.DeleteObjectCommand(target))
      throw differsAtFarEnd(path)
    })
  }

  has(path: string, expected: ExpectedFile, signal: AbortSignal): Promise<boolean> {
    return this.#try(path, async (session, target) => {
      const head = await this.#head(session, target, signal)
      return head?.ContentLength === expected.size_bytes && head.Metadata?.sha256 === expected.sha256
    })
  }

  remove(path: string): Promise<void> {
    return this.#try(path, async ({ sdk, client }, target) => {
      await client.send(new sdk.DeleteObjectCommand(target))
    })
  }

  discard(path: string, { upload_id }: ResumeState): Promise<void> {
    return this.#try(path, async ({ sdk, client }, target) => {
      if (upload_id === undefined) return
      const upload = { ...target, UploadId: String(upload_id) }
      await client.send(new sdk.AbortMultipartUploadCommand(upload)).catch(ifNoUpload(undefined))
    })
  }

  async verify(signal: AbortSignal): Promise<VerifyStep[]> {
    const claim = {
      step: 'claim' as const,
      permission: 'swath-contract.txt',
      succeeded: 'the bucket says that it takes the files of this contract',
      run: () => this.#ownership!.check(),
    }
    const before = this.#ownership ? [claim] : []
    const steps = await probe(this, signal, permissions, { before, after: this.#resumeSteps(signal) })
    // An account that may not read a file may not see whether it is there either, whatever else is granted.
    const cannot_read = steps.some(
      ({ step, missing_permission }) => step === 'read' && missing_permission !== null,
    )
    const isFollowing = ({ step, missing_permission }: VerifyStep) =>
      step === 'look' && missing_permission !== null
    return steps.map((step) =>
      cannot_read && isFollowing(step) ? { ...step, missing_permission: permissions.read } : step,
    )
  }

  async close(): Promise<void> {
    // The caller that could not open it has been told.
    const session = await this.#session?.catch(() => undefined)
    session?.close()
  }

  async #try<T>(path: string, work: (session: S3Session, target: Target) => Promise<T>): Promise<T> {
    checkPath(path)
    try {
      await this.#ownership?.check()
      this.#session ??= this.#open()
      return await work(await this.#session, this.#target(path))
    } catch (error) {
      throw toS3Error(error, path)
    }
  }

  #target(path: string): Target {
    return { Bucket: this.#settings.bucket, Key: joinPath(this.#settings.prefix, path) }
  }

  async #putWhole({ sdk, client }: S3Session, target: Target, file: OutgoingFile, signal: AbortSignal) {
    const ours = Buffer.from(file.sha256, 'hex').toString('base64')
    let told: string | undefined
    for await (const { bytes } of piecesOf(file, smallest_part_bytes)) {
      const body = { Body: bytes, ChecksumSHA256: ours, ContentLength: bytes.length }
      const command = new sdk.PutObjectCommand({ ...target, ...describe(file), ...body })
      told = (await client.send(command, { abortSignal: signal })).ChecksumSHA256
    }
    return { ours, told }
  }

  async #putParts(
    session: S3Session,
    target: Target,
    file: OutgoingFile,
    { resume, keep, signal }: PutOptions,
  ) {
    const { sdk, client } = session
    const upload = await this.#openUpload(session, target, file, resume, signal)
    const state = (kept_bytes: number) => ({
      kept_bytes,
      upload_id: upload.UploadId,
      part_bytes: upload.part_bytes,
    })
    if (upload.kept.size === 0) await keep(state(0))
    const parts: Part[] = []
    const send = async (piece: Piece) => {
      parts.push(
        await this.#sendPart(session, { ...target, UploadId: upload.UploadId }, piece, upload.kept, signal),
      )
    }
    await sendPieces(piecesOf(file, upload.part_bytes), upload.part_bytes, send, (arrived) =>
      keep(state(arrived)),
    )
    parts.sort((a, b) => a.PartNumber - b.PartNumber)
    const whole = { UploadId: upload.UploadId, MultipartUpload: { Parts: parts } }
    const command = new sdk.CompleteMultipartUploadCommand({ ...target, ...whole })
    const { ChecksumSHA256 } = await client.send(command, { abortSignal: signal })
    return { ours: checksumOfParts(parts), told: ChecksumSHA256?.replace(/-\d+$/, '') }
  }

  /** The parts that the far end itself says it has: what we remember may be more than what is there. */
  async #openUpload(
    session: S3Session,
    target: Target,
    file: OutgoingFile,
    resume: ResumeState | undefined,
    signal: AbortSignal,
  ) {
    if (resume?.upload_id !== undefined) {
      const UploadId = String(resume.upload_id)
      const kept = await listParts(session, { ...target, UploadId }, signal).catch(ifNoUpload(undefined))
      if (kept) return { UploadId, part_bytes: Number(resume.part_bytes), kept }
    }
    const start = { ...target, ...describe(file), ChecksumAlgorithm: 'SHA256' as const }
    const command = new session.sdk.CreateMultipartUploadCommand(start)
    const { UploadId } = await session.client.send(command, { abortSignal: signal })
    return { UploadId: UploadId!, part_bytes: partBytes(file.size_bytes), kept: new Map<number, S3.Part>() }
  }

  async #sendPart(
    { sdk, client }: S3Session,
    upload: Target & { UploadId: string },
    { index, bytes }: Piece,
    kept: ReadonlyMap<number, S3.Part>,
    signal: AbortSignal,
  ): Promise<Part> {
    const PartNumber = index + 1
    const digest = createHash('sha256').update(bytes).digest('base64')
    const there = kept.get(PartNumber)
    // A store that keeps no checksum of parts has at least had its signature, which covers the bytes, to check.
    const is_there = there?.Size === bytes.length && (there.ChecksumSHA256 ?? digest) === digest
    if (is_there) return { PartNumber, ETag: there.ETag!, ChecksumSHA256: digest }
    const body = { Body: bytes, ContentLength: bytes.length, ChecksumSHA256: digest }
    const command = new sdk.UploadPartCommand({ ...upload, ...body, PartNumber })
    const { ETag } = await client.send(command, { abortSignal: signal })
    return { PartNumber, ETag: ETag!, ChecksumSHA256: digest }
  }

  /** A store that has compared SHA-256 tells it with its answer; from one that has not, the file is read back. */
  async #isContent({ sdk, client }: S3Session, target: Target, file: ExpectedFile, signal: AbortSignal) {
    const { Body } = await client.send(new sdk.GetObjectCommand(target), { abortSignal: signal })
    return isContent(Body as Readable, file)
  }

  async #head({ sdk, client }: S3Session, target: Target, signal: AbortSignal) {
    const command = new sdk.HeadObjectCommand(target)
    return client.send(command, { abortSignal: signal }).catch((error) => {
      if (error.$metadata?.httpStatusCode === 404) return undefined
      throw error
    })
  }

  async #readText(path: string): Promise<string | undefined> {
    this.#session ??= this.#open()
    const { sdk, client } = await this.#session
    const command = new sdk.GetObjectCommand({ ...this.#target(path), Range: 'bytes=0-199' })
    const answer = await client.send(command).catch((error) => {
      if (error.name === 'NoSuchKey') return undefined
      throw toS3Error(error, path)
    })
    return answer?.Body?.transformToString()
  }

  #resumeSteps(signal: AbortSignal): ProbeStep[] {
    const path = 'swath-probe-parts.txt'
    let upload_id: string | undefined
    const resume = (session: S3Session, target: Target) => {
      const command = new session.sdk.CreateMultipartUploadCommand(target)
      return session.client.send(command, { abortSignal: signal }).then(({ UploadId }) => {
        upload_id = UploadId!
        return listParts(session, { ...target, UploadId: upload_id }, signal)
      })
    }
    return [
      {
        step: 'resume',
        permission: 's3:ListMultipartUploadParts',
        succeeded: 'an interrupted upload can be continued',
        run: async () => void (await this.#try(path, resume)),
      },
      {
        step: 'discard',
        permission: 's3:AbortMultipartUpload',
        succeeded: 'an interrupted upload can be discarded',
        run: () => this.discard(path, { kept_bytes: 0, upload_id }),
      },
    ]
  }
}

interface Target {
  Bucket: string
  Key: string
}

async function listParts(
  { sdk, client }: S3Session,
  upload: Target & { UploadId: string },
  signal: AbortSignal,
) {
  const kept = new Map<number, S3.Part>()
  // The SDK's own paging asks for ever where a store names a next page although there is none.
  for (let PartNumberMarker: string | undefined, has_more = true; has_more; ) {
    const page = new sdk.ListPartsCommand({ ...upload, ...(PartNumberMarker && { PartNumberMarker }) })
    const { Parts = [], IsTruncated, NextPartNumberMarker } = await client.send(page, { abortSignal: signal })
    for (const part of Parts) kept.set(part.PartNumber!, part)
    PartNumberMarker = NextPartNumberMarker
    has_more = IsTruncated === true && Parts.length > 0
  }
  return kept
}

function partBytes(size_bytes: number): number {
  return Math.max(smallest_part_bytes, Math.ceil(size_bytes / most_parts / MiB) * MiB)
}

function describe(file: OutgoingFile) {
  return { ContentType: file.media_type, Metadata: { sha256: file.sha256 } }
}

/** Stores compare and tell the SHA-256 of the SHA-256 of the parts, if a file came in parts. */
function checksumOfParts(parts: Part[]): string {
  const hash = createHash('sha256')
  for (const { ChecksumSHA256 } of parts) hash.update(Buffer.from(ChecksumSHA256, 'base64'))
  return hash.digest('base64')
}

/** It was completed or aborted, or the bucket's rules have removed it. */
function ifNoUpload<T>(instead: T) {
  return (error: unknown): T => {
    if (error instanceof Error && error.name === 'NoSuchUpload') return instead
    throw error
  }
}
