import { Button, Modal } from '@mantine/core'
import type { Webhook, WebhookTry } from '@swath/contract/webhooks'
import { Radio } from 'lucide-react'
import { useState } from 'react'
import { useListing } from '../../data/lists.ts'
import { Badge } from '../../ui/badges.tsx'
import { formatWord } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { PagedTable } from '../../ui/paged-table.tsx'
import { Empty } from '../../ui/states.tsx'
import type { Column } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { Exchange } from './exchange.tsx'

/** Every request of the last 30 days; one that is opened shows what was sent and what was answered. */
export function Tries({ webhook: { webhook_id, url } }: { webhook: Webhook }) {
  const [opened, setOpened] = useState<WebhookTry>()
  const tries = useListing(['webhooks', 'tries', webhook_id], (swath, options) =>
    swath.webhooks.tries(webhook_id, {}, options),
  )
  return (
    <Section title="Requests" flush>
      <PagedTable
        label="Requests"
        query={tries}
        columns={columnsWith(setOpened)}
        keyOf={({ try_id }) => try_id}
        empty={
          <Empty icon={Radio} title="Nothing was sent yet">
            Send a test, or wait for the next event.
          </Empty>
        }
      />
      <Modal
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        title={opened && formatWord(opened.type)}
        size="lg"
      >
        {opened && <Exchange of={opened} url={url} />}
      </Modal>
    </Section>
  )
}

const columnsWith = (open: (one: WebhookTry) => void): Column<WebhookTry>[] => [
  { title: 'Event', cell: ({ type }) => <strong>{formatWord(type)}</strong> },
  {
    title: 'Result',
    speaks: true,
    cell: ({ state }) => (
      <Badge tone={state === 'succeeded' ? 'good' : 'bad'}>
        {state === 'succeeded' ? 'Taken' : 'Failed'}
      </Badge>
    ),
  },
  { title: 'Answer', cell: ({ response }) => response?.status ?? 'none' },
  { title: 'Took', align: 'right', cell: ({ duration_ms }) => `${duration_ms} ms` },
  { title: 'Sent', align: 'right', speaks: true, cell: ({ started_at }) => <When at={started_at} /> },
  {
    title: 'Details',
    align: 'right',
    speaks: true,
    cell: (one) => (
      <Button size="compact-xs" variant="subtle" onClick={() => open(one)}>
        Show
      </Button>
    ),
  },
]
