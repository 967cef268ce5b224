import { type ProviderKind, provider_settings, type SettingsOf } from '@swath/contract/provider-kinds'
import type { Open, ProviderHost, ProviderToOpen } from './host.ts'
import { problemsOfPlanner, type SettingProblem } from './planner/problems.ts'
import { openPlanner } from './planner/provider.ts'
import { openProtocol } from './protocol/provider.ts'
import type { Provider } from './provider.ts'
import { openStapi } from './stapi/provider.ts'
import { openV1 } from './v1/provider.ts'

const openers: { [Kind in ProviderKind]: Open<SettingsOf<Kind>> } = {
  protocol: openProtocol,
  stapi: openStapi,
  v1: openV1,
  planner: openPlanner,
}

/** Nothing is connected to before the first call. @throws Error for settings that are not those of the kind */
export function openProvider(kind: string, row: ProviderToOpen<unknown>, host: ProviderHost): Provider {
  if (!Object.hasOwn(openers, kind))
    throw new Error(`This version of the server knows no provider of the kind ${kind}`)
  const known = kind as ProviderKind
  const open = openers[known] as Open<unknown>
  return open({ ...row, settings: provider_settings[known].parse(row.settings) }, host)
}

/** Finds what is wrong with settings that have the form of their kind. They are those of somebody who changes them now. */
export function problemsOfSettings(kind: string, settings: unknown): SettingProblem[] {
  return kind === 'planner' ? problemsOfPlanner(provider_settings.planner.parse(settings)) : []
}
