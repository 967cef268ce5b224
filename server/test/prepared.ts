// A database with the migrations in it, so that nobody waits for them.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pino } from 'pino'
import { openApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { migrationFiles } from '../src/database/migrate.ts'
import { openEmbedded, type Pool } from '../src/database/pool.ts'

const root = path.join(import.meta.dirname, '../..')

/** Runs migrations and creates the queues, so that each test file starts with them done. Providers are for tests to make. */
export async function prepare(pool: Pool) {
  const app = await openApp(readConfig({}), pino({ level: 'silent' }), { pool, skies: [] })
  await app.close()
}

/** PostGIS takes ten seconds to create; this folder has it, and is made anew when a migration changes. */
export async function preparedFile(): Promise<string> {
  const file = path.join(root, '.cache', `pglite-${await schemaHash()}.tar`)
  if (!existsSync(file)) {
    const folder = await mkdtemp(path.join(tmpdir(), 'swath-prepared-'))
    await prepare(await openEmbedded(folder))
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(`${file}.${process.pid}`, await dump(path.join(folder, 'pgdata')))
    await rename(`${file}.${process.pid}`, file)
    await rm(folder, { recursive: true })
  }
  return file
}

async function dump(folder: string): Promise<Buffer> {
  const database = await PGlite.create(folder)
  const archive = await database.dumpDataDir('none')
  await database.close()
  return Buffer.from(await archive.arrayBuffer())
}

export async function schemaHash(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json')))
  for (const name of await migrationFiles())
    hash.update(readFileSync(path.join(root, 'server/src/migrations', name)))
  return hash.digest('hex').slice(0, 12)
}
