import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { ImageArchive } from '../providers/archive/provider.ts'
import type { PseudonymOf } from '../providers/host.ts'
import type { Plans } from '../providers/planner/plans.ts'
import type { FetchedWork } from '../providers/protocol/pull.ts'
import type { Forwards, Provider } from '../providers/provider.ts'
import { KeptDecisions } from './decisions.ts'
import { ProviderReckoning } from './figures.ts'
import { Health } from './health.ts'
import { registryJobs } from './jobs.ts'
import { KnownProviders } from './known.ts'
import { Learning } from './learning.ts'
import { registryRoutes } from './routes.ts'
import { ProviderSecrets } from './secrets.ts'
import { type KnownFormats, Registry } from './service.ts'

interface Needs {
  pseudonyms: { of: PseudonymOf }
  archive: ImageArchive
  forwards: Forwards
  work: FetchedWork
  plans: Plans
  formats: KnownFormats
  built_in: readonly Provider[] | undefined
}

export function openRegistry(
  { db, clock, log, config, ...parts }: Parts,
  { pseudonyms, forwards, plans, work, formats, ...needs }: Needs,
) {
  const host = {
    forwards,
    plans,
    work,
    now: () => clock.now(),
    threads: parts.threads.answering,
    outbound: parts.provider_outbound,
    simulator: { url: config.simulator_url, secret: config.simulator_secret },
    pseudonymOf: (contract_id: string, provider: string) => pseudonyms.of(contract_id, provider),
  }
  const secrets = new ProviderSecrets(db, parts.secrets)
  const health = new Health(db, clock, log)
  const providers = new KnownProviders({ db, clock, secrets, log, host, health, ...needs })
  const learning = new Learning({ db, clock, log, health, providers })
  const decisions = new KeptDecisions(db)
  const reckoning = new ProviderReckoning(db, clock)
  const service = new Registry({
    ...{ db, clock, secrets, providers, learning, formats },
    outbound: parts.provider_outbound,
  })
  return {
    service,
    reckoning,
    providers,
    secrets,
    decisions,
    routes: (routes: Routes) => registryRoutes(routes, { registry: service, decisions, reckoning }),
    jobs: registryJobs(secrets, learning),
  }
}
