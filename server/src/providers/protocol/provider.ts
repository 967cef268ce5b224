import type { SettingsOf } from '@swath/contract/provider-kinds'
import type { Open } from '../open.ts'
import { sandboxProvider } from '../sandbox/provider.ts'

/** A mission system that speaks the provider protocol. */
export const openProtocol: Open<SettingsOf<'protocol'>> = (
  { name, settings },
  { simulator_url, pseudonymOf },
) => ({
  ...sandboxProvider(settings.url ?? simulator_url, pseudonymOf),
  name,
})
