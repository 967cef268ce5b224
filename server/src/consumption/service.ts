import type {
  Consumption as ConsumptionAnswer,
  ConsumptionCheck,
  ConsumptionForecast,
  ConsumptionGroup,
  ConsumptionGrouping,
  ConsumptionRepair,
  ConsumptionTotal,
} from '@swath/contract/consumption'
import { SwathError } from '@swath/contract/errors'
import type { ProcessingLevel } from '@swath/contract/states'
import type { Caller } from '../access/auth.ts'
import type { Database } from '../database/db.ts'
import type { Condition } from '../lists/filters.ts'
import type { Page } from '../lists/pages.ts'
import { requirePeriod } from '../lists/periods.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { foldChanges, listRepairs, repairDays } from './days.store.ts'
import { type Budget, forecast_method, forecastOf, forecastStart } from './forecast.rules.ts'
import { areAboutOrders, areInRollups, deliverablesHref } from './rules.ts'
import {
  type GroupRow,
  type LineRow,
  listGroups,
  listLines,
  type Place,
  sumCancellationFees,
} from './store.ts'

export type { LineRow } from './store.ts'

/** A question: the deliverables, and the groups. */
export interface ConsumptionQuery {
  group_by: ConsumptionGrouping[]
  conditions: Condition[]
  /** The filters as the request wrote them, for links. */
  filters: URLSearchParams
}

export type Summary = Pick<ConsumptionAnswer, 'group_by' | 'totals' | 'cancellation_fees' | 'read_from'> & {
  groups: ConsumptionGroup[]
}

/** The part of the ledger that says how far a contract may still go. */
export interface Budgets {
  balance(caller: Pick<Caller, 'contract_id'>): Promise<Budget>
}

/** More would be an export of lines. */
const max_groups = 100_000
const lines_at_once = 2000

export class Consumption {
  #db: Database
  #clock: Clock
  #log: Log
  #budgets: Budgets

  constructor(db: Database, clock: Clock, log: Log, budgets: Budgets) {
    this.#db = db
    this.#clock = clock
    this.#log = log
    this.#budgets = budgets
  }

  /**
   * Sums what was delivered in a period. The rollups answer where they can.
   * @throws SwathError `period_inverted`, `too_many_groups`
   */
  async summarise({ contract_id }: Caller, query: ConsumptionQuery): Promise<Summary> {
    const { group_by, conditions, filters } = query
    requirePeriod('delivered_at', conditions)
    const source = areInRollups(group_by, conditions) ? 'rollups' : 'deliverables'
    const { rows, fees } = await this.#db.tenant(contract_id, async (tx) => ({
      rows: await listGroups(tx, source, group_by, conditions, max_groups + 1),
      fees: areAboutOrders(conditions) ? await sumCancellationFees(tx, conditions) : null,
    }))
    if (rows.length > max_groups) {
      const why = `There are more than ${max_groups} groups; narrow the period, or export /v2/consumption/lines`
      throw new SwathError('too_many_groups', why)
    }
    return {
      group_by,
      totals: totalsOf(rows),
      cancellation_fees: fees,
      read_from: source,
      groups: rows.map((row) => groupOf(row, filters, conditions)),
    }
  }

  /** Says what the current month comes to if deliveries go on as they did, and how long the budget lasts. */
  async forecast(caller: Pick<Caller, 'contract_id'>): Promise<ConsumptionForecast> {
    const now = this.#clock.now()
    const since: Condition = {
      on: 'delivered_at',
      operator: 'gte',
      kind: 'time',
      values: [forecastStart(now).toISOString()],
    }
    const days = await this.#db.tenant(caller.contract_id, (tx) =>
      listGroups(tx, 'rollups', ['day'], [since], max_groups),
    )
    const charges = days.map(({ day, currency, ...sums }) => ({ day: day!, currency, ...withNet(sums) }))
    const budget = await this.#budgets.balance(caller)
    return { computed_at: timestamp(now), method: forecast_method, ...forecastOf(now, charges, budget) }
  }

  /** Every single deliverable, by the time of delivery, in batches. @throws SwathError `period_inverted` */
  lines(
    { contract_id }: Caller,
    conditions: readonly Condition[],
    at_once = lines_at_once,
  ): AsyncIterable<LineRow[]> {
    requirePeriod('delivered_at', conditions)
    return this.#linesOf(contract_id, conditions, at_once)
  }

  /** A transaction for each batch, so that a client that reads slowly holds none open. */
  async *#linesOf(contract_id: string, conditions: readonly Condition[], at_once: number) {
    for (let after: Place | undefined; ; ) {
      const rows = await this.#db.tenant(contract_id, (tx) => listLines(tx, conditions, after, at_once))
      if (rows.length > 0) yield rows
      if (rows.length < at_once) return
      after = rows.at(-1)
    }
  }

  /** Folds what transactions have changed into the days. May run twice or at the same time without harm. */
  foldChanges(): Promise<void> {
    return this.#db.system(foldChanges)
  }

  /** Compares the rollups with the deliverables, adds what they lack, and tells and records what that was. */
  async check(): Promise<ConsumptionCheck> {
    const now = this.#clock.now()
    const differences = await this.#db.system((tx) => repairDays(tx, now))
    if (differences.length > 0) {
      const told = { count: differences.length, first: differences.slice(0, 10) }
      this.#log.error(told, 'rollups of consumption were wrong; they have been set right')
    }
    return { checked_at: timestamp(now), differences: differences.map(withDate) }
  }

  /** Lists what checks have found and set right. */
  async repairs(page: Page): Promise<{ count: number; repairs: ConsumptionRepair[] }> {
    const { count, rows } = await this.#db.system((tx) => listRepairs(tx, page))
    return {
      count,
      repairs: rows.map((row) => ({ ...withDate(row), found_at: timestamp(row.found_at) })),
    }
  }
}

