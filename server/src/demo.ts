import { seedAccounts } from './accounts/demo.ts'
import { seedArchive } from './archive/demo.ts'
import { seedCatalog } from './catalog/demo.ts'
import { demo_contracts, seedContracts } from './contracts/demo.ts'
import type { Database } from './database/db.ts'

/** Gives the sandbox its first content; existing rows stay. @param secret of every credential */
export async function seedDemo(db: Database, secret: string): Promise<void> {
  await seedContracts(db)
  await seedAccounts(db, demo_contracts, secret)
  await seedCatalog(db, demo_contracts)
  await seedArchive(db, demo_contracts)
}
