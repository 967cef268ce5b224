// The tables, past everything that the server says and refuses.
import type { TestApp } from './app.ts'

type Row = Record<string, unknown>

/** Runs a statement with values, or several without, as the owner of the tables, past every permission. */
export async function asOwner(
  swath: TestApp,
  text: string,
  values?: readonly unknown[],
): Promise<{ rows: Row[] }> {
  const connection = await swath.app.db.pool.connect()
  try {
    return await connection.query(text, values)
  } finally {
    connection.release()
  }
}

/**
 * The one way in which tests write into tables of states, which the server itself changes by transitions alone.
 * @param why what this stands for, and no request can bring about
 */
export async function overwrite(swath: TestApp, why: string, text: string, values?: readonly unknown[]) {
  try {
    await asOwner(swath, text, values)
  } catch (cause) {
    throw new Error(`It could not be written that ${why}`, { cause })
  }
}
