import { List, Text } from '@mantine/core'
import type { Order } from '@swath/contract/orders'
import { useQueryClient } from '@tanstack/react-query'
import { useAction } from '../../data/actions.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { formatMoney, formatTime } from '../../ui/format.ts'

export function CancelButton({ order }: { order: Order }) {
  const queries = useQueryClient()
  const canceling = useAction((swath) => swath.orders.cancel(order.id), {
    changes: ['orders'],
    fails: 'Not canceled',
    says: ({ properties: { status } }) =>
      `Order ${order.id} is canceled${status === 'closed' ? '' : ', but for what has begun'}.`,
    done: (canceled) => queries.setQueryData(['orders', 'one', order.id], canceled),
  })
  if (!order.properties.cancellation.allowed) return null
  return (
    <Confirm
      label="Cancel order"
      question={`Cancel ${order.properties.order_name}?`}
      consequence={<Costs order={order} />}
      act="Cancel the order"
      doing={canceling}
    />
  )
}

function Costs({ order }: { order: Order }) {
  const { cancellation, price } = order.properties
  const { fee_minor, fees, until, captures_to_cancel, captures_kept } = cancellation
  const later = fees.filter((step) => Date.parse(step.from) > Date.now())
  return (
    <>
      <Text>
        {fee_minor === 0
          ? 'Canceling is free now. What has been delivered stays yours, and stays charged.'
          : `Canceling costs ${formatMoney(fee_minor, price.currency)} now.`}
      </Text>
      {captures_kept > 0 && (
        <Text mt="sm">
          {`Captures that are canceled: ${captures_to_cancel}. Those that have begun are finished, delivered and charged: ${captures_kept}.`}
        </Text>
      )}
      {later.length > 0 && (
        <List mt="sm">
          {later.map((step) => (
            <List.Item key={step.from}>
              {formatMoney(step.fee_minor, price.currency)} from {formatTime(step.from)}
            </List.Item>
          ))}
        </List>
      )}
      {until && (
        <Text c="dimmed" mt="sm">
          The next collection begins at {formatTime(until)}, and cannot be canceled from then on.
        </Text>
      )}
    </>
  )
}
