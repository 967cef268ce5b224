// The schema as it stands, for readers and for the compiler: a `schema.sql` in the folder of each noun, and the types
// of rows in `server/src/migrations/tables.ts`. Both are made from a database that was migrated, by `npm run docs`.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { embeddedPool } from '../server/src/database/pool.ts'
import { preparedFile } from '../server/test/prepared.ts'
import { type Catalog, readCatalog } from './schema-catalog.ts'
import { nouns } from './schema-nouns.ts'
import { nounText } from './schema-sql.ts'
import { shownBy, tablesText } from './schema-types.ts'

const head = (mark: string) => `${mark} Made from a migrated database by \`npm run docs\`; do not edit.\n`

/** @returns texts by their place in the repository */
export async function schemaFiles(): Promise<Record<string, string>> {
  const catalog = await migratedCatalog()
  requireOwners(catalog)
  requirePlainFacts(catalog)
  const noun_files = Object.entries(nouns).map(([noun, names]) => [
    `server/src/${noun}/schema.sql`,
    `${head('--')}\n${nounText(catalog, names)}\n`,
  ])
  const types = `// one list: every table\n${head('//')}${tablesText(catalog)}\n`
  return { ...Object.fromEntries(noun_files), 'server/src/migrations/tables.ts': types }
}

/** Kept until a migration changes: to open a database takes seconds. */
async function migratedCatalog(): Promise<Catalog> {
  const archive = await preparedFile()
  const reader = createHash('sha256').update(
    readFileSync(path.join(import.meta.dirname, 'schema-catalog.ts')),
  )
  const kept = archive.replace(/[.]tar$/, `-${reader.digest('hex').slice(0, 8)}.json`)
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'))
  const pool = embeddedPool({ archive })
  const connection = await pool.connect()
  const catalog = await readCatalog(connection)
  connection.release()
  await pool.end()
  writeFileSync(kept, JSON.stringify(catalog))
  return catalog
}

/** Nobody would find a table that no noun owns; and a table that is gone is to be taken off the list. */
function requireOwners({ relations, functions }: Catalog) {
  const there = new Set([...relations, ...functions].map(({ name }) => name))
  const owned = new Set(Object.values(nouns).flat())
  const wrong = [...there.symmetricDifference(owned)]
  if (wrong.length > 0) throw new Error(`Say in scripts/schema-nouns.ts which noun owns ${wrong.join(', ')}`)
}

/**
 * A query that joins a view with others pays for what is in it, so a view for others is one table without a condition.
 */
function requirePlainFacts({ relations }: Catalog) {
  const facts = relations.filter(({ kind, name }) => kind === 'v' && name.endsWith('_facts'))
  const wrong = facts.filter((view) => !shownBy(view, relations)).map(({ name }) => name)
  if (wrong.length > 0)
    throw new Error(`A view of facts shows one table without a condition: ${wrong.join(', ')}`)
}
