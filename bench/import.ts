import { sql } from 'kysely'
import pg from 'pg'
import { demo_contracts } from '../server/src/contracts/demo.ts'
import type { Figure } from './figure.ts'
import { ratio } from './page.ts'
import type { Bench } from './server.ts'
import { counted } from './size.ts'

const first_task_id = 10_000_000
const batch = 1000

/**
 * Importing tasks through the service, against COPY of the very rows that this made into tables with the same
 * columns, indexes and triggers.
 */
export async function benchmarkImport(bench: Bench): Promise<Figure[]> {
  const count = counted(100_000, 1000)
  const imported = await linesPerSecond(count, () => importTasks(bench, count))
  const copied = await linesPerSecond(count, await prepareCopy(bench))
  console.log(
    `import: ${Math.round(imported)} tasks a second of ${count}; COPY of their orders and events ${Math.round(copied)} a second`,
  )
  return [ratio('tasks imported / COPY of equal rows', imported, copied, 0.3)]
}

async function linesPerSecond(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (count * 1000) / (performance.now() - start)
}

async function importTasks({ app }: Bench, count: number): Promise<void> {
  const statuses = ['completed', 'completed', 'failed', 'received']
  for (let from = 0; from < count; from += batch) {
    const lines = Array.from({ length: Math.min(batch, count - from) }, (_, at) => ({
      task_id: first_task_id + from + at,
      task_name: `task ${from + at}`,
      project_name: `project ${(from + at) % 50}`,
      product: 169,
      target: {
        type: 'Point',
        coordinates: [((from + at) % 3400) / 10 - 170, ((from + at) % 1200) / 10 - 60],
      },
      start: '2025-01-01T00:00:00Z',
      end: '2025-01-08T00:00:00Z',
      created_time: '2024-12-30T00:00:00Z',
      status: statuses[at % statuses.length],
    }))
    const results = await app.features.mirror.service.take(
      'bench',
      demo_contracts.demo,
      'import:bench',
      'tasks',
      lines,
    )
    const wrong = results.find(({ result }) => result !== 'created')
    if (wrong) throw new Error(`A task was not created: ${JSON.stringify(wrong)}`)
  }
}

/**
 * COPY is measured within the database, as a client that streams text would be: the rows lie there as text, in
 * a file of the server. They go back into the same two tables, by other keys, in one transaction.
 */
async function prepareCopy({ app, database_url }: Bench): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: database_url })
  await client.connect()
  const { rows } = await client.query(`
    select table_name, string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns
    from information_schema.columns where table_schema = 'public' and table_name in ('orders', 'events')
      and column_name not in ('sequence', 'transaction_id') group by table_name`)
  const columns = Object.fromEntries(rows.map((row) => [row.table_name, row.columns as string]))
  const renamed = (list: string) =>
    list
      .replace('origin_id', "'copy ' || origin_id")
      .replace('task_id', `task_id + 1000000000`)
      .replace('event_id', "event_id || 'c'")
      .replace(/\border_id\b/, "'c' || order_id")
      .replace('entity_id', "'c' || entity_id")
  const of_import = `order_id in (select order_id from orders where origin = 'import:bench')`
  const folder = (await client.query("select current_setting('data_directory') as folder")).rows[0].folder
  const file = (table: string) => `${folder}/swath_bench_${table}`
  for (const table of ['orders', 'events']) {
    await client.query(
      `copy (select ${renamed(columns[table]!)} from ${table} where ${of_import}) to '${file(table)}'`,
    )
  }
  return async () => {
    await client.query('begin')
    for (const table of ['orders', 'events'])
      await client.query(`copy ${table} (${columns[table]}) from '${file(table)}'`)
    await client.query('commit')
    await client.end()
    await app.db.system((tx) => tx.run(sql`select 1`))
  }
}
