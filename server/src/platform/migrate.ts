import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Pool } from './pool.ts'

const folder = path.join(import.meta.dirname, '../migrations')

/**
 * Brings the schema up to date, forward only: each file of `migrations/` runs once, in the order of its
 * name, in one transaction with the record that it ran. Several processes may start at once.
 */
export async function migrate(pool: Pool): Promise<string[]> {
  const connection = await pool.connectForLong()
  try {
    await connection.query('begin')
    await connection.query('select pg_advisory_xact_lock(7761746801)')
    await connection.query(
      'create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())',
    )
    const { rows } = await connection.query('select name from migrations')
    const applied = new Set(rows.map((row) => row.name))
    const missing = (await migrationFiles()).filter((name) => !applied.has(name))
    for (const name of missing) {
      await connection.query(await readFile(path.join(folder, name), 'utf8'))
      await connection.query('insert into migrations (name) values ($1)', [name])
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

export async function migrationFiles(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
}
