import type { Webhook } from '@swath/contract/webhooks'
import { Link } from '@tanstack/react-router'
import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { useListing } from '../data/lists.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Name } from '../ui/name.tsx'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { Digests } from './webhooks/digests.tsx'
import { WebhookBadge } from './webhooks/state.tsx'

export default function WebhooksPage() {
  const webhooks = useListing(['webhooks', 'list'], (swath, options) => swath.webhooks.list(options))
  return (
    <Page
      title="Webhooks"
      about="Events are sent to your programs as they happen, and to people by e-mail."
      actions={<NewButton />}
    >
      <Section flush>
        <PagedTable
          label="Webhooks"
          query={webhooks}
          columns={columns}
          keyOf={({ webhook_id }) => webhook_id}
          opens
          empty={
            <Empty icon={WebhookIcon} title="No webhooks yet" action={<NewButton />}>
              Have a program of yours told when something happens, instead of asking again and again.
            </Empty>
          }
        />
      </Section>
      <Digests />
    </Page>
  )
}

const columns: Column<Webhook>[] = [
  {
    title: 'Address',
    value: ({ url }) => url,
    cell: ({ webhook_id, url, description }) => (
      <Link to="/webhooks/$webhook_id" params={{ webhook_id }} className="row-link">
        <Name>{description || url}</Name>
      </Link>
    ),
  },
  { title: 'State', speaks: true, cell: (webhook) => <WebhookBadge webhook={webhook} /> },
  {
    title: 'Events',
    speaks: true,
    cell: ({ event_types }) => <span className="code">{event_types.join(', ')}</span>,
  },
  {
    title: 'Failures in a row',
    value: (one) => one.consecutive_failures,
    align: 'right',
    cell: ({ consecutive_failures }) => consecutive_failures,
  },
  {
    title: 'Created',
    align: 'right',
    value: (one) => one.created_at,
    cell: ({ created_at }) => <When at={created_at} />,
  },
]

function NewButton() {
  return (
    <LinkButton to="/webhooks/new" leftSection={<Plus size={16} aria-hidden />}>
      New webhook
    </LinkButton>
  )
}
