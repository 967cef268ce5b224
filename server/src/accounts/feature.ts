import { SignedLinks } from '../access/signed-links.ts'
import type { AuditTrail } from '../http/audit.ts'
import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { apiCredentialRoutes } from './api-credentials.routes.ts'
import { credentialRoutes } from './credentials.routes.ts'
import { discoveryRoutes } from './discovery.routes.ts'
import { ExternalTokens } from './external-tokens.ts'
import { accountJobs } from './jobs.ts'
import { Memberships } from './memberships.ts'
import { Register } from './register.ts'
import { accountRoutes } from './routes.ts'
import { Accounts } from './service.ts'
import { SigningKeys } from './signing-keys.ts'
import { SpendCaps } from './spend-caps.ts'
import { TokenSigner } from './token-signer.ts'
import { viewRoutes } from './views.routes.ts'
import { Views } from './views.ts'

/** Knows who a caller is, what it may, and the links that are made in its name. */
export function openAccounts(parts: Parts, { trail }: { trail: AuditTrail }) {
  const { config, db, clock, secrets, wrong_secrets, log, issuer_outbound: outbound } = parts
  const keys = new SigningKeys(db, clock, secrets, config.signing_key_days)
  const settings = {
    token_seconds: config.token_seconds,
    takes_secrets: config.key_secret_auth,
  }
  const tokens = new TokenSigner({ keys, clock, issuer: config.public_url })
  const external = config.token_issuer && new ExternalTokens({ ...config.token_issuer, outbound, clock })
  const service = new Accounts({ db, clock, keys, tokens, external, wrong_secrets, settings })
  const spend_caps = new SpendCaps(db)
  const token_issuer = external?.issuer
  const register = new Register({ db, clock, spend_caps, revocations: service, log, token_issuer })
  const { public_url } = config
  return {
    service,
    signing_keys: keys,
    spend_caps,
    register,
    memberships: new Memberships({ db, clock, register, revocations: service }),
    links: new SignedLinks({ keys, makers: service, wrong_links: wrong_secrets, clock, public_url }),
    routes: (routes: Routes) => {
      accountRoutes(routes, service, trail)
      discoveryRoutes(routes, tokens, public_url)
      credentialRoutes(routes, register)
      apiCredentialRoutes(routes, register)
      viewRoutes(routes, new Views({ db, clock, accounts: service }))
    },
    jobs: accountJobs({ accounts: service, signing_keys: keys, wrong_secrets, log }),
    close: () => service.close(),
  }
}
