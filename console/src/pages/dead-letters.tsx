import type { WebhookMessage } from '@swath/contract/webhooks'
import { MailCheck } from 'lucide-react'
import { useListing } from '../data/lists.ts'
import { formatTime, formatWord } from '../ui/format.ts'
import { Id } from '../ui/id.tsx'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'

/** Messages to webhooks of all contracts that were given up. */
export default function DeadLettersPage() {
  const letters = useListing(['desk', 'dead_letters'], (swath, options) => swath.desk.deadLetters(options))
  return (
    <Page
      title="Dead letters"
      about="Messages to webhooks of all contracts that no receiver took. Their owners can have them sent again."
    >
      <Section flush>
        <PagedTable
          label="Dead letters"
          query={letters}
          columns={columns}
          keyOf={({ webhook_id, message_id }) => `${webhook_id} ${message_id}`}
          empty={<Empty icon={MailCheck} title="No dead letters" />}
        />
      </Section>
    </Page>
  )
}

const columns: Column<WebhookMessage>[] = [
  { title: 'Event', cell: ({ type }) => <strong>{formatWord(type)}</strong> },
  { title: 'Contract', speaks: true, cell: ({ contract_id }) => <Id>{contract_id}</Id> },
  { title: 'About', speaks: true, cell: ({ entity_id }) => <Id>{entity_id}</Id> },
  { title: 'Tries', align: 'right', cell: ({ tries }) => tries },
  { title: 'Last error', speaks: true, cell: ({ last_error }) => last_error },
  { title: 'Of', align: 'right', speaks: true, cell: ({ created_at }) => formatTime(created_at) },
]
