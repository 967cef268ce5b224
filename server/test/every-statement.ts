// Most suites run on PostgreSQL alone, which takes a third of the time. What they say to it is written down, and at the
// end of `npm test` the embedded database, of another version, is asked whether it understands every statement too.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Connection, embeddedPool, type Pool } from '../src/database/pool.ts'

/** The folder in which test processes write down their statements; nobody asks for them in a run without one. */
const folder = process.env.SWATH_TEST_STATEMENTS
/** A text can be prepared if it is one statement, of rows. */
const is_prepared = /^\s*(select|with|insert|update|delete|merge|values)\b[^;]*;?\s*$/i

/** pg-boss makes such a table for each day; the embedded database was prepared on another one. */
const of_a_day = /\bpgboss\.\w+_\d{8}\b/
/** Those of this process, which writes them down when it ends. */
const texts = new Set<string>()
process.once('exit', () => {
  if (!folder || texts.size === 0) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, `${process.pid}.json`), JSON.stringify([...texts]))
})

/** The same database, whose statements are written down. */
export function written<T extends { pool: Pool }>(database: T): T {
  if (!folder) return database
  const { pool } = database
  const connect: Pool['connect'] = async () => {
    const connection = await pool.connect()
    const query: Connection['query'] = (text, values) => {
      if (is_prepared.test(text) && !of_a_day.test(text)) texts.add(text)
      return connection.query(text, values)
    }
    return { query, release: () => connection.release() }
  }
  return { ...database, pool: { ...pool, connect } }
}

/**
 * @param archive - a prepared database
 * @returns how many different statements were written down, and what the embedded database says against some of them
 */
export async function misunderstood(
  from: string,
  archive: string,
): Promise<{ count: number; faults: string[] }> {
  const files = readdirSync(from).map((name) => readFileSync(path.join(from, name), 'utf8'))
  const texts = new Set(files.flatMap((file) => JSON.parse(file) as string[]))
  const pool = embeddedPool({ archive })
  const connection = await pool.connect()
  const faults: string[] = []
  for (const text of texts) {
    try {
      await connection.query(`prepare statement_of_a_test as ${text}`)
      await connection.query('deallocate statement_of_a_test')
    } catch (error) {
      faults.push(`${(error as Error).message}: ${text}`)
    }
  }
  connection.release()
  await pool.end()
  return { count: texts.size, faults }
}
