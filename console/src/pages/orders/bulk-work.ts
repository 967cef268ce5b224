import type { SwathClient } from '@swath/client/client'
import type { Order } from '@swath/contract/orders'

/** All labels are replaced together, so those that the order has now are read first. */
export async function labelOrder(swath: SwathClient, { id }: Order, name: string, value: string) {
  const { [name]: _before, ...others } = (await swath.orders.get(id)).properties.metadata
  await swath.orders.update(id, { metadata: value === '' ? others : { ...others, [name]: value } })
}

export async function deliverOrder(swath: SwathClient, order_id: string, destination_id: string) {
  for await (const { deliverable_id, assets } of swath.orders.deliverables(order_id)) {
    if (Object.keys(assets).length > 0) await swath.deliveries.request(deliverable_id, destination_id)
  }
}
