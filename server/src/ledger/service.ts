import { SwathError } from '@swath/contract/errors'
import type {
  Balance,
  GrantRequest,
  LedgerCheck,
  LedgerEntry,
  LedgerRepair,
  LimitsRequest,
} from '@swath/contract/ledger'
import { minorDigits } from '@swath/contract/money'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import { shareOf } from '../lib/money.ts'
import type { Page } from '../lists/pages.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import {
  differenceOf,
  listBalances,
  listRepairs,
  listUncharged,
  listUncompensated,
  listUnequal,
  listUnsettled,
  recordRepair,
  repairBalance,
} from './checks.store.ts'
import { budgetOverrun, type Overrun, overrunError, quotaOverrun, requireReckonable } from './limits.rules.ts'
import { listQuotas, replaceQuotas } from './quotas.store.ts'
import {
  type BalanceRow,
  type Booking,
  type Chargeable,
  type ContractLimits,
  chargesOf,
  move,
  type OrderAccount,
  spend,
} from './rules.ts'
import {
  book,
  costOf,
  currenciesOf,
  eventOf,
  findBalance,
  findCompensation,
  findLimits,
  heldFor,
  isCompensationBooked,
  isFeeBooked,
  listChargeables,
  listEntries,
  lockBalance,
  lockOrderAccount,
  stillPossible,
} from './store.ts'

/** Keeps what contracts agree on. */
export interface ContractPolicies {
  setBudgetPolicy(tx: Transaction, contract_id: string, at_limit: LimitsRequest['at_limit']): Promise<void>
}

/** Money, double entry: available + held + consumed = granted. All of it joins the transaction of the caller. */
export class Ledger {
  #db: Database
  #clock: Clock
  #policies: ContractPolicies

  constructor(db: Database, clock: Clock, policies: ContractPolicies) {
    this.#db = db
    this.#clock = clock
    this.#policies = policies
  }

