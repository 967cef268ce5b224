import { sql } from 'kysely'
import type { Transaction } from '../database/db.ts'
import { type Happening, isAllowed } from '../lib/machine.ts'
import { appendEvents, type NewEvent } from './events.ts'
import { type Entity, happen, type StateRow, type Values } from './transition.ts'

/** The history of a row: all of it, or since the state that it has here. */
export interface History {
  id: string
  contract_id: string
  order_id: string
  /** The columns of a row that is new; those of its state follow from the steps. All new rows have the same. */
  row?: Values
  /** The state of a row that is there; the caller has locked it. */
  state?: Pick<StateRow, 'status' | 'outcome'>
  steps: readonly Happening[]
}

/**
 * Like `transition`, for many rows whose histories come from elsewhere: the same machine, the same events, the
 * same documents, in a constant number of statements. Nothing follows from these events here: their reactions
 * are the business of the system that they come from.
 *
 * @returns the ids of the new rows that were not stored, because another row has one of their keys
 */
export async function recordHistories(
  tx: Transaction,
  entity: Entity<string>,
  histories: readonly History[],
  { actor, now }: { actor: string; now: Date },
): Promise<Set<string>> {
  if (histories.length === 0) return new Set()
  const folded = histories.map((history) => fold(entity, history, actor, now))
  const is_new = (one: Folded) => one.history.row !== undefined
  const stored = await insertRows(tx, entity, folded.filter(is_new), now)
  await updateRows(
    tx,
    entity,
    folded.filter((one) => !is_new(one)),
    now,
  )
  const kept = folded.filter((one) => !is_new(one) || stored.has(one.history.id))
  await appendEvents(
    tx,
    kept.flatMap((one) => one.events),
  )
  await entity.refreshAll(
    tx,
    kept.map((one) => one.history.id),
  )
  const left_out = folded.filter((one) => is_new(one) && !stored.has(one.history.id))
  return new Set(left_out.map((one) => one.history.id))
}

interface Folded {
  history: History
  /** All that the steps set, the later over the earlier. */
  set: Record<string, unknown>
  events: NewEvent[]
}

function fold(entity: Entity<string>, history: History, actor: string, now: Date): Folded {
  const { id, contract_id, order_id, row, state, steps } = history
  let at: StateRow | undefined = state && { contract_id, order_id, ...state }
  let set: Record<string, unknown> = {}
  const events: NewEvent[] = []
  for (const { action, ...how } of steps) {
    const { from } = entity.machine.steps[action]!
    const is_allowed = at === undefined ? from.length === 0 : isAllowed(entity.machine, at.status, action)
    if (!is_allowed || (at === undefined) !== (row !== undefined && events.length === 0)) {
      throw new Error(`${entity.name} ${id} cannot ${action} when it is ${at?.status ?? 'not there'}`)
    }
    const before: StateRow = at ?? { contract_id, order_id, status: '', outcome: null }
    const step = happen(entity, id, action, { actor, now, ...how }, before)
    set = { ...set, ...step.set }
    events.push(step.event)
    at = { ...before, status: step.event.status, outcome: step.event.outcome }
  }
  return { history, set, events }
}

/** The database reads JSON into the types of the table's columns: also times, arrays and GeoJSON. */
async function insertRows(tx: Transaction, entity: Entity<string>, folded: readonly Folded[], now: Date) {
  const stored = new Set<string>()
  // Steps that set other columns make rows of another shape.
  for (const rows of byColumns(
    folded.map(({ history, set }) => ({ ...history.row, ...set, [entity.key]: history.id, updated_at: now })),
  )) {
    const columns = sql.join(Object.keys(rows[0]!).map((name) => sql.ref(name)))
    const inserted = await tx.rows(sql<{ id: string }>`
      insert into ${sql.table(entity.table)} (${columns})
      select ${columns} from jsonb_populate_recordset(null::${sql.table(entity.table)}, ${JSON.stringify(rows)}::jsonb)
      on conflict do nothing returning ${sql.ref(entity.key)} as id`)
    for (const { id } of inserted) stored.add(id)
  }
  return stored
}

async function updateRows(tx: Transaction, entity: Entity<string>, folded: readonly Folded[], now: Date) {
  for (const rows of byColumns(
    folded.map(({ history, set }) => ({ ...set, [entity.key]: history.id, updated_at: now })),
  )) {
    const columns = Object.keys(rows[0]!).filter((name) => name !== entity.key)
    const assignments = columns.map((name) => sql`${sql.ref(name)} = ${sql.ref(`told.${name}`)}`)
    await tx.run(sql`
      update ${sql.table(entity.table)} as kept set ${sql.join(assignments)}
      from jsonb_populate_recordset(null::${sql.table(entity.table)}, ${JSON.stringify(rows)}::jsonb) as told
      where ${sql.ref(`kept.${entity.key}`)} = ${sql.ref(`told.${entity.key}`)}`)
  }
}

function byColumns(rows: readonly Record<string, unknown>[]) {
  return Map.groupBy(rows, (row) => Object.keys(row).sort().join()).values()
}
