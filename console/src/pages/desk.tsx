import { Group, SegmentedControl, Text } from '@mantine/core'
import type { Deliverable, Rejection } from '@swath/contract/deliverables'
import type { Order } from '@swath/contract/orders'
import { Inbox, ThumbsUp } from 'lucide-react'
import { useState } from 'react'
import { useListing } from '../data/lists.ts'
import { formatMoney, formatWord } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { ApprovalCase } from './desk/approval-case.tsx'
import { ApprovalButtons, RejectionButtons } from './desk/decisions.tsx'
import { waiting_order_columns } from './desk/order-columns.tsx'
import { RejectionCase } from './desk/rejection-case.tsx'

/** The requests that wait for a decision of the operator. */
export default function DeskPage() {
  return (
    <Page title="Order desk" about="What waits for a decision, of all contracts, the oldest first.">
      <Approvals />
      <Rejections />
    </Page>
  )
}

/** Nobody tells an operator's page that something new waits: it asks. */
const look_again = { refetchInterval: 15_000 }

function Approvals() {
  const orders = useListing(
    ['desk', 'approvals'],
    (swath, options) => swath.desk.approvals(options),
    look_again,
  )
  return (
    <Section title="Orders beyond a limit of their contract" flush>
      <PagedTable
        label="Orders to approve"
        query={orders}
        columns={order_columns}
        keyOf={({ id }) => id}
        empty={
          <Empty icon={ThumbsUp} title="No order waits">
            Orders beyond the budget or a quota of a contract come here, if the contract says so.
          </Empty>
        }
      />
    </Section>
  )
}

const order_columns: readonly Column<Order>[] = [
  ...waiting_order_columns,
  {
    title: 'Decision',
    align: 'right',
    speaks: true,
    cell: (order) => (
      <Group gap={6} justify="flex-end">
        <ApprovalCase order={order} />
        <ApprovalButtons order={order} />
      </Group>
    ),
  },
]

const views: { value: Rejection['status']; label: string }[] = [
  { value: 'requested', label: 'Waiting' },
  { value: 'accepted', label: 'Accepted' },
  { value: 'denied', label: 'Denied' },
]

function Rejections() {
  const [status, setStatus] = useState<Rejection['status']>('requested')
  const rejections = useListing(
    ['desk', 'rejections', status],
    (swath, options) => swath.desk.rejections(status, options),
    look_again,
  )
  const chooser = (
    <SegmentedControl
      size="xs"
      aria-label="Which rejections"
      data={views}
      value={status}
      onChange={(chosen) => setStatus(chosen as Rejection['status'])}
    />
  )
  return (
    <Section title="Rejected deliverables" actions={chooser} flush>
      <PagedTable
        label="Rejected deliverables"
        query={rejections}
        columns={rejection_columns}
        keyOf={({ deliverable_id }) => deliverable_id}
        empty={<Empty icon={Inbox} title={status === 'requested' ? 'No rejection waits' : 'None yet'} />}
      />
    </Section>
  )
}

const rejection_columns: Column<Deliverable>[] = [
  {
    title: 'Deliverable',
    cell: ({ processing_level, order_id }) => (
      <strong>
        {processing_level.replace('_', ' ')} of order <span className="number">{order_id}</span>
      </strong>
    ),
  },
  {
    title: 'Why',
    speaks: true,
    cell: ({ rejection }) => (
      <div>
        <div>{formatWord(rejection!.category)}</div>
        <Text size="sm" c="dimmed">
          {rejection!.comment}
        </Text>
      </div>
    ),
  },
  {
    title: 'Charge',
    align: 'right',
    cell: ({ charge }) => charge && formatMoney(charge.amount_minor, charge.currency),
  },
  {
    title: 'Asked',
    align: 'right',
    speaks: true,
    cell: ({ rejection }) => <When at={rejection!.requested_at} />,
  },
  {
    title: 'Decision',
    align: 'right',
    speaks: true,
    cell: (one) => (
      <Group gap={6} justify="flex-end">
        <RejectionCase deliverable={one} />
        <RejectionButtons deliverable={one} />
      </Group>
    ),
  },
]
