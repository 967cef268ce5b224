// Server tests run on real databases: this opens fresh ones, with the migrations in them.
import { randomBytes } from 'node:crypto'
import { describe } from 'node:test'
import { embeddedPool, type Pool } from '../src/database/pool.ts'
import { postgresPool } from '../src/database/postgres.ts'
import { written } from './every-statement.ts'
import { createDatabase, dropDatabase, ensureTemplate, testPostgres } from './postgres.ts'
import { prepare, preparedFile, schemaHash } from './prepared.ts'

export const postgres = await testPostgres()

export interface TestDatabase {
  pool: Pool
  /** The address of PostgreSQL, for processes of their own. */
  url?: string
  drop(): Promise<void>
}

/** Declares a suite twice, once for each kind of database. */
export function onEachDatabase(suite: (openDatabase: () => Promise<TestDatabase>) => void) {
  onPglite(suite)
  onPostgres(suite)
}

/** For what does not depend on the kind of database: on PostgreSQL, of which PGlite understands every statement. */
export function onOneDatabase(suite: (openDatabase: () => Promise<TestDatabase>) => void) {
  if ('skipped' in postgres) onPglite(suite)
  else onPostgres((openDatabase) => suite(() => openDatabase().then(written)))
}

/**
 * For what the transactions of other tests would disturb: on PostgreSQL all databases of a cluster count them
 * together.
 */
export function onPglite(suite: (openDatabase: () => Promise<TestDatabase>) => void) {
  describe('on PGlite', () => suite(openPglite))
}

/** For what needs several processes at one database. */
export function onPostgres(suite: (openDatabase: () => Promise<TestDatabase>) => void) {
  const skip = 'skipped' in postgres ? postgres.skipped : false
  describe('on PostgreSQL', { skip }, () => suite(openPostgres))
}

async function openPglite(): Promise<TestDatabase> {
  const pool = embeddedPool({ archive: await preparedFile() })
  return { pool, drop: () => pool.end() }
}

/** A loaded machine is slow: what would be an outage in the field is none here. */
const patience = { connection_ms: 300_000, statement_ms: 300_000, lock_ms: 300_000 }

async function openPostgres(): Promise<TestDatabase> {
  const { url, drop } = await freshPostgres()
  const pool = postgresPool(url, 10, patience)
  return { pool, url, drop: () => pool.end().then(drop) }
}

/** For processes of their own, where there is a PostgreSQL. */
export async function freshPostgres(): Promise<{ url: string; drop(): Promise<void> }> {
  if ('skipped' in postgres) throw new Error(postgres.skipped)
  const template = `swath_test_template_${await schemaHash()}`
  await ensureTemplate(postgres.url, template, async (url) => prepare(postgresPool(url, 4)))
  const name = `swath_test_${randomBytes(6).toString('hex')}`
  const url = await createDatabase(postgres.url, name, template)
  return { url, drop: () => dropDatabase(postgres.url, name) }
}
