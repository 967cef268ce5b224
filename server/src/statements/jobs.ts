import type { JobHandler } from '../queue/handlers.ts'
import type { Statements } from './service.ts'

export function statementJobs(statements: Statements) {
  return { 'statements.close': () => statements.closeAll() } satisfies Record<string, JobHandler>
}
