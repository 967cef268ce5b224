import { type Capabilities, hoursOf, makes } from '@swath/contract/provider-protocol/capabilities'
import { splitAtAntimeridian } from '../../lib/geo/antimeridian.ts'
import type { PseudonymOf } from '../host.ts'
import type { FramesToPlan, Opportunities, Provider } from '../provider.ts'
import type { Channel } from './channel.ts'

interface Connection {
  name: string
  /** The abilities that it told last. */
  capabilities: Capabilities
  channel: Channel
  secrets: readonly string[]
  pseudonymOf: PseudonymOf
  /** Whether it is told the names and labels of orders, which are words of customers. */
  tells_labels: boolean
}

/** A provider that speaks the protocol of `contract/src/provider-protocol/`; its own words end here. */
export function connectedProvider(connection: Connection): Provider {
  const { name, capabilities, channel } = connection
  const { swath, reserves_passes, plans_frames, confirms_cancellation } = capabilities
  return {
    name,
    secrets: connection.secrets,
    swath,
    hours_to_deliver: hoursOf(capabilities),
    confirms_cancellation,
    serves: (sku) => makes(capabilities, sku),
    capabilities: () => channel.ask('capabilities'),
    assess: async (order) => channel.ask('assess', await told(connection, order)),
    opportunities: async (request) =>
      withCutFootprints(await channel.ask('opportunities', await told(connection, request))),
    ...(reserves_passes && reservationsOf(connection)),
    ...(plans_frames && framesOf(connection)),
    plan: async (capture) => void (await channel.ask('plan', await told(connection, capture))),
    produce: async (products) => void (await channel.ask('produce', await told(connection, products))),
    cancel: (capture_id) => channel.ask('cancel', { capture_id }),
  }
}

function reservationsOf(connection: Connection): Pick<Provider, 'reserve' | 'release'> {
  const { channel } = connection
  return {
    async reserve(pass) {
      const { order_name: _, metadata: __, ...asked } = await told(connection, { ...pass, ...no_labels })
      return channel.ask('reserve', asked)
    },
    release: async (reservation_id) => void (await channel.ask('release', { reservation_id })),
  }
}

/** Nobody has named the order yet. */
const no_labels = { order_name: '', metadata: {} }

function framesOf(connection: Connection): Required<Pick<Provider, 'frames'>> {
  return {
    async frames(request: FramesToPlan) {
      const { frames } = await connection.channel.ask('frames', await told(connection, request))
      return frames.map((frame) => splitAtAntimeridian(frame))
    },
  }
}

/** These words of customers are for us alone. */
interface Ours {
  contract_id?: string
  outcome_id?: string
  datetime?: string
  order_name?: string
  metadata?: Record<string, string>
}

/** The request without what is of no concern to a provider, above all who the customer is. */
async function told<T extends Ours>({ name, pseudonymOf, tells_labels }: Connection, asked: T) {
  const { contract_id, outcome_id: _, datetime: __, order_name, metadata, ...rest } = asked
  return {
    ...rest,
    ...(contract_id !== undefined && { contract: await pseudonymOf(contract_id, name) }),
    ...(tells_labels && { order_name, metadata }),
  }
}

/** Footprints of providers go the short way across the antimeridian; ours are cut there. */
function withCutFootprints({ opportunities, ...rest }: Opportunities): Opportunities {
  const cut = opportunities.map((one) => ({ ...one, footprint: splitAtAntimeridian(one.footprint) }))
  return { ...rest, opportunities: cut }
}
