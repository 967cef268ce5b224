import type { SignedLinks } from '../access/signed-links.ts'
import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { deliverableEntity } from './document.ts'
import { deliverableJobs } from './jobs.ts'
import { ProviderFiles } from './provider-files.ts'
import { rejectionRoutes } from './rejections.routes.ts'
import { type ContractPolicies, type Refunds, Rejections, type Replacements } from './rejections.ts'
import { deliverableRoutes } from './routes.ts'
import { type Charges, Deliverables } from './service.ts'
import { zipRoutes } from './zips.routes.ts'
import { Zips } from './zips.ts'

interface Needs {
  ledger: Charges & Refunds
  replacements: Replacements
  policies: ContractPolicies
  links: SignedLinks
}

export function openDeliverables(parts: Parts, { ledger, replacements, policies, links }: Needs) {
  const { config, db, clock, storage, provider_outbound } = parts
  const provider_files = new ProviderFiles(provider_outbound, { max_bytes: config.max_file_bytes })
  const service = new Deliverables({ ...parts, provider_files, charges: ledger })
  const rejections = new Rejections({ db, clock, ledger, replacements, policies })
  return {
    service,
    rejections,
    provider_files,
    entity: deliverableEntity,
    routes: (routes: Routes) => {
      deliverableRoutes(routes, service, storage, links, config.public_url)
      rejectionRoutes(routes, rejections, storage)
      zipRoutes(routes, new Zips({ db, storage }), links)
    },
    jobs: deliverableJobs(service),
  }
}
