import { Text } from '@mantine/core'
import type { Order } from '@swath/contract/orders'
import { Case, CasePart } from './case.tsx'
import { Customer } from './customer.tsx'
import { ApprovalButtons } from './decisions.tsx'
import { OrderFacts } from './order-facts.tsx'

/** An order that waits, with the place it is about and the limit that it goes beyond. */
export function ApprovalCase({ order }: { order: Order }) {
  const { order_name, contract_id, status_report } = order.properties
  return (
    <Case title={order_name} decision={<ApprovalButtons order={order} />}>
      <CasePart title="Why it waits">
        <Text>{status_report.message}</Text>
      </CasePart>
      <CasePart title="Area">
        <OrderFacts order={order} />
      </CasePart>
      <Customer contract_id={contract_id} order={order} />
    </Case>
  )
}
