import { Button, Text } from '@mantine/core'
import type { Delivery, DeliveryAttempt } from '@swath/contract/deliveries'
import { reasons } from '@swath/contract/reasons'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Hourglass } from 'lucide-react'
import { useAction } from '../data/actions.ts'
import { useListing } from '../data/lists.ts'
import { useSwath } from '../data/session.ts'
import { Badge, StateBadge } from '../ui/badges.tsx'
import { formatBytes, formatTime } from '../ui/format.ts'
import { Facts, Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Answered, Empty } from '../ui/states.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { DestinationName, Sent } from './deliveries/columns.tsx'

export default function DeliveryPage() {
  const { delivery_id } = useParams({ from: '/signed-in/deliveries/$delivery_id' })
  const swath = useSwath()
  const delivery = useQuery({
    queryKey: ['deliveries', 'one', delivery_id],
    queryFn: ({ signal }) => swath.deliveries.get(delivery_id, { signal }),
  })
  return <Answered query={delivery}>{(found) => <Details delivery={found} />}</Answered>
}

function Details({ delivery }: { delivery: Delivery }) {
  const { order_id, status, reason_code, error, destination_id } = delivery
  return (
    <Page
      title={`Delivery of order ${order_id}`}
      mark={<StateBadge state={status} />}
      about={
        <Link to="/destinations/$destination_id" params={{ destination_id }} className="text-link">
          <DestinationName destination_id={destination_id} />
        </Link>
      }
      actions={<Actions delivery={delivery} />}
    >
      {reason_code && (
        <Section title="What went wrong">
          <Text>{reasons[reason_code].meaning}</Text>
          {error && (
            <Text c="dimmed" mt={4}>
              {error}
            </Text>
          )}
        </Section>
      )}
      <Section title="Delivery">
        <DeliveryFacts delivery={delivery} />
      </Section>
      <Section title="Files" flush>
        <Table label="Files" columns={file_columns} rows={delivery.files} keyOf={({ path }) => path} />
      </Section>
      <Attempts delivery_id={delivery.delivery_id} />
    </Page>
  )
}

function DeliveryFacts({ delivery }: { delivery: Delivery }) {
  const { order_id, deliverable_id, started_at, completed_at, next_attempt_at, manifest_path } = delivery
  return (
    <Facts
      facts={{
        Order: (
          <Link to="/orders/$order_id" params={{ order_id }} className="text-link number">
            {order_id}
          </Link>
        ),
        Deliverable: <span className="code">{deliverable_id}</span>,
        Sent: <Sent delivery={delivery} />,
        Begun: started_at && formatTime(started_at),
        Completed: completed_at && formatTime(completed_at),
        'Next attempt': next_attempt_at && <When at={next_attempt_at} />,
        Manifest: <span className="code">{manifest_path}</span>,
      }}
    />
  )
}

const file_columns: Column<Delivery['files'][number]>[] = [
  { title: 'Path', cell: ({ path }) => <span className="code">{path}</span> },
  {
    title: 'State',
    speaks: true,
    cell: ({ sent_at }) =>
      sent_at ? <Badge tone="good">Arrived</Badge> : <Badge tone="neutral">To be sent</Badge>,
  },
  { title: 'Size', align: 'right', speaks: true, cell: ({ size_bytes }) => formatBytes(size_bytes) },
  { title: 'Arrived', align: 'right', cell: ({ sent_at }) => <When at={sent_at} /> },
]

const attempt_columns: Column<DeliveryAttempt>[] = [
  { title: 'Attempt', cell: ({ number }) => <span className="number">{number}</span> },
  {
    title: 'Result',
    speaks: true,
    cell: ({ ended_at, reason_code, error }) => {
      if (ended_at === null) return <Badge tone="active">Under way</Badge>
      return error || reason_code ? <Badge tone="bad">Failed</Badge> : <Badge tone="good">Succeeded</Badge>
    },
  },
  { title: 'Error', speaks: true, cell: ({ error }) => error && <Text size="sm">{error}</Text> },
  {
    title: 'Sent',
    align: 'right',
    cell: ({ bytes_sent }) => (bytes_sent === null ? '–' : formatBytes(bytes_sent)),
  },
  { title: 'Begun', align: 'right', speaks: true, cell: ({ started_at }) => formatTime(started_at) },
]

function Attempts({ delivery_id }: { delivery_id: string }) {
  const attempts = useListing(['deliveries', 'attempts', delivery_id], (swath, options) =>
    swath.deliveries.attempts(delivery_id, options),
  )
  return (
    <Section title="Attempts" flush>
      <PagedTable
        label="Attempts"
        query={attempts}
        columns={attempt_columns}
        keyOf={({ number }) => String(number)}
        empty={<Empty icon={Hourglass} title="Not tried yet" />}
      />
    </Section>
  )
}

function Actions({
  delivery: { delivery_id, deliverable_id, destination_id, status, actions },
}: {
  delivery: Delivery
}) {
  const changes = ['deliveries', 'orders']
  const retrying = useAction((swath) => swath.deliveries.retry(delivery_id), { changes, fails: 'Not tried' })
  const canceling = useAction((swath) => swath.deliveries.cancel(delivery_id), {
    changes,
    fails: 'Not canceled',
  })
  const resending = useAction((swath) => swath.deliveries.request(deliverable_id, destination_id), {
    changes,
    fails: 'Not sent again',
    says: () => 'The files are sent again, as a delivery of their own.',
  })
  return (
    <>
      {actions.includes('cancel') && (
        <Button variant="default" loading={canceling.isPending} onClick={() => canceling.mutate()}>
          Cancel
        </Button>
      )}
      {actions.includes('retry') && (
        <Button loading={retrying.isPending} onClick={() => retrying.mutate()}>
          Try again
        </Button>
      )}
      {['completed', 'canceled'].includes(status) && (
        <Button variant="default" loading={resending.isPending} onClick={() => resending.mutate()}>
          Send again
        </Button>
      )}
    </>
  )
}
