import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { CannotStart } from '../platform/cannot-start.ts'
import type { Connection, Pool } from './pool.ts'

const baseline = '0001_baseline.sql'
/** The migrations that the baseline has taken the place of. */
const replaced = { count: 49, last: '0083_target_areas.sql' }
const folder = path.join(import.meta.dirname, '../migrations')

/**
 * Brings the schema up to date, forward only: each file of `migrations/` runs once, in the order of its
 * name, in one transaction with the record that it ran. Several processes may start at once.
 * @throws CannotStart where the database is of before the first release, and behind the baseline
 */
export async function migrate(pool: Pool): Promise<string[]> {
  const connection = await pool.connectForLong()
  try {
    await connection.query('begin')
    await connection.query('select pg_advisory_xact_lock(7761746801)')
    await connection.query(
      'create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())',
    )
    const applied = await appliedMigrations(connection)
    const missing = (await migrationFiles()).filter((name) => !applied.has(name))
    for (const name of missing) {
      await connection.query(await readFile(path.join(folder, name), 'utf8'))
      await record(connection, name)
    }
    await connection.query('select resume_feed()')
    await connection.query('commit')
    return missing
  } catch (error) {
    await connection.query('rollback')
    throw error
  } finally {
    connection.release()
  }
}

/** @throws CannotStart where the baseline would meet a part of what it makes */
async function appliedMigrations(connection: Connection): Promise<Set<string>> {
  const { rows } = await connection.query('select name from migrations order by name')
  const applied = new Set(rows.map((row) => String(row.name)))
  if (applied.size === 0 || applied.has(baseline)) return applied
  const earlier = [...applied].filter((name) => name <= replaced.last)
  if (earlier.length < replaced.count) {
    throw new CannotStart(
      `The database was made before the first release, and its last migration is ${earlier.at(-1)}: ` +
        `bring it to ${replaced.last} with the last version that has this file, and start this version then`,
    )
  }
  await record(connection, baseline)
  return applied.add(baseline)
}

const record = (connection: Connection, name: string) =>
  connection.query('insert into migrations (name) values ($1)', [name])

export async function migrationFiles(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
}
