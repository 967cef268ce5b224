import { Progress, Text } from '@mantine/core'
import type { Delivery } from '@swath/contract/deliveries'
import { reasons } from '@swath/contract/reasons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { destinationsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { StateBadge } from '../../ui/badges.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Id } from '../../ui/id.tsx'
import { Name } from '../../ui/name.tsx'
import type { Column } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'

export const deliveryColumns: readonly Column<Delivery>[] = [
  {
    title: 'Delivery',
    cell: ({ delivery_id, order_id }) => (
      <Link to="/deliveries/$delivery_id" params={{ delivery_id }} className="row-link">
        Order <span className="number">{order_id}</span>
      </Link>
    ),
  },
  { title: 'Id', speaks: true, cell: ({ delivery_id }) => <Id>{delivery_id}</Id> },
  { title: 'State', speaks: true, cell: (delivery) => <State delivery={delivery} /> },
  { title: 'Sent', cell: (delivery) => <Sent delivery={delivery} /> },
  { title: 'Attempts', align: 'right', cell: ({ attempts }) => attempts },
  {
    title: 'Begun',
    align: 'right',
    speaks: true,
    sorts: 'created_at',
    cell: ({ created_at }) => <When at={created_at} />,
  },
]

function State({ delivery: { status, reason_code } }: { delivery: Delivery }) {
  return (
    <div>
      <StateBadge state={status} />
      {reason_code && (
        <Text size="sm" c="dimmed" mt={2} lineClamp={2} title={reasons[reason_code].meaning}>
          {reasons[reason_code].meaning}
        </Text>
      )}
    </div>
  )
}

/** In a list of all destinations, which one it goes to. */
export const destinationColumn: Column<Delivery> = {
  title: 'Destination',
  speaks: true,
  cell: ({ destination_id }) => <DestinationName destination_id={destination_id} />,
}

export function DestinationName({ destination_id }: { destination_id: string }) {
  const destinations = useQuery(destinationsQuery(useSwath()))
  const found = destinations.data?.find((one) => one.destination_id === destination_id)
  if (found) return <Name>{found.name}</Name>
  return (
    <Text c="dimmed" span>
      {destinations.isPending ? 'Destination' : 'Deleted'}
    </Text>
  )
}

export function Sent({ delivery: { status, sent_bytes, total_bytes } }: { delivery: Delivery }) {
  if (status === 'completed' || total_bytes === 0) return <>{formatBytes(total_bytes)}</>
  const told = `${formatBytes(sent_bytes)} of ${formatBytes(total_bytes)}`
  return (
    <div>
      <div>{told}</div>
      <Progress value={(sent_bytes / total_bytes) * 100} size={4} w={110} mt={4} aria-label={told} />
    </div>
  )
}
