import { all_scopes, type Role } from '@swath/contract/permissions'
import type { Database } from '../database/db.ts'
import { secretDigest } from './service.ts'
import { saveCredential } from './store.ts'

/** A credential for each customer, an operator, and the simulator. */
export async function seedAccounts(
  db: Database,
  demo_contracts: Readonly<Record<'demo' | 'demo-two', string>>,
  secret: string,
): Promise<void> {
  await db.system(async (tx) => {
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
          scopes: all_scopes[role],
          expires_at: null,
          created_by: null,
        },
        contracts,
      )
    }
  })
}
