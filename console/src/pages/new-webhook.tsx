import { Alert, Button, Group, Stack, TagsInput, TextInput } from '@mantine/core'
import type { NewWebhook } from '@swath/client/webhooks'
import type { WebhookWithSecret } from '@swath/contract/webhooks'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useAction } from '../data/actions.ts'
import { productsQuery, projectsQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Page, Section } from '../ui/page.tsx'
import { messageOf } from '../ui/states.tsx'
import classes from './destinations/destinations.module.css'
import { Secret } from './webhooks/secret.tsx'

interface Draft {
  url: string
  description: string
  event_types: string[]
  sku: string[]
  project: string[]
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

export default function NewWebhookPage() {
  const [created, setCreated] = useState<WebhookWithSecret>()
  return (
    <Page title="New webhook" about="Where events are sent, and which.">
      <div className={classes.form}>
        {created ? <Created webhook={created} /> : <Form onCreated={setCreated} />}
      </div>
    </Page>
  )
}

function Created({ webhook: { webhook_id, secret } }: { webhook: WebhookWithSecret }) {
  return (
    <Stack>
      <Secret secret={secret} />
      <Group justify="flex-end">
        <LinkButton to="/webhooks/$webhook_id" params={{ webhook_id }}>
          I have kept it
        </LinkButton>
      </Group>
    </Stack>
  )
}

function Form({ onCreated }: { onCreated: (webhook: WebhookWithSecret) => void }) {
  const [draft, setDraft] = useState<Draft>({
    url: '',
    description: '',
    event_types: ['*'],
    sku: [],
    project: [],
  })
  const change = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed })
  const creating = useAction((swath, given: NewWebhook) => swath.webhooks.create(given), {
    changes: ['webhooks'],
    done: onCreated,
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    const { sku, project, ...rest } = draft
    creating.mutate({ ...rest, filters: { sku, project } })
  }
  return (
    <form onSubmit={submit}>
      <Receiver draft={draft} change={change} />
      <What draft={draft} change={change} />
      {creating.isError && (
        <Alert color="red" mt="md" title="Not created">
          {messageOf(creating.error)}
        </Alert>
      )}
      <Group justify="flex-end" mt="lg">
        <LinkButton to="/webhooks" variant="default">
          Cancel
        </LinkButton>
        <Button type="submit" loading={creating.isPending}>
          Create webhook
        </Button>
      </Group>
    </form>
  )
}

interface PartProps {
  draft: Draft
  change: (changed: Partial<Draft>) => void
}

function Receiver({ draft, change }: PartProps) {
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
        />
        <TextInput
          label="Description"
          placeholder="Planning system"
          value={draft.description}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
      </Stack>
    </Section>
  )
}

function What({ draft, change }: PartProps) {
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
          value={draft.event_types}
          onChange={(event_types) => change({ event_types })}
        />
        <TagsInput
          label="Only of these SKUs"
          description="Or patterns such as TSK*. Empty: of every SKU."
          data={products.map(({ sku }) => sku)}
          value={draft.sku}
          onChange={(sku) => change({ sku })}
        />
        <TagsInput
          label="Only of these projects"
          description="Empty: of every project."
          data={projects.map(({ project_name }) => project_name)}
          value={draft.project}
          onChange={(project) => change({ project })}
        />
      </Stack>
    </Section>
  )
}
