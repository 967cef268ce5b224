import type { ReasonCode } from '@swath/contract/reasons'
import { isOneOf, open_delivery_statuses } from '@swath/contract/states'
import type { Transaction } from '../database/db.ts'
import { timestamp } from '../platform/clock.ts'
import { transition } from '../record/transition.ts'
import {
  endAttempt,
  insertAttempt,
  isAllSent,
  keepResume,
  lastFailures,
  revisionOf,
  startAnew,
  storeFailures,
  touch,
} from './attempts.store.ts'
import { deliveryEntity } from './document.ts'
import { giveBack, type Lease, lockLease, mayGoOn } from './leases.store.ts'
import type { Progress } from './progress.ts'
import { failuresAfter, nextAttempt } from './rules.ts'
import { type DeliveryFileRow, listFilesOf, lockDelivery } from './store.ts'

/** Nothing more is to be sent: canceled, held, moved, or in the hands of another worker. */
export class Withdrawn extends Error {}

export interface Attempt {
  lease: Lease
  number: number
  files: DeliveryFileRow[]
}

export interface Failure {
  reason_code: ReasonCode
  message: string
  is_final: boolean
}

/** @returns what is to be sent; undefined when nothing may be sent now */
export async function beginAttempt(tx: Transaction, lease: Lease, now: Date): Promise<Attempt | undefined> {
  const { delivery_id } = lease
  const delivery = await lockDelivery(tx, delivery_id)
  const revision = delivery && (await revisionOf(tx, delivery))
  const is_open = delivery !== undefined && isOneOf(open_delivery_statuses, delivery.status)
  if (!is_open || revision === undefined || !(await lockLease(tx, lease))) {
    await giveBack(tx, lease)
    return undefined
  }
  if (revision !== delivery.revision) await startAnew(tx, delivery_id, revision)
  const number = await insertAttempt(tx, delivery, now)
  if (delivery.status === 'pending') {
    await transition(tx, deliveryEntity, delivery_id, 'start', {
      actor: 'swath',
      now,
      set: { started_at: now },
    })
  } else {
    await touch(tx, delivery_id, now)
    await deliveryEntity.refresh(tx, delivery_id)
  }
  return { lease, number, files: await listFilesOf(tx, [delivery_id]) }
}

/** @throws Withdrawn */
export async function requireGoOn(tx: Transaction, lease: Lease): Promise<void> {
  if (!(await mayGoOn(tx, lease))) throw new Withdrawn()
}

/** Everything is there. @throws Withdrawn */
export async function recordSuccess(
  tx: Transaction,
  { lease, number }: Attempt,
  progress: Progress,
  now: Date,
): Promise<void> {
  const { delivery_id } = lease
  await lockDelivery(tx, delivery_id)
  await requireGoOn(tx, lease)
  if (!(await isAllSent(tx, delivery_id))) throw new Error(`Files of ${delivery_id} are not sent`)
  const none = { reason_code: null, error: null }
  await endAttempt(tx, delivery_id, { number, ended_at: now, bytes_sent: progress.sent_bytes, ...none })
  await transition(tx, deliveryEntity, delivery_id, 'complete', {
    actor: 'swath',
    now,
    reason_code: null,
    set: { completed_at: now, error: null },
  })
  await giveBack(tx, lease)
}

/** Another attempt follows, or none. What another worker has taken over is its own business. */
export async function recordFailure(
  tx: Transaction,
  { lease, number }: Attempt,
  failure: Failure,
  progress: Progress,
  now: Date,
): Promise<void> {
  const { delivery_id } = lease
  const delivery = await lockDelivery(tx, delivery_id)
  if (!delivery || !(await lockLease(tx, lease))) return
  const { reason_code, message: error, is_final } = failure
  const ended = { number, ended_at: now, bytes_sent: progress.sent_bytes, reason_code, error }
  await endAttempt(tx, delivery_id, ended)
  await giveBack(tx, lease)
  if (delivery.status !== 'transferring') return
  const { reached_bytes } = progress
  const after = failuresAfter(delivery, reached_bytes, now)
  // Those from before somebody changed something do not count.
  const of_reason = Math.min(await lastFailures(tx, delivery_id, reason_code), after.failures)
  const next = nextAttempt({ ...after, final_failures: is_final ? of_reason : 0 }, now, Math.random())
  await storeFailures(tx, delivery_id, after, next ?? now)
  await transition(tx, deliveryEntity, delivery_id, next ? 'delay' : 'fail', {
    actor: 'swath',
    now,
    reason_code,
    message: next ? `${error}. The next attempt is at ${timestamp(next)}` : error,
    set: { reason_code, error },
  })
}

/** The attempt ends because nothing more is to be sent, or because this process ends: another goes on from here. */
export async function recordEnd(
  tx: Transaction,
  { lease, number }: Attempt,
  progress: Progress,
  now: Date,
): Promise<void> {
  if (!(await lockLease(tx, lease))) return
  const none = { reason_code: null, error: null }
  await endAttempt(tx, lease.delivery_id, {
    number,
    ended_at: now,
    bytes_sent: progress.sent_bytes,
    ...none,
  })
  await giveBack(tx, lease)
}

/** After the far end has lost what was kept there. */
export async function forgetResume(tx: Transaction, { lease }: Attempt, position: number): Promise<void> {
  if (await lockLease(tx, lease)) await keepResume(tx, lease.delivery_id, position, null)
}
