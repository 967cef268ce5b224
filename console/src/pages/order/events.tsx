import { Button, Group, Text } from '@mantine/core'
import type { Event } from '@swath/contract/events'
import { reasons } from '@swath/contract/reasons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { orderEventsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { formatMinute, formatWord } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'

const shown_at_first = 8

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
  const [is_whole, setWhole] = useState(false)
  const events = useQuery(orderEventsQuery(useSwath(), order_id))
  return (
    <Section title="Events" flush>
      <Answered query={events}>
        {(found) => {
          const newest = found.toReversed()
          return (
            <>
              <Table
                label="Events"
                columns={columns}
                rows={is_whole ? newest : newest.slice(0, shown_at_first)}
                keyOf={(event) => event.id}
              />
              {!is_whole && found.length > shown_at_first && (
                <Group justify="center" p="sm">
                  <Button variant="subtle" size="xs" onClick={() => setWhole(true)}>
                    Show all {found.length}
                  </Button>
                </Group>
              )}
            </>
          )
        }}
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
