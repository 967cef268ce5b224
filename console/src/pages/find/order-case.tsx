import { Button, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Order } from '@swath/contract/orders'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSwath } from '../../data/session.ts'
import { boundsOf } from '../../map/geometry.ts'
import { LazyMap } from '../../map/lazy-map.tsx'
import { orderLayer } from '../../map/subjects.ts'
import { StateBadge } from '../../ui/badges.tsx'
import { formatArea, formatMoney, formatTime } from '../../ui/format.ts'
import { Facts } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'
import { CasePart } from '../desk/case.tsx'
import { Customer } from '../desk/customer.tsx'
import classes from '../order/order.module.css'

/** An order of any contract, as operators see it. */
export function OrderCase({ order_id }: { order_id: string }) {
  const [is_open, dialog] = useDisclosure(false)
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Look at order ${order_id}`}
        onClick={dialog.open}
      >
        Look at order {order_id}
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={`Order ${order_id}`} size="xl">
        <Details order_id={order_id} />
      </Modal>
    </>
  )
}

function Details({ order_id }: { order_id: string }) {
  const swath = useSwath()
  const order = useQuery({
    queryKey: ['desk', 'order', order_id],
    queryFn: ({ signal }) => swath.desk.order(order_id, { signal }),
  })
  return <Answered query={order}>{(found) => <Told order={found} />}</Answered>
}

function Told({ order }: { order: Order }) {
  const { order_name, contract_id, sku, price, area_km2, parameters, status_report, outcome, status } =
    order.properties
  const layers = useMemo(() => [orderLayer([order])], [order])
  return (
    <Stack gap="lg">
      <CasePart title={order_name}>
        <Text mb="sm">
          <StateBadge state={outcome ?? status} /> {status_report.message}
        </Text>
        <div className={classes.map}>
          <LazyMap label={`Map of the order ${order.id}`} layers={layers} fit={boundsOf([order.geometry])} />
        </div>
        <Facts
          facts={{
            SKU: <span className="code">{sku}</span>,
            Area: formatArea(area_km2),
            Price: formatMoney(price.total_minor, price.currency),
            Window: `${formatTime(parameters.start)} to ${formatTime(parameters.end)}`,
          }}
        />
      </CasePart>
      <Customer contract_id={contract_id} />
    </Stack>
  )
}
