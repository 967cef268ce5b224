import type { Order } from '@swath/contract/orders'
import { useMemo } from 'react'
import { boundsOf } from '../../map/geometry.ts'
import { LazyMap } from '../../map/lazy-map.tsx'
import { orderLayer } from '../../map/subjects.ts'
import { formatArea, formatMoney, formatTime } from '../../ui/format.ts'
import { Id } from '../../ui/id.tsx'
import { Facts } from '../../ui/page.tsx'
import classes from '../order/order.module.css'

/** An order of any contract: its place on a map, and what was ordered. */
export function OrderFacts({ order }: { order: Order }) {
  const { sku, price, area_km2, parameters } = order.properties
  const layers = useMemo(() => [orderLayer([order])], [order])
  return (
    <>
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
    </>
  )
}
