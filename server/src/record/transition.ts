import { SwathError } from '@swath/contract/errors'
import { type EntityName, event_types } from '@swath/contract/events'
import type { ReasonCode } from '@swath/contract/reasons'
import { sql } from 'kysely'
import type { ColumnOf } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { actionsFrom, isAllowed, type Machine } from '../lib/machine.ts'
import { reactions } from '../reactions.ts'
import { appendEvent, type NewEvent } from './events.ts'

/** The tables of what has states. */
type Stateful = 'orders' | 'captures' | 'deliverables' | 'deliveries'
/** Values for some columns of one of them. */
export type Values = Readonly<Partial<Record<ColumnOf<Stateful>, unknown>>>

/** The facts about a noun that `transition` needs: its table, its states, and how its public document is made. */
export interface Entity<Action extends string = string> {
  readonly name: EntityName
  readonly table: Stateful
  readonly key: ColumnOf<Stateful>
  readonly machine: Machine<string, Action, string>
  /**
   * The stages of its machine, if it has any: which one a row is in, and what an action has to set so that it is in
   * another.
   */
  readonly stages?: {
    of(row: StateRow): string
    reach(stage: string, set: Change['set']): Values
  }
  /** Renders and stores the public document of the row. */
  refresh(tx: Transaction, id: string): Promise<void>
  /** The same of many rows, in a constant number of statements. */
  refreshAll(tx: Transaction, ids: readonly string[]): Promise<void>
}

export interface Change {
  actor: string
  now: Date
  reason_code?: ReasonCode | null
  /** For people; the meaning of the event type when absent. */
  message?: string
  /** When it happened in the sky or at the provider. */
  occurred_at?: Date | null
  /** Only of an action that ends an order. */
  outcome?: string
  /** Columns to set besides the state. They are kept in the event, so that it can be replayed. */
  set?: Values
}

export interface StateRow {
  contract_id: string
  order_id: string
  status: string
  outcome?: string | null
  /** The system that manages an order. */
  origin?: string
  /** The other columns are known to the noun. */
  readonly [column: string]: unknown
}

/**
 * The only writer of state: locks the row, asks the machine, updates, appends the event, refreshes the
 * public document and enqueues the reactions, all in the caller's transaction.
 *
 * @throws SwathError `not_found` when there is no such row in the scope of the transaction,
 *   `illegal_transition` when the state does not allow the action; it lists the actions that are allowed.
 */
export async function transition<A extends string>(
  tx: Transaction,
  entity: Entity<A>,
  id: string,
  action: A,
  change: Change,
): Promise<void> {
  await apply(tx, entity, id, action, change, await lockAllowed(tx, entity, id, action))
}

/** Locks a row on which the action may be taken. @throws SwathError as `transition` */
export async function lockAllowed<A extends string>(
  tx: Transaction,
  entity: Entity<A>,
  id: string,
  action: A,
): Promise<StateRow> {
  const row = await lockRow(tx, entity, id)
  if (!mayNow(entity, row, action)) throw illegal(entity, id, action, row)
  return row
}

/** Like `transition`, but for news that may come late: does nothing, and says so, where it is not allowed. */
export async function transitionIfAllowed<A extends string>(
  tx: Transaction,
  entity: Entity<A>,
  id: string,
  action: A,
  change: Change,
): Promise<boolean> {
  const row = await lockRow(tx, entity, id)
  if (!mayNow(entity, row, action)) return false
  await apply(tx, entity, id, action, change, row)
  return true
}

/** Whether the machine allows the action, in the status and the stage of the row. */
export function mayNow<A extends string>({ machine, stages }: Entity<A>, row: StateRow, action: A): boolean {
  return isAllowed(machine, row.status, action, stages?.of(row))
}

/** Records the creation of a row that the noun's store has just inserted in its first status. */
export async function recordCreation<A extends string>(
  tx: Transaction,
  entity: Entity<A>,
  id: string,
  action: A,
  change: Change,
): Promise<void> {
  await apply(tx, entity, id, action, change, await lockRow(tx, entity, id))
}

