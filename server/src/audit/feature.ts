import type { Parts } from '../parts.ts'
import { Trail } from './service.ts'

export function openAudit(parts: Parts) {
  return { trail: new Trail(parts), jobs: {} }
}
