import type { Kind } from '@swath/contract/provider-protocol/protocol'
import type { TaskAnswer } from '@swath/contract/provider-protocol/tasks'
import { sql } from 'kysely'
import {
  columns,
  excluded,
  insertInto,
  json,
  type Narrow,
  type Selected,
  update,
} from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

const task_columns = columns(
  'provider_tasks',
  'task_id, provider, kind, subject, body, created_at, wanted_until, leased_until, answered_at, answer',
)
export type TaskRow = Narrow<
  Selected<typeof task_columns>,
  { kind: Kind; body: Record<string, unknown>; answer: TaskAnswer | null }
>

type NewTask = Pick<TaskRow, 'task_id' | 'provider' | 'kind' | 'subject' | 'created_at' | 'wanted_until'>

/** A second request for the same finds what is there. */
export function upsertTask(tx: Transaction, task: NewTask, body: object): Promise<TaskRow> {
  const insert = insertInto('provider_tasks', { ...task, body: json(body) })
  return tx.one(sql<TaskRow>`
    ${insert} on conflict (provider, kind, subject)
      do update set ${excluded('provider_tasks', 'wanted_until')}
    returning ${task_columns}`)
}

export function findTask(tx: Transaction, provider: string, task_id: string) {
  return tx.first(sql<TaskRow>`
    select ${task_columns} from provider_tasks where provider = ${provider} and task_id = ${task_id} for update`)
}

/** The oldest that nobody has, which are now those of the caller. */
export function leaseTasks(tx: Transaction, provider: string, limit: number, now: Date, leased_until: Date) {
  return tx.rows(sql<TaskRow>`
    with chosen as (
      select task_id as chosen_id from provider_tasks
      where provider = ${provider} and answered_at is null and (leased_until is null or leased_until <= ${now})
      order by created_at, task_id limit ${limit} for update skip locked),
    leased as (
      ${update('provider_tasks', { leased_until })} from chosen where task_id = chosen_id
      returning ${task_columns})
    select * from leased order by created_at, task_id`)
}

export async function extendLease(tx: Transaction, task_id: string, leased_until: Date) {
  await tx.run(sql`${update('provider_tasks', { leased_until })} where task_id = ${task_id}`)
}

export async function storeAnswer(tx: Transaction, task_id: string, answer: TaskAnswer, answered_at: Date) {
  await tx.run(sql`
    ${update('provider_tasks', { answer: json(answer), answered_at })} where task_id = ${task_id}`)
}

export async function deleteTask(tx: Transaction, task_id: string) {
  await tx.run(sql`delete from provider_tasks where task_id = ${task_id}`)
}

/** Tasks of a capture that nobody has fetched need not be fetched any more. @returns whether there was such */
export async function withdrawTasks(tx: Transaction, provider: string, capture_id: string): Promise<boolean> {
  const rows = await tx.rows(sql`
    delete from provider_tasks
    where provider = ${provider} and kind in ('plan', 'produce') and subject = ${capture_id}
      and answered_at is null and leased_until is null
    returning task_id`)
  return rows.length > 0
}

/** Tasks of a capture that have no answer yet, fetched or not. */
export async function dropTasks(tx: Transaction, provider: string, capture_id: string) {
  await tx.run(sql`
    delete from provider_tasks
    where provider = ${provider} and kind in ('plan', 'produce') and subject = ${capture_id}
      and answered_at is null`)
}

export async function deleteUnwanted(tx: Transaction, now: Date) {
  await tx.run(sql`delete from provider_tasks where wanted_until <= ${now}`)
}

export async function storeVisit(tx: Transaction, provider: string, fetched_at: Date) {
  const insert = insertInto('provider_visits', { provider, fetched_at })
  await tx.run(
    sql`${insert} on conflict (provider) do update set ${excluded('provider_visits', 'fetched_at')}`,
  )
}

export async function lastVisit(tx: Transaction, provider: string): Promise<Date | null> {
  const row = await tx.first(sql<{ fetched_at: Date }>`
    select fetched_at from provider_visits where provider = ${provider}`)
  return row?.fetched_at ?? null
}

/** The provider of a credential; null for those who are none. */
export async function providerOfCredential(tx: Transaction, client_id: string): Promise<string | null> {
  const row = await tx.first(sql<{ provider: string | null }>`
    select provider from credential_facts where client_id = ${client_id}`)
  return row?.provider ?? null
}
