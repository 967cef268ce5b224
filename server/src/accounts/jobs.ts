import type { WrongSecrets } from '../access/wrong-secrets.ts'
import type { Log } from '../platform/log.ts'
import type { SetUp } from './register.ts'
import type { Accounts } from './service.ts'
import type { SigningKeys } from './signing-keys.ts'

interface Parts {
  accounts: Accounts
  signing_keys: SigningKeys
  wrong_secrets: WrongSecrets
  log: Log
}

export function accountJobs({ accounts, signing_keys, wrong_secrets, log }: Parts) {
  return {
    'accounts.rotate_key': async () => {
      const key_id = await signing_keys.rotateWhenDue()
      if (key_id) log.info({ key_id }, 'tokens and links are signed with a new key')
    },
    'accounts.forget_tokens': async () => {
      await accounts.forgetRevokedTokens()
      await wrong_secrets.tidy()
    },
  }
}

export const orphanJobs = (set_up: readonly SetUp[]) => ({
  'accounts.end_made': async () => {
    for (const one of set_up) await one.disableOrphans()
  },
})
