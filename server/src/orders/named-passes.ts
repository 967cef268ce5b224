import type { Problem } from '@swath/contract/errors'
import type { Opportunity } from '@swath/contract/feasibility'
import type { Geometry } from '@swath/contract/geometry'
import type { PlaceOrder } from '@swath/contract/orders'
import type { Transaction } from '../database/db.ts'
import type { OrderStanding } from '../providers/provider.ts'
import type { Placement } from './placement.rules.ts'
import { priceOf } from './price.rules.ts'
import { refusal } from './refusals.ts'

/** The pass that an order names, as it was told. */
export interface NamedPass extends Pick<Opportunity, 'end' | 'clear_probability' | 'clear_basis'> {
  opportunity_id: string
  price: { total_minor: number }
}

/** Knows the passes that were told, and has them kept for orders. */
export interface NamedPasses {
  /** The order as it is for the pass that it names, or what is wrong with naming it. */
  find(contract_id: string, order: PlaceOrder): Promise<{ order: PlaceOrder; pass: NamedPass } | Problem[]>
  /** Waits for the provider. @throws SwathError `opportunity_gone`, `provider_unreachable` */
  hold(standing: OrderStanding, geometry: Geometry, pass: NamedPass): Promise<void>
  /** The provider that keeps it. */
  keeperOf(contract_id: string, opportunity_id: string): Promise<string | undefined>
  /** Gives it to the order, in the transaction that places it. @throws SwathError `opportunity_gone` */
  give(tx: Transaction, opportunity_id: string, order_id: string): Promise<void>
}

/** Nobody pays more than was told. @throws SwathError `opportunity_mismatch` */
export function requirePriceTold({ properties }: PlaceOrder, placement: Placement, { price }: NamedPass) {
  const { total_minor } = priceOf(placement)
  if (properties.quote_id !== undefined || total_minor === price.total_minor) return
  const message = `The price was ${price.total_minor} and is ${total_minor} now; start another analysis`
  throw refusal([{ pointer: '/properties/parameters/opportunity_id', code: 'opportunity_mismatch', message }])
}
