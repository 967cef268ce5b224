import { Button, Menu } from '@mantine/core'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Delivery } from '@swath/contract/deliveries'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Send } from 'lucide-react'
import { useAction } from '../../data/actions.ts'
import { useListing } from '../../data/lists.ts'
import { destinationsQuery, orderDeliverablesQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { Section } from '../../ui/page.tsx'
import { PagedTable } from '../../ui/paged-table.tsx'
import type { Column } from '../../ui/table.tsx'
import { deliveryColumns, destinationColumn } from '../deliveries/columns.tsx'

const columns: Column<Delivery>[] = [
  {
    title: 'Deliverable',
    cell: ({ delivery_id, deliverable_id, order_id }) => (
      <Link to="/deliveries/$delivery_id" params={{ delivery_id }} className="row-link">
        <Level order_id={order_id} deliverable_id={deliverable_id} />
      </Link>
    ),
  },
  destinationColumn,
  ...deliveryColumns.slice(1),
]

function Level({ order_id, deliverable_id }: { order_id: string; deliverable_id: string }) {
  const deliverables = useQuery(orderDeliverablesQuery(useSwath(), order_id)).data
  const found = deliverables?.find((one) => one.deliverable_id === deliverable_id)
  return found?.processing_level.replace('_', ' ') ?? 'Deliverable'
}

/** The deliveries to destinations; nothing is shown if there are none. */
export function Deliveries({ order_id }: { order_id: string }) {
  const deliveries = useListing(['deliveries', 'order', order_id], (swath, options) =>
    swath.deliveries.list({ order_id, sort: '-created_at', limit: 20 }, options),
  )
  if (!deliveries.data?.pages.some(({ items }) => items.length > 0)) return null
  return (
    <Section title="Deliveries" flush>
      <PagedTable
        label="Deliveries"
        query={deliveries}
        columns={columns}
        keyOf={({ delivery_id }) => delivery_id}
        opens
        empty={null}
      />
    </Section>
  )
}

/** Sends the files of a deliverable to a destination, once more if need be. */
export function SendMenu({ deliverable }: { deliverable: Deliverable }) {
  const { deliverable_id, processing_level } = deliverable
  const destinations = useQuery(destinationsQuery(useSwath())).data ?? []
  const sending = useAction(
    (swath, destination_id: string) => swath.deliveries.request(deliverable_id, destination_id),
    {
      changes: ['deliveries', 'orders'],
      fails: 'Not sent',
      says: () => `The files of ${processing_level} are on their way.`,
    },
  )
  if (destinations.length === 0) return null
  return (
    <Menu position="bottom-end" shadow="md" width={240}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Send size={14} aria-hidden />}
          aria-label={`Send ${processing_level} to a destination`}
          loading={sending.isPending}
        >
          Send
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {destinations.map(({ destination_id, name }) => (
          <Menu.Item key={destination_id} onClick={() => sending.mutate(destination_id)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
