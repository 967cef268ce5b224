import type { Parts } from '../parts.ts'
import type { ImageArchive } from '../providers/archive/provider.ts'
import type { Forwards } from '../providers/elsewhere.ts'
import type { PseudonymOf } from '../providers/host.ts'
import type { FetchedWork } from '../providers/protocol/pull.ts'
import type { Provider } from '../providers/provider.ts'
import { KeptDecisions } from './decisions.ts'
import { Health } from './health.ts'
import { registryJobs } from './jobs.ts'
import { KnownProviders } from './known.ts'
import { Learning } from './learning.ts'
import { ProviderSecrets } from './secrets.ts'

interface Needs {
  pseudonyms: { of: PseudonymOf }
  archive: ImageArchive
  forwards: Forwards
  work: FetchedWork
  built_in: readonly Provider[] | undefined
}

export function openRegistry(
  { db, clock, log, config, ...parts }: Parts,
  { pseudonyms, forwards, work, ...needs }: Needs,
) {
  const host = {
    forwards,
    work,
    outboundTo: parts.outboundTo,
    simulator: { url: config.simulator_url, secret: config.simulator_secret },
    pseudonymOf: (contract_id: string, provider: string) => pseudonyms.of(contract_id, provider),
  }
  const secrets = new ProviderSecrets(db, parts.secrets)
  const health = new Health(db, clock, log)
  const providers = new KnownProviders({ db, clock, secrets, log, host, health, ...needs })
  const learning = new Learning({ db, clock, log, health, providers })
  return { providers, secrets, decisions: new KeptDecisions(db), jobs: registryJobs(secrets, learning) }
}
