import type {
  ContractHistory,
  CreditRequest,
  Deliverable,
  Rejection,
  RejectionPolicy,
  RejectionRequest,
} from '@swath/contract/deliverables'
import { SwathError } from '@swath/contract/errors'
import type { Geometry } from '@swath/contract/geometry'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import { lockAllowed, lockRow, transition } from '../record/transition.ts'
import { deliverableEntity } from './document.ts'
import type { DeliverableAction } from './machine.ts'
import { isAutomatic } from './rejections.rules.ts'
import {
  findHistory,
  findPicture,
  findPolicy,
  findRefundable,
  listRejected,
  lockJudgement,
  monthOfRefunds,
  type Refundable,
} from './rejections.store.ts'
import { deliverableDocument, type FileRow } from './store.ts'

interface Credit {
  contract_id: string
  order_id: string
  deliverable_id: string
  currency: string
  amount_minor: number
  message: string | null
}

/** Books what is given back, in the transaction of the caller. */
export interface Refunds {
  giveBack(kind: 'refund' | 'adjustment', credit: Credit): Promise<void>
}

/** Has a rejected deliverable made again, in the transaction of the caller, where there is still time. */
export interface Replacements {
  replace(contract_id: string, deliverable_id: string, price_minor: number): Promise<void>
}

/** Keeps what contracts agree on. */
export interface ContractPolicies {
  /** @returns whether there is such a contract */
  setRejectionPolicy(tx: Transaction, contract_id: string, policy: RejectionPolicy): Promise<boolean>
}

interface Parts {
  db: Database
  clock: Clock
  ledger: Refunds
  replacements: Replacements
  policies: ContractPolicies
}

/** Orders of these origins are ours to refund; others are managed elsewhere. */
const own_origins = ['swath', 'archive']

/** Rejections of products that were delivered, and the refunds for them. */
export class Rejections {
  #db: Database
  #clock: Clock
  #refunds: Refunds
  #replacements: Replacements
  #policies: ContractPolicies

  constructor({ db, clock, ledger, replacements, policies }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#refunds = ledger
    this.#replacements = replacements
    this.#policies = policies
  }

