import type { WayIn } from '@swath/contract/people'
import { sql } from 'kysely'
import { columns, excluded, insertInto, type Narrow, type Row, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

const challenge_columns = columns(
  'challenges',
  'purpose, browser_sha256, person_id, way, challenge, failures, expires_at',
)
export type ChallengeRow = Narrow<Selected<typeof challenge_columns>, { way: WayIn | null }>
type Key = Pick<ChallengeRow, 'purpose' | 'browser_sha256'>

/** Instead of the one before of the same browser. */
export async function insertChallenge(tx: Transaction, row: Row<'challenges'>): Promise<void> {
  await tx.run(sql`
    ${insertInto('challenges', row)}
    on conflict (purpose, browser_sha256) do update set
      ${excluded('challenges', 'person_id, way, challenge, failures, expires_at')}`)
}

export function findChallenge(tx: Transaction, { purpose, browser_sha256 }: Key, now: Date) {
  return tx.first(sql<ChallengeRow>`
    select ${challenge_columns} from challenges
    where purpose = ${purpose} and browser_sha256 = ${browser_sha256} and expires_at > ${now}`)
}

/** One of several who answer at once finds it. */
export function takeChallenge(tx: Transaction, { purpose, browser_sha256 }: Key, now: Date) {
  return tx.first(sql<ChallengeRow>`
    delete from challenges
    where purpose = ${purpose} and browser_sha256 = ${browser_sha256} and expires_at > ${now}
    returning ${challenge_columns}`)
}

export async function deleteChallenges(tx: Transaction, person_id: string): Promise<void> {
  await tx.run(sql`delete from challenges where person_id = ${person_id}`)
}

export async function forgetChallenges(tx: Transaction, now: Date): Promise<void> {
  await tx.run(sql`delete from challenges where expires_at <= ${now}`)
}
