import type { Webhook } from '@swath/contract/webhooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useAction } from '../data/actions.ts'
import { webhookQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Page } from '../ui/page.tsx'
import { Answered } from '../ui/states.tsx'
import { type WebhookDraft, WebhookForm } from './webhooks/webhook-form.tsx'

export default function EditWebhookPage() {
  const { webhook_id } = useParams({ from: '/signed-in/webhooks/$webhook_id/edit' })
  const webhook = useQuery(webhookQuery(useSwath(), webhook_id))
  return <Answered query={webhook}>{(found) => <Editing webhook={found} />}</Answered>
}

function Editing({ webhook }: { webhook: Webhook }) {
  const { webhook_id, url, description } = webhook
  const params = { webhook_id }
  const navigate = useNavigate()
  const saving = useAction((swath, draft: WebhookDraft) => swath.webhooks.update(webhook_id, draft), {
    changes: ['webhooks'],
    says: () => 'Saved. Send a test to see whether it works.',
    done: () => void navigate({ to: '/webhooks/$webhook_id', params }),
  })
  return (
    <Page title={`Edit ${description || url}`} about="The secret stays as it is.">
      <WebhookForm
        before={webhook}
        act="Save"
        fails="Not saved"
        sending={saving}
        onSubmit={(draft) => saving.mutate(draft)}
        cancel={
          <LinkButton to="/webhooks/$webhook_id" params={params} variant="default">
            Cancel
          </LinkButton>
        }
      />
    </Page>
  )
}
