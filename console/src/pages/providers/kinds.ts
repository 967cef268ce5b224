import type { Provider } from '@swath/client/providers'
import type { ProviderKind } from '@swath/contract/provider-kinds'

interface Kind {
  name: string
  about: string
  /** Says what its secret is; missing where it has none. */
  secret?: string
  /** Missing where there is nobody to call. */
  address?: string
}

export const kinds: Readonly<Record<ProviderKind, Kind>> = {
  protocol: {
    name: 'Provider protocol',
    about: 'A mission system that speaks the protocol of Swath, in both directions.',
    secret: 'Both sign their requests with it. Without it, make one afterwards.',
    address: 'Empty for one that nobody can reach: say "fetches": true below, and it fetches its work.',
  },
  stapi: {
    name: 'STAPI server',
    about: 'Orders go to a server with the sensor tasking API of the STAC community.',
    secret: 'Its Authorization header, such as Bearer and a token.',
    address: 'Its landing page.',
  },
  v1: {
    name: 'v1 system',
    about: 'A system with the v1 Tasking and Delivery APIs.',
    secret: 'That of the client below.',
    address: 'Its root.',
  },
  planner: {
    name: 'Planned by Swath',
    about: 'A constellation without a mission planning of its own.',
  },
}

export const kindOf = (kind: string): Kind | undefined => kinds[kind as ProviderKind]
/** A server may have kinds that this page does not know yet. */
export const nameOfKind = (kind: string): string => kindOf(kind)?.name ?? kind

/** The simulator of the sandbox is set up where the server is. */
export const usesServersSecret = ({ kind, settings }: Provider): boolean =>
  kind === 'protocol' && settings.url === undefined && settings.fetches !== true
