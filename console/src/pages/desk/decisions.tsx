import { Button, Group, Modal, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { SwathClient } from '@swath/client/client'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Order } from '@swath/contract/orders'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { formatMoney } from '../../ui/format.ts'

export function ApprovalButtons({ order: { id, properties } }: { order: Order }) {
  const { order_name, price } = properties
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Decide
        label="Refuse"
        title={`Refuse ${order_name}?`}
        consequence="The order is rejected, and nothing is charged."
        is_negative
        act={(swath, message) => swath.desk.refuse(id, message)}
        says={`Order ${id} is refused.`}
      />
      <Decide
        label="Approve"
        title={`Approve ${order_name}?`}
        consequence={`It goes on at ${formatMoney(price.total_minor, price.currency)}, beyond its quota. A budget counts all the same, and may have to be raised before.`}
        act={(swath, message) => swath.desk.approve(id, message)}
        says={`Order ${id} is approved.`}
      />
    </Group>
  )
}

export function SpendingButtons({ order: { id, properties } }: { order: Order }) {
  const { order_name, price } = properties
  const asked = { to: 'whoever placed it', changes: ['orders'] }
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Decide
        {...asked}
        label="Refuse"
        title={`Refuse ${order_name}?`}
        consequence="The order is rejected, and nothing is charged."
        is_negative
        act={(swath, message) => swath.approvals.refuse(id, message)}
        says={`Order ${id} is refused.`}
      />
      <Decide
        {...asked}
        label="Approve"
        title={`Approve ${order_name}?`}
        consequence={`It goes on at ${formatMoney(price.total_minor, price.currency)}, within the budget and the quotas of the contract.`}
        act={(swath, message) => swath.approvals.approve(id, message)}
        says={`Order ${id} is approved.`}
      />
    </Group>
  )
}

export function RejectionButtons({ deliverable }: { deliverable: Deliverable }) {
  const { deliverable_id, processing_level, charge, rejection } = deliverable
  if (rejection?.status !== 'requested') {
    return (
      <Text size="sm" c="dimmed">
        {rejection?.message ?? ''}
      </Text>
    )
  }
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Decide
        label="Deny"
        title={`Deny the rejection of the ${processing_level}?`}
        consequence="The product stays delivered and charged."
        is_negative
        act={(swath, message) => swath.desk.denyRejection(deliverable_id, message)}
        says="The rejection is denied."
      />
      <Decide
        label="Accept"
        title={`Accept the rejection of the ${processing_level}?`}
        consequence={`${charge ? `${formatMoney(charge.amount_minor, charge.currency)} are refunded` : 'The charge is refunded'} and, while there is time, the image is made again.`}
        act={(swath, message) => swath.desk.acceptRejection(deliverable_id, message)}
        says="The rejection is accepted, and the charge refunded."
      />
    </Group>
  )
}

interface DecideProps {
  label: string
  title: string
  consequence: string
  is_negative?: boolean
  act: (swath: SwathClient, message: string) => Promise<unknown>
  says: string
  /** The reader of the message. */
  to?: string
  changes?: readonly string[]
}

/** A decision, with what others are told about it. */
function Decide({
  label,
  title,
  consequence,
  is_negative = false,
  act,
  says,
  to = 'the customer',
  changes = ['desk'],
}: DecideProps) {
  const [is_open, dialog] = useDisclosure(false)
  const [message, setMessage] = useState('')
  const deciding = useAction((swath) => act(swath, message.trim()), {
    changes,
    fails: 'Not decided',
    says: () => says,
    done: dialog.close,
  })
  return (
    <>
      <Button size="compact-sm" variant={is_negative ? 'default' : 'filled'} onClick={dialog.open}>
        {label}
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={title}>
        <Text ta="left">{consequence}</Text>
        <Textarea
          label={`Message to ${to}`}
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
          maxLength={500}
          rows={3}
          mt="md"
        />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={dialog.close}>
            Back
          </Button>
          <Button
            color={is_negative ? 'red.9' : 'petrol'}
            loading={deciding.isPending}
            onClick={() => deciding.mutate()}
          >
            {title.replace('?', '').split(' ')[0]}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