/** Locks the row until the end of the transaction and tells its state. */
export async function lockRow(tx: Transaction, entity: Entity<never>, id: string): Promise<StateRow> {
  const row = await tx.first(sql<StateRow>`
    select * from ${sql.table(entity.table)} where ${sql.ref(entity.key)} = ${id} for update`)
  if (!row) throw new SwathError('not_found', `There is no ${entity.name} ${id} in this contract`)
  return row
}

/** For lists under an order: what is not there, or is another tenant's, is not found rather than empty. */
export async function requireOrder(tx: Transaction, order_id: string): Promise<void> {
  const row = await tx.first(sql`select from order_facts where order_id = ${order_id}`)
  if (!row) throw new SwathError('not_found', `There is no order ${order_id} in this contract`)
}

async function apply<A extends string>(
  tx: Transaction,
  entity: Entity<A>,
  id: string,
  action: A,
  change: Change,
  row: StateRow,
) {
  const { set, event } = happen(entity, id, action, change, row)
  await updateRow(tx, entity, id, { ...set, updated_at: change.now })
  await appendEvent(tx, event)
  await entity.refresh(tx, id)
  for (const name of reactions[event.type]) {
    // However many parts of an order change at once, it is looked at once.
    const entity_id = name === 'orders.progress' ? row.order_id : id
    tx.enqueue({ name, data: { contract_id: row.contract_id, order_id: row.order_id, entity_id } })
  }
}

/** The changes of a row by an action that the machine allows, and the event that tells of it. */
export function happen<A extends string>(
  entity: Entity<A>,
  id: string,
  action: A,
  change: Change,
  row: StateRow,
): { set: Record<string, unknown>; event: NewEvent } {
  const { to, event, outcomes, stage, told_as = action } = entity.machine.steps[action]
  if (outcomes ? !outcomes.includes(change.outcome ?? '') : change.outcome !== undefined) {
    throw new Error(`${entity.name} ${action} cannot have the outcome ${change.outcome}`)
  }
  const state = { status: to ?? row.status, ...(change.outcome ? { outcome: change.outcome } : {}) }
  const reason = change.reason_code === undefined ? {} : { reason_code: change.reason_code }
  const reached = stage?.to === undefined ? {} : entity.stages!.reach(stage.to, change.set)
  const set = { ...(to === null ? {} : reason), ...change.set, ...reached, ...state }
  const told = {
    contract_id: row.contract_id,
    order_id: row.order_id,
    entity: entity.name,
    entity_id: id,
    type: event,
    action: told_as,
    status: state.status,
    outcome: state.outcome ?? row.outcome ?? null,
    reason_code: change.reason_code ?? null,
    message: change.message ?? event_types[event],
    actor: change.actor,
    occurred_at: change.occurred_at ?? null,
    time: change.now,
    changes: set,
  }
  return { set, event: told }
}

async function updateRow(tx: Transaction, entity: Entity<never>, id: string, set: Record<string, unknown>) {
  const assignments = Object.entries(set).map(([column, value]) => sql`${sql.ref(column)} = ${toSql(value)}`)
  await tx.run(sql`
    update ${sql.table(entity.table)} set ${sql.join(assignments)} where ${sql.ref(entity.key)} = ${id}`)
}

/** GeoJSON becomes a geometry, other objects become JSON. */
function toSql(value: unknown) {
  if (value === null || typeof value !== 'object' || value instanceof Date) return sql`${value}`
  const json = JSON.stringify(value)
  return 'coordinates' in value ? sql`st_setsrid(st_geomfromgeojson(${json}), 4326)` : sql`${json}::jsonb`
}

function illegal(entity: Entity<never>, id: string, action: string, row: StateRow) {
  const { status } = row
  const stage = entity.stages?.of(row)
  const allowed = actionsFrom(entity.machine, status, stage)
  const instead = allowed.length === 0 ? 'this state is final' : `allowed now: ${allowed.join(', ')}`
  return new SwathError(
    'illegal_transition',
    `Cannot ${action.replaceAll('_', ' ')}: ${entity.name} ${id} is ${status}; ${instead}`,
    {
      extra: { status, allowed_actions: allowed },
    },
  )
}
