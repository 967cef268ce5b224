import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { statementJobs } from './jobs.ts'
import { statementRoutes } from './routes.ts'
import { Statements } from './service.ts'

export function openStatements(parts: Parts) {
  const { provider, statement_font: font, public_url } = parts.config
  const service = new Statements({ ...parts, threads: parts.threads.answering }, { provider, font })
  return {
    service,
    routes: (routes: Routes) => statementRoutes(routes, service, public_url),
    jobs: statementJobs(service),
  }
}
