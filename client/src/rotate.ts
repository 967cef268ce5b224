import type { CredentialWithSecret } from '@swath/contract/accounts'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'

export interface RotateOptions extends CallOptions {
  /** For how many seconds the former secret stays valid; a day when absent, and 0 ends it at once. */
  overlap_s?: number
}

/** @param path of the credential */
export function rotate(
  http: Http,
  path: string,
  { overlap_s, ...options }: RotateOptions,
): Promise<CredentialWithSecret> {
  const body = overlap_s === undefined ? {} : { overlap_s }
  return http.json(`${path}/rotate`, { ...options, method: 'POST', contract: false, body })
}
