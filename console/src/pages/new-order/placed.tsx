import { Button, List, Text } from '@mantine/core'
import type { Order } from '@swath/contract/orders'
import { Link } from '@tanstack/react-router'
import classes from './new-order.module.css'
import { Step } from './step.tsx'

/** Lists the orders, if several were placed; the page of an order tells of a single one. */
export function Placed({ orders, again }: { orders: readonly Order[]; again: () => void }) {
  return (
    <Step title="Placed">
      <Text role="status" ref={intoView} className={classes.placed}>
        {orders.length} orders were placed
      </Text>
      <List size="sm" className={classes.names}>
        {orders.map(({ id, properties: { order_name } }) => (
          <List.Item key={id}>
            <Link to="/orders/$order_id" params={{ order_id: id }} className="text-link">
              {order_name}
            </Link>
          </List.Item>
        ))}
      </List>
      <Button variant="default" onClick={again}>
        Another order
      </Button>
    </Step>
  )
}

/** Below what was longer before, the page may be scrolled behind it. */
const intoView = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' })
