import { sql } from 'kysely'
import type { Database } from '../database/db.ts'

/** The first demo contract sees the whole archive, the second the browse images only. */
export async function seedArchive(
  db: Database,
  contracts: { demo: string; 'demo-two': string },
): Promise<void> {
  await db.system((tx) =>
    tx.run(sql`
      insert into contract_collections (contract_id, collection)
      select ${contracts.demo}::text, collection from archive_collections
      union all values (${contracts['demo-two']}::text, 'quickview-visual-thumb')
      on conflict do nothing`),
  )
}
