import { Text } from '@mantine/core'
import type { Order } from '@swath/contract/orders'
import { useMemo } from 'react'
import { boundsOf } from '../../map/geometry.ts'
import { LazyMap } from '../../map/lazy-map.tsx'
import { orderLayer } from '../../map/subjects.ts'
import { formatArea, formatMoney, formatTime } from '../../ui/format.ts'
import { Id } from '../../ui/id.tsx'
import { Facts } from '../../ui/page.tsx'
import classes from '../order/order.module.css'
import { Case, CasePart } from './case.tsx'
import { Customer } from './customer.tsx'
import { ApprovalButtons } from './decisions.tsx'

/** An order that waits, with the place it is about and the limit that it goes beyond. */
export function ApprovalCase({ order }: { order: Order }) {
  const { order_name, contract_id, sku, price, area_km2, parameters, status_report } = order.properties
  const layers = useMemo(() => [orderLayer([order])], [order])
  return (
    <Case title={order_name} decision={<ApprovalButtons order={order} />}>
      <CasePart title="Why it waits">
        <Text>{status_report.message}</Text>
      </CasePart>
      <CasePart title="Area">
        <div className={classes.map}>
          <LazyMap label={`Map of the order ${order.id}`} layers={layers} fit={boundsOf([order.geometry])} />
        </div>
        <Facts
          facts={{
            Order: <Id>{order.id}</Id>,
            SKU: <span className="code">{sku}</span>,
            Area: formatArea(area_km2),
            Price: formatMoney(price.total_minor, price.currency),
            Window: `${formatTime(parameters.start)} to ${formatTime(parameters.end)}`,
          }}
        />
      </CasePart>
      <Customer contract_id={contract_id} order={order} />
    </Case>
  )
}
