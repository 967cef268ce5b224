/** The thread of an embedded database: PostgreSQL computes here, and whoever answers people goes on meanwhile. */
import { openAsBlob } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { postgis } from '@electric-sql/pglite-postgis'
import type { Answer, DatabasePlace, Question, Reply } from './embedded-database.ts'
import { parsers as parsersOfValues } from './parsers.ts'

// A date that passes from thread to thread loses what is below the millisecond.
const time_type = 1184
const parsers = { ...parsersOfValues, [time_type]: (text: string) => text }

const place = workerData as DatabasePlace
const database = await PGlite.create({
  ...('folder' in place
    ? { dataDir: place.folder }
    : { loadDataDir: (await openAsBlob(place.archive)) as File }),
  extensions: { postgis, pg_trgm },
})
const unlisten = new Map<number, () => Promise<void>>()
const say = (reply: Reply) => parentPort!.postMessage(reply)

parentPort!.on('message', async (question: Question) => {
  const { id } = question
  try {
    say({ id, ...(await answer(question)) })
  } catch (error) {
    say({ id, failure: plainError(error as Error) })
  }
})

async function answer(question: Question): Promise<Answer> {
  if ('text' in question) return run(question.text, question.values)
  if ('listen' in question) {
    const { id, listen } = question
    unlisten.set(id, await database.listen(listen, (payload) => say({ listener: id, payload })))
  } else if ('unlisten' in question) await unlisten.get(question.unlisten)!()
  else await database.close()
  return { rows: [], times: [] }
}

async function run(text: string, values: readonly unknown[] = []): Promise<Answer> {
  const results = values.length
    ? [await database.query(text, [...values], { parsers })]
    : await database.exec(text, { parsers })
  // Several statements give several results; what they return is read as one.
  const times = results.flatMap(({ fields }) => fields.filter(({ dataTypeID }) => dataTypeID === time_type))
  return {
    rows: results.flatMap(({ rows }) => rows as Answer['rows']),
    times: times.map(({ name }) => name),
  }
}

/** The facts about an error of PostgreSQL are members of it, which do not pass from thread to thread by themselves. */
function plainError(error: Error): Record<string, unknown> {
  const told = Object.entries(error).filter(([, value]) => typeof value !== 'object')
  return { ...Object.fromEntries(told), message: error.message, stack: error.stack }
}
