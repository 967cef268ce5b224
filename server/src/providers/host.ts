import type { Outbound } from '../outbound/outbound.ts'
import type { Threads } from '../threads/threads.ts'
import type { Plans } from './planner/plans.ts'
import type { FetchedWork } from './protocol/pull.ts'
import type { Forwards, Provider } from './provider.ts'

/** A provider as its row tells of it. */
export interface ProviderToOpen<Settings> {
  name: string
  settings: Settings
  secret: string | null
  /** The answer that it last gave when it was asked what it can do. */
  capabilities: unknown
}

/** A provider is told this in the place of a contract. */
export type PseudonymOf = (contract_id: string, provider: string) => Promise<string>

/** This is given to providers by the process that opens them. */
export interface ProviderHost {
  simulator: { url: string; secret: string | undefined }
  pseudonymOf: PseudonymOf
  /** The work of providers that fetch it. */
  work: FetchedWork
  /** Hands captures to systems that carry them out as orders of their own. */
  forwards: Forwards
  /** Keeps the captures of constellations that this server plans. */
  plans: Plans
  now(): Date
  /** For what computes while somebody waits. */
  threads: Threads
  /** The way to systems elsewhere: an address that was set by a request opens no network of ours. */
  outbound: Outbound
}

export type Open<Settings> = (row: ProviderToOpen<Settings>, host: ProviderHost) => Provider
