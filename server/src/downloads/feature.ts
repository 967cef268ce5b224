import type { SignedLinks } from '../access/signed-links.ts'
import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { RemoteFiles } from './remote-files.ts'
import { downloadRoutes } from './routes.ts'
import { type Consumer, type Deliveries, Downloads, type SpendCaps } from './service.ts'

interface Needs {
  consumer: Consumer
  deliveries: Deliveries
  spend_caps: SpendCaps
  links: SignedLinks
  remote: RemoteFiles
}

export function openDownloads(parts: Parts, { remote, links, ...needs }: Needs) {
  const service = new Downloads({ ...parts, ...needs })
  return {
    service,
    routes: (routes: Routes) => downloadRoutes(routes, service, { storage: parts.storage, remote }, links),
  }
}