  /**
   * Rejects a delivered product. The policy of the contract accepts it at once, or the order desk decides.
   * @returns the public document of the deliverable
   * @throws SwathError `not_found`, `illegal_transition` unless it is delivered, `rejection_exists`,
   *   `managed_elsewhere`
   */
  async request(caller: Caller, deliverable_id: string, request: RejectionRequest): Promise<string> {
    const { category, comment, evidence = null } = request
    return this.#db.tenant(caller.contract_id, async (tx) => {
      await lockJudgement(tx, caller.contract_id)
      await lockRow(tx, deliverableEntity, deliverable_id)
      const found = await findRefundable(tx, deliverable_id)
      requireRejectable(found)
      const now = this.#clock.now()
      const requested = { requested_at: timestamp(now), requested_by: caller.client_id }
      const undecided = { decided_at: null, decided_by: null, message: null, refund_minor: null }
      const rejection = {
        category,
        comment,
        evidence: evidence as Geometry | null,
        ...requested,
        ...undecided,
      }
      await transition(tx, deliverableEntity, deliverable_id, 'request_rejection', {
        actor: caller.client_id,
        now,
        reason_code: 'REJECTED_BY_CUSTOMER',
        message: comment,
        set: { rejection },
      })
      const { rejection_policy, ...month } = await monthOfRefunds(tx, caller.contract_id, now)
      const refund_minor = found.amount_minor - found.credited_minor
      if (isAutomatic(rejection_policy, { ...month, ...found, refund_minor }, now)) {
        await this.#accept(
          tx,
          await findRefundable(tx, deliverable_id),
          'swath',
          'Accepted by the policy of the contract.',
        )
      }
      return (await deliverableDocument(tx, deliverable_id))!
    })
  }

  /** Gives the present state of a rejection. @throws SwathError `not_found` */
  async get(caller: Caller, deliverable_id: string): Promise<Rejection> {
    const document = await this.#db.tenant(caller.contract_id, (tx) =>
      deliverableDocument(tx, deliverable_id),
    )
    const { rejection } = JSON.parse(document ?? '{"rejection":null}') as Pick<Deliverable, 'rejection'>
    if (!rejection)
      throw new SwathError('not_found', `There is no rejection of a deliverable ${deliverable_id}`)
    return rejection
  }

  /** For the order desk, over all contracts. */
  async list(
    status: Rejection['status'],
    page: Page,
  ): Promise<{ count: number; deliverables: Deliverable[] }> {
    const { count, documents } = await this.#db.system((tx) => listRejected(tx, status, page))
    return { count, deliverables: documents.map((document) => JSON.parse(document) as Deliverable) }
  }

  /** The picture by which the order desk judges a rejection. @throws SwathError `not_found` */
  async picture(deliverable_id: string): Promise<FileRow> {
    const file = await this.#db.system((tx) => findPicture(tx, deliverable_id))
    if (file) return file
    throw new SwathError('not_found', `There is no picture of a rejected deliverable ${deliverable_id}`)
  }

  /** The orders of a customer in numbers, and how often it rejected what it got. @throws SwathError `not_found` */
  async history(contract_id: string): Promise<ContractHistory> {
    const row = await this.#db.system((tx) => findHistory(tx, contract_id))
    if (!row) throw new SwathError('not_found', `There is no contract ${contract_id}`)
    const { requested, accepted, denied, last_order_at, ...counts } = row
    return {
      ...counts,
      last_order_at: last_order_at && timestamp(last_order_at),
      rejections: { requested, accepted, denied },
    }
  }

  /** @throws SwathError `not_found`, `illegal_transition` unless it waits for a decision */
  accept(caller: Caller, deliverable_id: string, message: string): Promise<string> {
    return this.#decide(deliverable_id, 'accept_rejection', (tx, found) =>
      this.#accept(tx, found, caller.client_id, message),
    )
  }

  /** @throws SwathError `not_found`, `illegal_transition` unless it waits for a decision */
  deny(caller: Caller, deliverable_id: string, message: string): Promise<string> {
    return this.#decide(deliverable_id, 'deny_rejection', (tx, found) => {
      const now = this.#clock.now()
      const decided = { decided_at: timestamp(now), decided_by: caller.client_id, message: message || null }
      const rejection = { ...found.rejection, ...decided }
      return transition(tx, deliverableEntity, deliverable_id, 'deny_rejection', {
        actor: caller.client_id,
        now,
        reason_code: 'REJECTION_DENIED',
        ...(message && { message }),
        set: { rejection },
      })
    })
  }

  /** Gives back a part of a charge. @throws SwathError `not_found`, `illegal_transition`, `credit_too_large` */
  credit(caller: Caller, deliverable_id: string, { amount_minor, message }: CreditRequest): Promise<string> {
    return this.#db.system(async (tx) => {
      await lockRow(tx, deliverableEntity, deliverable_id)
      const found = await findRefundable(tx, deliverable_id)
      const net_minor = found.amount_minor - found.credited_minor
      if (found.delivered_at !== null && amount_minor > net_minor) {
        const detail = `Of the charge ${net_minor} minor units are left; ${amount_minor} cannot be given back`
        throw new SwathError('credit_too_large', detail, { extra: { net_minor } })
      }
      const set = { credited_minor: found.credited_minor + amount_minor }
      const change = { actor: caller.client_id, now: this.#clock.now(), message, set }
      await transition(tx, deliverableEntity, deliverable_id, 'credit', {
        ...change,
        reason_code: 'CREDITED_BY_OPERATOR',
      })
      await this.#refunds.giveBack('adjustment', { ...creditOf(found), amount_minor, message })
      return (await deliverableDocument(tx, deliverable_id))!
    })
  }

  /** @throws SwathError `not_found` */
  policy(contract_id: string): Promise<RejectionPolicy> {
    return this.#db.system(async (tx) => {
      const policy = await findPolicy(tx, contract_id)
      if (policy) return policy
      throw new SwathError('not_found', `There is no contract ${contract_id}`)
    })
  }

  /** Says which rejections are accepted without the order desk. @throws SwathError `not_found` */
  setPolicy(contract_id: string, policy: RejectionPolicy): Promise<RejectionPolicy> {
    return this.#db.system(async (tx) => {
      if (await this.#policies.setRejectionPolicy(tx, contract_id, policy)) return policy
      throw new SwathError('not_found', `There is no contract ${contract_id}`)
    })
  }

  #decide(
    deliverable_id: string,
    action: DeliverableAction,
    decide: (tx: Transaction, found: Refundable) => Promise<void>,
  ) {
    return this.#db.system(async (tx) => {
      await lockAllowed(tx, deliverableEntity, deliverable_id, action)
      await decide(tx, await findRefundable(tx, deliverable_id))
      return (await deliverableDocument(tx, deliverable_id))!
    })
  }

  /** Refunds all that is left of the charge, and has the product made again. */
  async #accept(tx: Transaction, found: Refundable, decided_by: string, message: string) {
    const now = this.#clock.now()
    const { deliverable_id, contract_id, amount_minor } = found
    const refund_minor = amount_minor - found.credited_minor
    const decided = { decided_at: timestamp(now), decided_by, message: message || null, refund_minor }
    const rejection = { ...found.rejection, ...decided }
    await transition(tx, deliverableEntity, deliverable_id, 'accept_rejection', {
      actor: decided_by,
      now,
      reason_code: 'REJECTED_BY_CUSTOMER',
      ...(message && { message }),
      set: { credited_minor: amount_minor, rejection },
    })
    const refund = { ...creditOf(found), amount_minor: refund_minor, message: message || null }
    await this.#refunds.giveBack('refund', refund)
    await this.#replacements.replace(contract_id, deliverable_id, refund_minor)
    // It names the order that replaces it.
    await deliverableEntity.refresh(tx, deliverable_id)
  }
}

function creditOf({ contract_id, order_id, deliverable_id, currency }: Refundable) {
  return { contract_id, order_id, deliverable_id, currency }
}

function requireRejectable({ deliverable_id, origin, rejection }: Refundable) {
  if (!own_origins.includes(origin)) {
    throw new SwathError('managed_elsewhere', `The order of ${deliverable_id} is managed by ${origin}`)
  }
  if (rejection) {
    const detail = `The deliverable ${deliverable_id} was rejected before; that rejection is ${rejection.status}`
    throw new SwathError('rejection_exists', detail, { extra: { rejection_status: rejection.status } })
  }
}
