import type { Pool } from '../src/database/pool.ts'

/** @returns the statements that are sent to the database meanwhile */
export async function statementsOf(pool: Pool, work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = []
  const { connect } = pool
  pool.connect = async () => {
    const connection = await connect.call(pool)
    return {
      query: (text, values) => {
        statements.push(text)
        return connection.query(text, values)
      },
      release: () => connection.release(),
    }
  }
  await work()
  pool.connect = connect
  return statements
}
