import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { EventFeed } from '../record/event-feed.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { feedJobs } from './jobs.ts'
import { feedRoutes } from './routes.ts'
import { Seals } from './seals.ts'
import { Feed } from './service.ts'
import { eventsBetween, feedEnd } from './store.ts'

/** For those who send what is in it. */
const port: EventFeed = {
  end: feedEnd,
  between: (tx, stretch) => eventsBetween(tx, stretch, {}),
  encodeCursor,
  decodeCursor,
}

export function openFeed(parts: Parts) {
  const service = new Feed(parts.db, parts.clock)
  const seals = new Seals(parts)
  return {
    service,
    seals,
    port,
    routes: (routes: Routes) => feedRoutes(routes, service, seals),
    jobs: feedJobs(seals),
    close: () => service.close(),
  }
}
