import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { DescribedItems } from './described.ts'
import { type Addresses, AssetImports } from './imports.ts'
import { Ingest } from './ingest.ts'
import { archiveJobs } from './jobs.ts'
import { OrderedItems } from './ordered-items.ts'
import { Publication } from './publication.ts'
import { archiveRoutes } from './routes.ts'
import { Transactions } from './transactions.service.ts'

export function openArchive(parts: Parts, provider_files: Addresses) {
  const { config, db, clock, storage, shapes, threads } = parts
  const publication = new Publication(db, clock, storage, threads.background)
  const imports = new AssetImports(storage, config.archive_dir, provider_files)
  const ingest = new Ingest(db, clock, imports, shapes)
  return {
    publication,
    ingest,
    transactions: new Transactions(db, clock, ingest),
    describer: new DescribedItems(db, storage),
    routes: (routes: Routes) => archiveRoutes(routes, ingest),
    jobs: archiveJobs(publication, new OrderedItems(db, clock, storage, publication)),
  }
}
