import { all_scopes, type Role } from '@swath/contract/accounts'
import type { Database } from '../database/db.ts'
import { secretDigest } from './service.ts'
import { insertContract, saveCredential } from './store.ts'

export const demo_contracts = {
  demo: 'cont.00000000-0000-4000-8000-000000000001',
  'demo-two': 'cont.00000000-0000-4000-8000-000000000002',
} as const

/** Two customers, so that everybody sees that neither sees the other; an operator; and the simulator. */
export async function seedAccounts(db: Database, secret: string): Promise<void> {
  await db.system(async (tx) => {
    await insertContract(tx, demo_contracts.demo, 'Demo contract')
    await insertContract(tx, demo_contracts['demo-two'], 'Second demo contract')
    const credentials: [string, Role, string[]][] = [
      ['demo', 'customer', [demo_contracts.demo]],
      ['demo-two', 'customer', [demo_contracts['demo-two']]],
      ['operator', 'operator', []],
      ['simulator', 'provider', []],
    ]
    for (const [client_id, role, contracts] of credentials) {
      await saveCredential(
        tx,
        {
          client_id,
          role,
          name: client_id,
          secret_sha256: secretDigest(secret),
          provider: role === 'provider' ? client_id : null,
          scopes: role === 'customer' ? all_scopes : [],
          expires_at: null,
          created_by: null,
        },
        contracts,
      )
    }
  })
}
