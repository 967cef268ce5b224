import type { SignedLinks } from '../access/signed-links.ts'
import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { DescribedItems } from './described.ts'
import { type Addresses, AssetImports } from './imports.ts'
import { Intake } from './intake.ts'
import { archiveJobs } from './jobs.ts'
import { OrderedItems } from './ordered-items.ts'
import { Publication } from './publication.ts'
import { type AssetSources, archiveRoutes } from './routes.ts'
import { Archive, type Consumer, type Deliveries, type SpendCaps } from './service.ts'
import { Transactions } from './transactions.service.ts'

interface Needs {
  consumer: Consumer
  deliveries: Deliveries
  spend_caps: SpendCaps
  links: SignedLinks
  provider_files: Addresses & AssetSources['remote']
}

export function openArchive(parts: Parts, { provider_files, links, ...needs }: Needs) {
  const { config, db, clock, storage, shapes, threads } = parts
  const { archive_dir } = config
  const service = new Archive({ ...parts, ...needs })
  const publication = new Publication(db, clock, storage, threads.background)
  const intake = new Intake(db, clock, new AssetImports(storage, archive_dir, provider_files), shapes)
  return {
    service,
    publication,
    intake,
    transactions: new Transactions(db, clock, intake),
    describer: new DescribedItems(db, storage),
    routes: (routes: Routes) => {
      archiveRoutes(routes, service, intake, { storage, remote: provider_files }, links)
    },
    jobs: archiveJobs(publication, new OrderedItems(db, clock, storage, publication)),
  }
}
