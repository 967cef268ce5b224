import type { ContractStatus } from '@swath/contract/contracts'
import { type ErrorCode, SwathError } from '@swath/contract/errors'

/** The facts that decide whether a contract may order. */
export interface Standing {
  suspended_at: Date | null
  suspension_reason: string | null
  ends_at: Date | null
}

export function statusOf({ suspended_at, ends_at }: Standing, now: Date): ContractStatus {
  if (ends_at !== null && ends_at <= now) return 'ended'
  return suspended_at === null ? 'active' : 'suspended'
}

/** Why the contract orders nothing new. */
export function standingProblem(
  standing: Standing,
  now: Date,
): { code: ErrorCode & `contract_${string}`; message: string } | undefined {
  const status = statusOf(standing, now)
  if (status === 'ended') {
    return { code: 'contract_ended', message: `The contract ended at ${standing.ends_at!.toISOString()}` }
  }
  if (status === 'active') return undefined
  return { code: 'contract_suspended', message: `The contract is suspended: ${standing.suspension_reason}` }
}

/** @throws SwathError `contract_suspended`, `contract_ended` */
export function requireActive(standing: Standing, now: Date) {
  const problem = standingProblem(standing, now)
  if (problem) throw new SwathError(problem.code, problem.message)
}