  /**
   * Sets the most that an order may cost aside. Orders of a contract wait here for each other, so that together
   * they never go beyond a limit.
   *
   * @param approved by the order desk: quotas do not count, the budget does
   * @returns the limit that the order goes beyond, where an operator is to decide; nothing is held then
   * @throws SwathError `budget_exceeded`, `quota_exceeded`, `amount_out_of_range`
   */
  reserve(contract_id: string, order_id: string, approved = false): Promise<Overrun | undefined> {
    return this.#db.tenant(contract_id, async (tx) => {
      const order = await lockOrderAccount(tx, order_id)
      const balance = await lockBalance(tx, contract_id, order.currency)
      const limits = (await findLimits(tx, contract_id))!
      const over_budget = budgetOverrun(order, balance, approved ? { at_limit: 'refuse' } : limits)
      const over_quota = approved
        ? undefined
        : quotaOverrun(order, await listQuotas(tx, contract_id, order.created_at, order_id))
      const overruns = [over_budget, over_quota].filter((one) => one !== undefined)
      const refused = overruns.find(({ at_limit }) => at_limit === 'refuse')
      if (refused) throw overrunError(refused)
      if (overruns.length === 0) await this.#hold(tx, order, balance)
      return overruns[0]
    })
  }

  /** Sets aside what was refunded for the order that is to make up for it: no limit is asked a second time. */
  holdAgain(contract_id: string, order_id: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => this.#hold(tx, await lockOrderAccount(tx, order_id)))
  }

  async #hold(tx: Transaction, order: OrderAccount, balance?: BalanceRow) {
    const event_id = await eventOf(tx, order.order_id, 'OrderReceived')
    const legs = move('available', 'held', order.price_minor)
    await this.#book(tx, [{ kind: 'hold', ...of(order), event_id, legs }], balance)
  }

  /**
   * Charges what was delivered, at the time of its delivery, once.
   * @param within_limits of orders for which nothing is held: they stay within the budget and the quotas
   * @throws SwathError `budget_exceeded`, `quota_exceeded` when it has to stay within them and does not
   */
  charge(
    contract_id: string,
    deliverable_ids: readonly string[],
    { within_limits = false } = {},
  ): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      for (const currency of await currenciesOf(tx, deliverable_ids)) {
        const balance = await lockBalance(tx, contract_id, currency)
        const due = (await listChargeables(tx, deliverable_ids)).filter((one) => one.currency === currency)
        if (within_limits) await this.#requireWithin(tx, balance, due)
        const held = await heldFor(
          tx,
          due.map(({ order_id }) => order_id),
        )
        await this.#book(tx, chargesOf(due, held), balance)
      }
    })
  }

  async #requireWithin(tx: Transaction, balance: BalanceRow, due: readonly Chargeable[]) {
    const price_minor = due.reduce((sum, { amount_minor }) => sum + amount_minor, 0)
    const over_budget = budgetOverrun({ price_minor }, balance, { at_limit: 'refuse' })
    if (over_budget) throw overrunError(over_budget)
    for (const order_id of new Set(due.map((one) => one.order_id))) {
      const need = { ...(await lockOrderAccount(tx, order_id)), price_minor: await costOf(tx, order_id) }
      const quotas = await listQuotas(tx, balance.contract_id, this.#clock.now(), order_id)
      const over_quota = quotaOverrun(need, quotas)
      if (over_quota) throw overrunError(over_quota)
    }
  }

  /** Gives back a part of what a deliverable cost. The caller has recorded it as `credited_minor`. */
  giveBack(kind: 'refund' | 'adjustment', credit: Credit): Promise<void> {
    return this.#db.tenant(credit.contract_id, async (tx) => {
      const { amount_minor, ...told } = credit
      const type = kind === 'refund' ? 'DeliverableRejected' : 'DeliverableCredited'
      const event_id = await eventOf(tx, credit.deliverable_id, type)
      await this.#book(tx, [{ kind, ...told, event_id, legs: move('consumed', 'available', amount_minor) }])
    })
  }

  /** Credits a capture that lost its pass to an order of a higher class, once. */
  compensate(contract_id: string, capture_id: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      const found = await findCompensation(tx, capture_id)
      if (!found) return
      const balance = await lockBalance(tx, contract_id, found.currency)
      if (await isCompensationBooked(tx, found.event_id)) return
      const { compensation_minor, ...told } = found
      const legs = move('consumed', 'available', compensation_minor)
      await this.#book(tx, [{ kind: 'compensation', ...told, legs }], balance)
    })
  }

  /** Books the fee of a canceled order, and releases what an order holds and cannot use any more. */
  settle(contract_id: string, order_id: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      const order = await lockOrderAccount(tx, order_id)
      await lockBalance(tx, contract_id, order.currency)
      const held_minor = (await heldFor(tx, [order_id])).get(order_id) ?? 0
      const bookings: NewBooking[] = []
      const fee_minor = order.cancellation_fee_minor
      const is_due = fee_minor > 0 && !(await isFeeBooked(tx, order_id))
      if (is_due) {
        const event_id = await eventOf(tx, order_id, 'OrderCanceledInPart', 'OrderCancellationAccepted')
        const booked_at = order.canceled_at!
        const legs = spend(fee_minor, held_minor)
        bookings.push({ kind: 'cancellation_fee', ...of(order), event_id, booked_at, legs })
      }
      const left_minor = Math.max(0, held_minor - (is_due ? fee_minor : 0))
      const needed_minor = order.status === 'closed' ? 0 : await neededFor(tx, order)
      const legs = move('held', 'available', Math.max(0, left_minor - (needed_minor ?? left_minor)))
      bookings.push({ kind: 'release', ...of(order), legs })
      await this.#book(tx, bookings)
    })
  }

  /**
   * Gives a contract a budget or a credit, or takes back what is still available of it.
   * @throws SwathError `not_found`, `budget_in_use`, `amount_out_of_range`
   */
  grant(contract_id: string, request: GrantRequest): Promise<Balance> {
    return this.#db.system(async (tx) => {
      const { kind, amount_minor, message } = request
      const { currency } = await requireContract(tx, contract_id)
      const balance = await lockBalance(tx, contract_id, currency)
      const { available_minor } = balance
      if (amount_minor < 0 && available_minor + amount_minor < 0) {
        const detail = `Only ${Math.max(0, available_minor)} minor units of ${currency} are available to be taken back`
        throw new SwathError('budget_in_use', detail, { extra: { available_minor, currency } })
      }
      const legs = move('granted', 'available', amount_minor)
      await this.#book(tx, [{ kind, contract_id, currency, message: message || null, legs }], balance)
      return balanceOf(tx, contract_id, this.#clock.now())
    })
  }

  /** Says how far a contract may go, and what happens at the limit. @throws SwathError `not_found` */
  setLimits(contract_id: string, { at_limit, quotas }: LimitsRequest): Promise<Balance> {
    return this.#db.system(async (tx) => {
      const { currency } = await requireContract(tx, contract_id)
      await lockBalance(tx, contract_id, currency)
      await this.#policies.setBudgetPolicy(tx, contract_id, at_limit)
      await replaceQuotas(tx, contract_id, quotas, this.#clock.now())
      return balanceOf(tx, contract_id, this.#clock.now())
    })
  }

  balance({ contract_id }: Pick<Caller, 'contract_id'>): Promise<Balance> {
    return this.#db.tenant(contract_id, (tx) => balanceOf(tx, contract_id, this.#clock.now()))
  }

  /** For operators. @throws SwathError `not_found` */
  balanceOf(contract_id: string): Promise<Balance> {
    return this.#db.system((tx) => balanceOf(tx, contract_id, this.#clock.now()))
  }

  async list(caller: Caller, page: Page): Promise<{ count: number; entries: LedgerEntry[] }> {
    const { count, rows } = await this.#db.tenant(caller.contract_id, (tx) => listEntries(tx, page))
    return { count, entries: rows.map((row) => ({ ...row, booked_at: timestamp(row.booked_at) })) }
  }

  /**
   * Compares the balances with the entries, and deliverables with charges; repairs, records and tells what differed.
   * A booking is never booked again differently: where a deliverable tells another amount, that is only told.
   */
  async check(): Promise<LedgerCheck> {
    const now = this.#clock.now()
    const uncharged = await this.#db.system(listUncharged)
    for (const one of uncharged) {
      await this.#db.system(async (tx) => {
        await this.charge(one.contract_id, [one.deliverable_id])
        await recordRepair(tx, { ...one, found_at: now })
      })
    }
    for (const { contract_id, order_id } of await this.#db.system(listUnsettled)) {
      await this.settle(contract_id, order_id)
    }
    for (const { contract_id, capture_id } of await this.#db.system(listUncompensated)) {
      await this.compensate(contract_id, capture_id)
    }
    const balances = await this.#db.system(listBalances)
    const repaired: LedgerCheck['repaired'] = []
    for (const { contract_id, currency } of balances) {
      const difference = await this.#db.system((tx) => repairIfDifferent(tx, contract_id, currency, now))
      if (difference) repaired.push(difference)
    }
    const unequal = await this.#db.system(listUnequal)
    return {
      checked: balances.length,
      repaired,
      charged: uncharged.map((one) => one.deliverable_id),
      unequal,
    }
  }

  /** Lists what checks have found and set right. */
  async repairs(page: Page): Promise<{ count: number; repairs: LedgerRepair[] }> {
    const { count, rows } = await this.#db.system((tx) => listRepairs(tx, page))
    return { count, repairs: rows.map((row) => ({ ...row, found_at: timestamp(row.found_at) })) }
  }

  /** @param balance of what can make it larger: it has a largest amount as well */
  #book(tx: Transaction, bookings: readonly NewBooking[], balance?: BalanceRow) {
    if (balance) requireReckonable(balance, bookings)
    const now = this.#clock.now()
    const nothing = { order_id: null, deliverable_id: null, event_id: null, message: null, booked_at: now }
    return book(
      tx,
      bookings.map((one) => ({ ...nothing, ...one })),
      now,
    )
  }
}

