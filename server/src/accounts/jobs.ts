import type { Log } from '../platform/log.ts'
import type { WrongSecrets } from '../platform/wrong-secrets.ts'
import type { Accounts } from './service.ts'
import type { SigningKeys } from './signing-keys.ts'

export function accountJobs(
  accounts: Accounts,
  signing_keys: SigningKeys,
  wrong_secrets: WrongSecrets,
  log: Log,
) {
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
