import { Text } from '@mantine/core'
import type { Event } from '@swath/contract/events'
import { reasons } from '@swath/contract/reasons'
import { useQuery } from '@tanstack/react-query'
import { orderEventsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { Beginning } from '../../ui/beginning.tsx'
import { formatMinute, formatNumber, formatWord } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'

const columns: Column<Event>[] = [
  { title: 'What happened', cell: (event) => <Happening event={event} /> },
  {
    title: 'By',
    speaks: true,
    cell: ({ data }) => (
      <Text c="dimmed" size="sm">
        {data.actor}
      </Text>
    ),
  },
  {
    title: 'Recorded (UTC)',
    align: 'right',
    speaks: true,
    cell: ({ time }) => <time>{formatMinute(time)}</time>,
  },
]

/** Everything that happened, newest first, with reasons in plain words. */
export function Events({ order_id }: { order_id: string }) {
  const events = useQuery(orderEventsQuery(useSwath(), order_id))
  return (
    <Section title="Events" flush>
      <Answered query={events}>
        {(found) => (
          <>
            <Beginning all={found.events.toReversed()} most={8}>
              {(newest) => (
                <Table label="Events" columns={columns} rows={newest} keyOf={(event) => event.id} />
              )}
            </Beginning>
            {found.events.length < found.count && (
              <Text c="dimmed" size="sm" px="md" pb="sm">
                These are the newest {formatNumber(found.events.length)} of {formatNumber(found.count)}{' '}
                events.
              </Text>
            )}
          </>
        )}
      </Answered>
    </Section>
  )
}

function Happening({ event: { type, message, data } }: { event: Event }) {
  const reason = data.reason_code && reasons[data.reason_code]
  return (
    <div>
      <Text fw={560} size="md">
        {formatWord(type)}
      </Text>
      <Text c="dimmed" size="sm">
        {reason ? reason.meaning : message}
      </Text>
    </div>
  )
}
