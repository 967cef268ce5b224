import type { SettingsOf } from '@swath/contract/provider-kinds'
import { Capabilities } from '@swath/contract/provider-protocol/capabilities'
import type { ProviderHost, ProviderToOpen } from '../host.ts'
import type { Provider } from '../provider.ts'
import { connectedProvider } from './connected.ts'
import { pullChannel } from './pull.ts'
import { pushChannel } from './push.ts'
import { sandbox_capabilities } from './sandbox.ts'

/** Nothing can be ordered of a provider that has never answered. */
const unknown: Capabilities = { ...sandbox_capabilities, products: [] }

/** A mission system that speaks the provider protocol; without an address, the simulator of the sandbox. */
export function openProtocol(
  row: ProviderToOpen<SettingsOf<'protocol'>>,
  {
    simulator,
    pseudonymOf,
    work,
    outbound,
  }: Pick<ProviderHost, 'simulator' | 'pseudonymOf' | 'work' | 'outbound'>,
): Provider {
  const { name, settings } = row
  const fetches = settings.fetches === true
  const is_sandbox = settings.url === undefined && !fetches
  const first = is_sandbox ? sandbox_capabilities : unknown
  const { url, secret } = is_sandbox
    ? simulator
    : { url: settings.url ?? '', secret: row.secret ?? undefined }
  return connectedProvider({
    name,
    secrets: secret === undefined ? [] : [secret],
    capabilities: row.capabilities === null ? first : Capabilities.parse(row.capabilities),
    channel: fetches ? pullChannel(name, work) : pushChannel({ name, url, secret, outbound }),
    pseudonymOf,
    // They name the scenarios of the sandbox.
    tells_labels: is_sandbox || settings.tells_labels === true,
  })
}
