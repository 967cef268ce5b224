import { Button, SegmentedControl } from '@mantine/core'
import type { MessageState, WebhookMessage } from '@swath/contract/webhooks'
import { MailCheck } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { useListing } from '../../data/lists.ts'
import { formatWord } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { PagedTable } from '../../ui/paged-table.tsx'
import { Empty } from '../../ui/states.tsx'
import type { Column } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { MessageBadge } from './state.tsx'

const views: { value: MessageState; label: string; none: string }[] = [
  { value: 'dead', label: 'Given up', none: 'No dead letters' },
  { value: 'pending', label: 'Waiting', none: 'Nothing waits' },
  { value: 'delivered', label: 'Delivered', none: 'Nothing was delivered yet' },
]

/** The messages of a webhook by state; dead letters can be sent anew. */
export function Messages({ webhook_id }: { webhook_id: string }) {
  const [view, setView] = useState(views[0]!)
  const messages = useListing(['webhooks', 'messages', webhook_id, view.value], (swath, options) =>
    swath.webhooks.messages(webhook_id, { state: view.value }, options),
  )
  const chooser = (
    <SegmentedControl
      size="xs"
      aria-label="State of the messages"
      data={views.map(({ value, label }) => ({ value, label }))}
      value={view.value}
      onChange={(chosen) => setView(views.find(({ value }) => value === chosen)!)}
    />
  )
  return (
    <Section title="Messages" actions={chooser} flush>
      <PagedTable
        label="Messages"
        query={messages}
        columns={message_columns}
        keyOf={({ message_id }) => message_id}
        empty={<Empty icon={MailCheck} title={view.none} />}
      />
    </Section>
  )
}

const message_columns: Column<WebhookMessage>[] = [
  { title: 'Event', cell: ({ type }) => <strong>{formatWord(type)}</strong> },
  { title: 'State', speaks: true, cell: (message) => <MessageBadge message={message} /> },
  { title: 'About', speaks: true, cell: ({ entity_id }) => <span className="code">{entity_id}</span> },
  { title: 'Tries', align: 'right', cell: ({ tries }) => tries },
  { title: 'Last error', speaks: true, cell: ({ last_error }) => last_error },
  { title: 'Of', align: 'right', speaks: true, cell: ({ created_at }) => <When at={created_at} /> },
  {
    title: 'Again',
    align: 'right',
    speaks: true,
    cell: (message) => message.state !== 'pending' && <SendAgain message={message} />,
  },
]

function SendAgain({ message: { webhook_id, message_id } }: { message: WebhookMessage }) {
  const sending = useAction((swath) => swath.webhooks.replay(webhook_id, { message_ids: [message_id] }), {
    changes: ['webhooks'],
    fails: 'Not sent again',
    says: () => 'The message is sent again, under its id.',
  })
  return (
    <Button size="compact-xs" variant="subtle" loading={sending.isPending} onClick={() => sending.mutate()}>
      Send again
    </Button>
  )
}