function withDate<T extends { day: Date }>(row: T) {
  return { ...row, day: row.day.toISOString().slice(0, 10) }
}

/** Quantities add up in millionths, because fractions would not exactly. */
function totalsOf(rows: readonly GroupRow[]): ConsumptionTotal[] {
  const kinds = Map.groupBy(rows, ({ unit, currency }) => `${unit} ${currency}`)
  return [...kinds.values()]
    .map((of_kind) => {
      const sum = (field: 'deliverables' | 'amount_minor' | 'credited_minor') =>
        of_kind.reduce((total, row) => total + row[field], 0)
      const quantity = of_kind.reduce((total, row) => total + Math.round(row.quantity * 1e6), 0) / 1e6
      const { unit, currency } = of_kind[0]!
      const amounts = { amount_minor: sum('amount_minor'), credited_minor: sum('credited_minor') }
      return { unit, currency, deliverables: sum('deliverables'), quantity, ...withNet(amounts) }
    })
    .sort((one, other) => (`${one.unit} ${one.currency}` < `${other.unit} ${other.currency}` ? -1 : 1))
}

function withNet<T extends { amount_minor: number; credited_minor: number }>(sums: T) {
  return { ...sums, net_minor: sums.amount_minor - sums.credited_minor }
}

function groupOf(
  row: GroupRow,
  filters: URLSearchParams,
  conditions: readonly Condition[],
): ConsumptionGroup {
  const { day, month, project, project_name, order, processing_level, ...rest } = row
  const key = {
    ...(day === undefined ? {} : { day: day.toISOString().slice(0, 10) }),
    ...(month === undefined ? {} : { month: month.toISOString().slice(0, 7) }),
    ...(row.sku === undefined ? {} : { sku: row.sku }),
    ...(project === undefined ? {} : { project_id: project }),
    ...(order === undefined ? {} : { order_id: order }),
    ...(processing_level === undefined ? {} : { processing_level: processing_level as ProcessingLevel }),
    unit: row.unit,
    currency: row.currency,
  }
  const deliverables_href = deliverablesHref(filters, conditions, key)
  const name = project_name === undefined ? {} : { project_name }
  return { ...key, ...name, ...withNet(rest), deliverables_href }
}
