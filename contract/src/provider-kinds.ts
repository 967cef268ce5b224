import { z } from 'zod'
import { PlannerSettings } from './planner-provider.ts'
import { ServerUrl } from './server-url.ts'
import { StapiSettings } from './stapi-provider.ts'
import { V1Settings } from './v1-provider.ts'

/** The settings of each kind of provider. A secret is not among them: it is shown to nobody. */
export const provider_settings = {
  protocol: z.strictObject({
    url: ServerUrl.optional().meta({
      description: 'Where it answers; without it, SWATH_SIMULATOR_URL of the server',
    }),
    fetches: z.boolean().optional().meta({
      description: 'Nobody can reach it: it fetches its work from this server',
    }),
    tells_labels: z.boolean().optional().meta({
      description: 'The provider is told the names and labels that customers give to orders',
    }),
  }),
  stapi: StapiSettings,
  v1: V1Settings,
  planner: PlannerSettings,
} as const

export type ProviderKind = keyof typeof provider_settings
/** Who makes the secret of a provider: whoever administers it here, or the system that gave it to us. Null: it has none. */
export const secret_makers = {
  protocol: 'us',
  stapi: 'them',
  v1: 'them',
  planner: null,
} as const satisfies Record<ProviderKind, 'us' | 'them' | null>

export type SettingsOf<Kind extends ProviderKind> = z.infer<(typeof provider_settings)[Kind]>
export const provider_kinds = Object.keys(provider_settings) as [ProviderKind, ...ProviderKind[]]
