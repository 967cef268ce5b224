import { MultiSelect, Stack, TagsInput, TextInput } from '@mantine/core'
import type { Webhook } from '@swath/contract/webhooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { productsQuery, projectsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { Form, type FormFrame, problemAt } from '../../ui/form.tsx'
import { Section } from '../../ui/page.tsx'

export type WebhookDraft = Pick<Webhook, 'url' | 'description' | 'event_types' | 'filters'>

const empty_draft: WebhookDraft = {
  url: '',
  description: '',
  event_types: ['*'],
  filters: { sku: [], project: [], order_id: [] },
}

/** Any type of event may be typed as well; the server says which there are when one is wrong. */
const patterns = [
  '*',
  'Order*',
  'OrderCompleted',
  'OrderDelayed',
  'Capture*',
  'Deliverable*',
  'DeliverableDelivered',
  'DeliverableRejected',
  'Delivery*',
  'DeliveryFailed',
]

interface WebhookFormProps extends FormFrame {
  /** The webhook that is edited; undefined while it is a new one. */
  before?: Webhook
  onSubmit: (draft: WebhookDraft) => void
}

export function WebhookForm({ before, onSubmit, ...form }: WebhookFormProps) {
  const [draft, setDraft] = useState(before ? draftOf(before) : empty_draft)
  const change = (changed: Partial<WebhookDraft>) => setDraft({ ...draft, ...changed })
  const part = { draft, change, error: form.sending.error }
  return (
    <Form {...form} onSubmit={() => onSubmit(draft)}>
      <Receiver {...part} />
      <What {...part} />
    </Form>
  )
}

const draftOf = ({ url, description, event_types, filters }: Webhook): WebhookDraft => ({
  url,
  description,
  event_types,
  filters,
})

interface PartProps {
  draft: WebhookDraft
  change: (changed: Partial<WebhookDraft>) => void
  error: unknown
}

function Receiver({ draft, change, error }: PartProps) {
  return (
    <Section title="Receiver">
      <Stack gap="md">
        <TextInput
          label="Address"
          type="url"
          placeholder="https://example.com/swath"
          required
          value={draft.url}
          onChange={(event) => change({ url: event.currentTarget.value })}
          error={problemAt(error, '/url')}
        />
        <TextInput
          label="Description"
          placeholder="Planning system"
          maxLength={200}
          value={draft.description}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
      </Stack>
    </Section>
  )
}

function What({ draft: { event_types, filters }, change, error }: PartProps) {
  const swath = useSwath()
  const products = useQuery(productsQuery(swath)).data ?? []
  const projects = useQuery(projectsQuery(swath)).data ?? []
  return (
    <Section title="Which events">
      <Stack gap="md">
        <TagsInput
          label="Types"
          description="Types, or patterns such as Order*. * is all of them."
          data={patterns}
          value={event_types}
          onChange={(chosen) => change({ event_types: chosen })}
          error={problemAt(error, '/event_types')}
        />
        <TagsInput
          label="Only of these SKUs"
          description="Or patterns such as TSK*. Empty: of every SKU."
          data={products.map(({ sku }) => sku)}
          value={filters.sku}
          onChange={(sku) => change({ filters: { ...filters, sku } })}
          error={problemAt(error, '/filters/sku')}
        />
        <MultiSelect
          label="Only of these projects"
          description="Empty: of every project."
          data={projects.map(({ project_id, project_name }) => ({ value: project_id, label: project_name }))}
          value={filters.project}
          searchable
          onChange={(project) => change({ filters: { ...filters, project } })}
          error={problemAt(error, '/filters/project')}
        />
        <TagsInput
          label="Only of these orders"
          description="By their ids. Empty: of every order."
          value={filters.order_id}
          onChange={(order_id) => change({ filters: { ...filters, order_id } })}
          error={problemAt(error, '/filters/order_id')}
        />
      </Stack>
    </Section>
  )
}