type NewBooking = Partial<Booking> & Pick<Booking, 'kind' | 'contract_id' | 'currency' | 'legs'>

/** The amount that is given back of a deliverable. */
export interface Credit {
  contract_id: string
  order_id: string
  deliverable_id: string
  currency: string
  amount_minor: number
  message: string | null
}

/** The most that an open order can still cost, delivered or canceled; null as long as that is not known. */
async function neededFor(tx: Transaction, { order_id, price_minor, fee_pct }: OrderAccount) {
  const possible_minor = await stillPossible(tx, order_id)
  return possible_minor === null ? null : Math.max(possible_minor, shareOf(price_minor, fee_pct))
}

async function repairIfDifferent(tx: Transaction, contract_id: string, currency: string, now: Date) {
  const difference = await differenceOf(tx, await lockBalance(tx, contract_id, currency))
  if (!difference) return undefined
  await repairBalance(tx, difference)
  await recordRepair(tx, { ...difference, found_at: now })
  return difference
}

function of({ contract_id, order_id, currency }: OrderAccount) {
  return { contract_id, order_id, currency }
}

async function requireContract(tx: Transaction, contract_id: string): Promise<ContractLimits> {
  const limits = await findLimits(tx, contract_id)
  if (!limits) throw new SwathError('not_found', `There is no contract ${contract_id}`)
  return limits
}

async function balanceOf(tx: Transaction, contract_id: string, now: Date): Promise<Balance> {
  const { currency, at_limit } = await requireContract(tx, contract_id)
  const nothing = {
    granted_minor: 0,
    available_minor: 0,
    held_minor: 0,
    consumed_minor: 0,
    is_limited: false,
  }
  const balance = (await findBalance(tx, contract_id, currency)) ?? { contract_id, currency, ...nothing }
  const quotas = await listQuotas(tx, contract_id, now)
  return { ...balance, minor_digits: minorDigits(currency), at_limit, quotas }
}
