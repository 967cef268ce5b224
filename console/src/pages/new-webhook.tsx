import { Group, Stack } from '@mantine/core'
import type { WebhookWithSecret } from '@swath/contract/webhooks'
import { useState } from 'react'
import { useAction } from '../data/actions.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Page } from '../ui/page.tsx'
import { Secret } from '../ui/secret.tsx'
import { secret_of_webhook } from './webhooks/state.tsx'
import { type WebhookDraft, WebhookForm } from './webhooks/webhook-form.tsx'

export default function NewWebhookPage() {
  const [created, setCreated] = useState<WebhookWithSecret>()
  const creating = useAction((swath, draft: WebhookDraft) => swath.webhooks.create(draft), {
    changes: ['webhooks'],
    done: setCreated,
  })
  return (
    <Page title="New webhook" about="Where events are sent, and which.">
      {created ? (
        <Created webhook={created} />
      ) : (
        <WebhookForm
          act="Create webhook"
          fails="Not created"
          sending={creating}
          onSubmit={(draft) => creating.mutate(draft)}
          cancel={
            <LinkButton to="/webhooks" variant="default">
              Cancel
            </LinkButton>
          }
        />
      )}
    </Page>
  )
}

function Created({ webhook: { webhook_id, secret } }: { webhook: WebhookWithSecret }) {
  return (
    <Stack maw={760}>
      <Secret {...secret_of_webhook} secret={secret} />
      <Group justify="flex-end">
        <LinkButton to="/webhooks/$webhook_id" params={{ webhook_id }}>
          I have kept it
        </LinkButton>
      </Group>
    </Stack>
  )
}
