import { Text } from '@mantine/core'
import type { Order } from '@swath/contract/orders'
import { useQuery } from '@tanstack/react-query'
import { useSwath } from '../../data/session.ts'
import { StateBadge } from '../../ui/badges.tsx'
import { Answered } from '../../ui/states.tsx'
import { Case, CasePart } from '../desk/case.tsx'
import { Customer } from '../desk/customer.tsx'
import { OrderFacts } from '../desk/order-facts.tsx'

/** An order of any contract, as operators see it. */
export function OrderCase({ order_id }: { order_id: string }) {
  return (
    <Case title={`Order ${order_id}`} subject={`order ${order_id}`}>
      <FoundOrder order_id={order_id} />
    </Case>
  )
}

function FoundOrder({ order_id }: { order_id: string }) {
  const swath = useSwath()
  const order = useQuery({
    queryKey: ['desk', 'order', order_id],
    queryFn: ({ signal }) => swath.desk.order(order_id, { signal }),
  })
  return <Answered query={order}>{(found) => <OrderParts order={found} />}</Answered>
}

function OrderParts({ order }: { order: Order }) {
  const { order_name, contract_id, status_report, outcome, status } = order.properties
  return (
    <>
      <CasePart title={order_name}>
        <Text mb="sm">
          <StateBadge state={outcome ?? status} /> {status_report.message}
        </Text>
        <OrderFacts order={order} />
      </CasePart>
      <Customer contract_id={contract_id} />
    </>
  )
}
