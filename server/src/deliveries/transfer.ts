import { Readable } from 'node:stream'
import type { Database } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { Storage } from '../storage/storage.ts'
import {
  DestinationError,
  type OpenDestination,
  type OutgoingFile,
  type ResumeState,
} from '../uploads/destination.ts'
import { keepResume, markSent, touch } from './attempts.store.ts'
import { deliveryEntity } from './document.ts'
import type { Progress } from './progress.ts'
import { type Attempt, forgetResume, requireGoOn } from './recording.ts'
import { type DeliveryFileRow, findDelivery } from './store.ts'

interface Parts {
  db: Database
  clock: Clock
  storage: Storage
}

/** Our own copy of a file is gone. */
export class NotStored extends Error {}

/** Sends the files of one attempt, one after the other, and records each step: whoever comes next goes on there. */
export class Transfer {
  #parts: Parts
  #destination: OpenDestination
  #attempt: Attempt
  #progress: Progress
  #signal: AbortSignal

  constructor(
    parts: Parts,
    destination: OpenDestination,
    attempt: Attempt,
    progress: Progress,
    signal: AbortSignal,
  ) {
    this.#parts = parts
    this.#destination = destination
    this.#attempt = attempt
    this.#progress = progress
    this.#signal = signal
  }

  /** @throws DestinationError, NotStored, Withdrawn */
  async run(): Promise<void> {
    for (const file of this.#attempt.files) {
      if (file.sent_at === null) await this.#send(file)
    }
  }

  async #send(file: DeliveryFileRow) {
    this.#signal.throwIfAborted()
    this.#progress.begin(file.resume?.kept_bytes ?? 0)
    // It may be there from another delivery, or from a worker that died before it could say so.
    if (!(await this.#destination.has(file.path, file, this.#signal))) await this.#put(file)
    this.#progress.finish(file.size_bytes)
    await this.#record(async (tx, delivery_id) => {
      const now = this.#parts.clock.now()
      await markSent(tx, delivery_id, file.position, now)
      await touch(tx, delivery_id, now)
      await deliveryEntity.refresh(tx, delivery_id)
    })
  }

  async #put(file: DeliveryFileRow) {
    let state = file.resume
    let own: { error: unknown } | undefined
    const keep = async (kept: ResumeState) => {
      state = kept
      this.#progress.keep(kept.kept_bytes)
      try {
        await this.#record((tx, delivery_id) => keepResume(tx, delivery_id, file.position, kept))
      } catch (error) {
        own = { error }
        throw error
      }
    }
    const resume = file.resume ?? undefined
    const outgoing = await this.#outgoing(file)
    try {
      await this.#destination.put(file.path, outgoing, { resume, keep, signal: this.#signal })
      this.#progress.keep(file.size_bytes)
    } catch (error) {
      // The destination takes what it is told meanwhile for a failure of the far end.
      if (own) {
        if (state !== null) await this.#tidy(file, state)
        throw own.error
      }
      if (state !== null && isLost(error)) await this.#forget(file, state)
      throw error
    }
  }

  /** Nobody else knows of what could not be recorded; of a canceled delivery nobody will go on there. */
  async #tidy(file: DeliveryFileRow, state: ResumeState) {
    const { contract_id, delivery_id } = this.#attempt.lease
    const delivery = await this.#parts.db.tenant(contract_id, (tx) => findDelivery(tx, delivery_id))
    if (delivery?.status === 'canceled') await this.#discard(file, state)
  }

  async #outgoing(file: DeliveryFileRow): Promise<OutgoingFile> {
    const { media_type, size_bytes, sha256, storage_key, content } = file
    const described = { media_type, size_bytes, sha256 }
    if (storage_key === null) return { ...described, open: () => Readable.from([Buffer.from(content!)]) }
    const { storage } = this.#parts
    if (!(await storage.has(storage_key, file))) {
      throw new NotStored(`${file.key} is not in the storage of this server`)
    }
    return { ...described, open: () => storage.read(storage_key) }
  }

  /** A file that the far end has lost or spoilt is no use: the next attempt begins with the first byte. */
  async #forget(file: DeliveryFileRow, state: ResumeState) {
    await this.#discard(file, state)
    await this.#parts.db.tenant(this.#attempt.lease.contract_id, (tx) =>
      forgetResume(tx, this.#attempt, file.position),
    )
  }

  /** As far as the far end lets us: what stays there is in nobody's way. */
  async #discard(file: DeliveryFileRow, state: ResumeState) {
    await this.#destination.discard(file.path, state).catch((error) => {
      if (!(error instanceof DestinationError)) throw error
    })
  }

  /** In a transaction of its own, if the delivery is still ours. @throws Withdrawn */
  async #record(work: (tx: Parameters<typeof requireGoOn>[0], delivery_id: string) => Promise<void>) {
    const { lease } = this.#attempt
    await this.#parts.db.tenant(lease.contract_id, async (tx) => {
      await requireGoOn(tx, lease)
      await work(tx, lease.delivery_id)
    })
  }
}

function isLost(error: unknown): boolean {
  return (
    error instanceof DestinationError &&
    (error.reason === 'CHECKSUM_MISMATCH' || error.reason === 'NOT_FOUND')
  )
}
