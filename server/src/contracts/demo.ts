import type { Database, Transaction } from '../database/db.ts'
import { insertContract, insertOrganisation } from './store.ts'

export const demo_contracts = {
  demo: 'cont.00000000-0000-4000-8000-000000000001',
  'demo-two': 'cont.00000000-0000-4000-8000-000000000002',
} as const

/** Two customers, so that everybody sees that neither sees the other. */
export async function seedContracts(db: Database): Promise<void> {
  await db.system(async (tx) => {
    await seedContract(tx, demo_contracts.demo, 'Demo contract')
    await seedContract(tx, demo_contracts['demo-two'], 'Second demo contract')
  })
}

/** Makes a contract of a customer of that name. */
async function seedContract(tx: Transaction, contract_id: string, name: string) {
  const now = new Date()
  const organisation_id = contract_id.replace('cont.', 'org.')
  await insertOrganisation(tx, { organisation_id, name, created_at: now, updated_at: now })
  const terms = { currency: 'USD', ends_at: null, time_zone: 'UTC' }
  await insertContract(tx, { contract_id, organisation_id, name, ...terms, created_at: now })
}
