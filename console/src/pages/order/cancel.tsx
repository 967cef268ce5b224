import { Button, Group, List, Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import type { Order } from '@swath/contract/orders'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useSwath } from '../../data/session.ts'
import { formatMoney, formatTime } from '../../ui/format.ts'
import { messageOf } from '../../ui/states.tsx'

export function CancelButton({ order }: { order: Order }) {
  const [is_open, dialog] = useDisclosure(false)
  const swath = useSwath()
  const queries = useQueryClient()
  const canceling = useMutation({
    mutationFn: () => swath.orders.cancel(order.id),
    onSuccess: (canceled) => {
      queries.setQueryData(['orders', 'one', order.id], canceled)
      const is_running = canceled.properties.status !== 'closed'
      const what = is_running ? 'is canceled, but for what has begun' : 'is canceled'
      notifications.show({ message: `Order ${order.id} ${what}.` })
    },
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Not canceled', message: messageOf(error) }),
    onSettled: () => {
      dialog.close()
      void queries.invalidateQueries({ queryKey: ['orders'] })
    },
  })
  if (!order.properties.cancellation.allowed) return null
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        Cancel order
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={`Cancel ${order.properties.order_name}?`}>
        <Costs order={order} />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={dialog.close}>
            Keep it
          </Button>
          <Button color="red.9" loading={canceling.isPending} onClick={() => canceling.mutate()}>
            Cancel the order
          </Button>
        </Group>
      </Modal>
    </>
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
