import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { JobHandler } from '../queue/handlers.ts'
import { Bells } from './bells.ts'
import { ProviderNonces } from './nonces.ts'
import { providerTaskRoutes } from './routes.ts'
import { ProviderTasks } from './service.ts'

/** The door for the mission systems of providers: their signatures, and the work that they fetch. */
export function openProviderTasks({ db, clock }: Parts) {
  const bells = new Bells()
  const nonces = new ProviderNonces(db, clock)
  const service = new ProviderTasks(db, clock, bells)
  async function forget() {
    await nonces.forget()
    await service.forget()
  }
  return {
    service,
    nonces,
    routes: (routes: Routes) => providerTaskRoutes(routes, service),
    jobs: { 'provider_tasks.forget': forget } satisfies Record<string, JobHandler>,
    close: async () => bells.close(),
  }
}
