import { type ProviderKind, provider_settings, type SettingsOf } from '@swath/contract/provider-kinds'
import type { Outbound } from '../outbound/outbound.ts'
import type { Forwards } from './elsewhere.ts'
import { openProtocol } from './protocol/provider.ts'
import type { FetchedWork } from './protocol/pull.ts'
import type { Provider } from './provider.ts'
import { openStapi } from './stapi/provider.ts'
import { openV1 } from './v1/provider.ts'

/** A provider as its row tells of it. */
export interface ProviderToOpen<Settings> {
  name: string
  settings: Settings
  secret: string | null
  /** The answer that it last gave when it was asked what it can do. */
  capabilities: unknown
}

/** What a provider is told in the place of a contract. */
export type PseudonymOf = (contract_id: string, provider: string) => Promise<string>

/** What this process gives to providers. */
export interface ProviderHost {
  simulator: { url: string; secret: string | undefined }
  pseudonymOf: PseudonymOf
  /** The work of providers that fetch it. */
  work: FetchedWork
  /** Hands captures to systems that carry them out as orders of their own. */
  forwards: Forwards
  /** The way to a system that the operator has named, wherever it is, and to no other that is not public. */
  outboundTo(url: string): Outbound
}

export type Open<Settings> = (row: ProviderToOpen<Settings>, host: ProviderHost) => Provider

const openers: { [Kind in ProviderKind]: Open<SettingsOf<Kind>> } = {
  protocol: openProtocol,
  stapi: openStapi,
  v1: openV1,
}

/** Nothing is connected to before the first call. @throws Error for settings that are not those of the kind */
export function openProvider(kind: string, row: ProviderToOpen<unknown>, host: ProviderHost): Provider {
  if (!Object.hasOwn(openers, kind))
    throw new Error(`This version of the server knows no provider of the kind ${kind}`)
  const known = kind as ProviderKind
  const open = openers[known] as Open<unknown>
  return open({ ...row, settings: provider_settings[known].parse(row.settings) }, host)
}
