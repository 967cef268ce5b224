import type { Order } from '@swath/contract/orders'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { orderQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { OrderBadge } from '../ui/badges.tsx'
import { formatArea, formatMoney, formatTime } from '../ui/format.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Facts, Page, Section } from '../ui/page.tsx'
import { Answered } from '../ui/states.tsx'
import { When } from '../ui/when.tsx'
import { CancelButton } from './order/cancel.tsx'
import { Captures } from './order/captures.tsx'
import { Deliverables } from './order/deliverables.tsx'
import { Deliveries } from './order/deliveries.tsx'
import { Events } from './order/events.tsx'
import classes from './order/order.module.css'
import { OrderMap } from './order/order-map.tsx'
import { Recurrence } from './order/recurrence.tsx'
import { Situation } from './order/situation.tsx'
import { OrderTimeline } from './order/timeline.tsx'

export default function OrderPage() {
  const { order_id } = useParams({ from: '/signed-in/orders/$order_id' })
  const order = useQuery(orderQuery(useSwath(), order_id))
  return <Answered query={order}>{(found) => <OrderDetails order={found} />}</Answered>
}

function OrderDetails({ order }: { order: Order }) {
  const { order_name, status, outcome, product_name, created_at } = order.properties
  return (
    <Page
      title={order_name}
      mark={<OrderBadge status={status} outcome={outcome} />}
      about={
        <>
          <span className="number">{order.id}</span> · {product_name} · placed <When at={created_at} />
        </>
      }
      actions={
        <>
          <LinkButton to="/orders/new" search={{ again: order.id }} variant="default">
            Order again
          </LinkButton>
          <CancelButton order={order} />
        </>
      }
    >
      <div className={classes.columns}>
        <div>
          <Situation order={order} />
          <Recurrence order_id={order.id} />
          <Deliverables order_id={order.id} />
          <Deliveries order_id={order.id} />
          <Captures order_id={order.id} />
          <Events order_id={order.id} />
        </div>
        <div>
          <OrderMap order={order} />
          <OrderFacts order={order} />
          <OrderTimeline order_id={order.id} />
        </div>
      </div>
    </Page>
  )
}

function OrderFacts({ order: { properties } }: { order: Order }) {
  const { sku, project_name, client_reference, area_km2, price, parameters, cancellation, metadata } =
    properties
  const labels = Object.entries(metadata).map(([name, value]) => `${name}: ${value}`)
  return (
    <Section title="Order">
      <Facts
        facts={{
          Product: <span className="code">{sku}</span>,
          Project: project_name,
          Area: formatArea(area_km2),
          Price: formatPrice(price),
          'Window begins': formatTime(parameters.start),
          'Window ends': formatTime(parameters.end),
          'Your reference': client_reference,
          'Cancelling now': cancellation.allowed && formatFee(cancellation.fee_minor, price.currency),
          Labels: labels.join(', '),
        }}
      />
    </Section>
  )
}

/** An order that was placed for another amount shows both. */
function formatPrice({ total_minor, quoted_minor, currency }: Order['properties']['price']): string {
  const total = formatMoney(total_minor, currency)
  return total_minor === quoted_minor ? total : `${total} of ${formatMoney(quoted_minor, currency)} ordered`
}

const formatFee = (fee_minor: number, currency: string) =>
  fee_minor === 0 ? 'Free' : formatMoney(fee_minor, currency)
