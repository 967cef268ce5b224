import { Alert, Button, Group, Modal } from '@mantine/core'
import type { Webhook } from '@swath/contract/webhooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useAction } from '../data/actions.ts'
import { projectsQuery, webhookQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { Confirm } from '../ui/confirm.tsx'
import { formatTime } from '../ui/format.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Facts, Page, Section } from '../ui/page.tsx'
import { Secret } from '../ui/secret.tsx'
import { Answered } from '../ui/states.tsx'
import { When } from '../ui/when.tsx'
import { SetUpBy } from './credentials/set-up-by.tsx'
import classes from './destinations/destinations.module.css'
import { Messages } from './webhooks/messages.tsx'
import { Replay } from './webhooks/replay.tsx'
import { secret_of_webhook, WebhookBadge, whyDisabled } from './webhooks/state.tsx'
import { TestButton } from './webhooks/test-button.tsx'
import { Tries } from './webhooks/tries.tsx'

export default function WebhookPage() {
  const { webhook_id } = useParams({ from: '/signed-in/webhooks/$webhook_id' })
  const webhook = useQuery(webhookQuery(useSwath(), webhook_id))
  return <Answered query={webhook}>{(found) => <Details webhook={found} />}</Answered>
}

function Details({ webhook }: { webhook: Webhook }) {
  const { webhook_id, url, description } = webhook
  return (
    <Page
      title={description || url}
      mark={<WebhookBadge webhook={webhook} />}
      about={description && <span className="code">{url}</span>}
      actions={<Actions webhook={webhook} />}
    >
      <Warning webhook={webhook} />
      <div className={classes.columns}>
        <div>
          <Tries webhook={webhook} />
          <Messages webhook_id={webhook_id} />
        </div>
        <div>
          <Section title="Webhook">
            <WebhookFacts webhook={webhook} />
          </Section>
          <Replay webhook_id={webhook_id} />
        </div>
      </div>
    </Page>
  )
}

function WebhookFacts({ webhook }: { webhook: Webhook }) {
  const { event_types, filters, created_at, created_by, previous_secret_until, consecutive_failures } =
    webhook
  const projects = useQuery(projectsQuery(useSwath())).data ?? []
  const nameOf = (id: string) => projects.find(({ project_id }) => project_id === id)?.project_name ?? id
  return (
    <Facts
      facts={{
        Events: <span className="code">{event_types.join(', ')}</span>,
        SKUs: filters.sku.join(', '),
        Projects: filters.project.map(nameOf).join(', '),
        Orders: filters.order_id.join(', '),
        'Set up by': <SetUpBy client_id={created_by} />,
        Created: formatTime(created_at),
        'Failures in a row': consecutive_failures > 0 && consecutive_failures,
        'Old secret good until': previous_secret_until && formatTime(previous_secret_until),
      }}
    />
  )
}

function Warning({ webhook }: { webhook: Webhook }) {
  const why = whyDisabled(webhook)
  if (why) {
    return (
      <Alert color="yellow" mb="md" title="Disabled">
        {why}
      </Alert>
    )
  }
  if (webhook.state !== 'failing') return null
  return (
    <Alert color="red" mb="md" title="The last tries failed">
      Messages wait and are tried again
      {webhook.paused_until && (
        <>
          {' '}
          <When at={webhook.paused_until} />
        </>
      )}
      . After three days without success the webhook is disabled.
    </Alert>
  )
}

function Actions({ webhook: { webhook_id, url, is_enabled } }: { webhook: Webhook }) {
  const navigate = useNavigate()
  const switching = useAction((swath) => swath.webhooks.update(webhook_id, { is_enabled: !is_enabled }), {
    changes: ['webhooks'],
    fails: 'Not changed',
  })
  const removing = useAction((swath) => swath.webhooks.remove(webhook_id), {
    changes: ['digests'],
    fails: 'Not deleted',
    says: () => 'The webhook is deleted.',
    done: () => void navigate({ to: '/webhooks' }),
  })
  return (
    <>
      <TestButton webhook_id={webhook_id} />
      <LinkButton to="/webhooks/$webhook_id/edit" params={{ webhook_id }} variant="default">
        Edit
      </LinkButton>
      <RotateButton webhook_id={webhook_id} />
      <Button
        variant={is_enabled ? 'default' : 'filled'}
        loading={switching.isPending}
        onClick={() => switching.mutate()}
      >
        {is_enabled ? 'Disable' : 'Enable'}
      </Button>
      <Confirm
        label="Delete"
        question="Delete the webhook?"
        consequence={`Nothing more is sent to ${url}. Its messages and its log are deleted with it.`}
        act="Delete the webhook"
        doing={removing}
      />
    </>
  )
}

function RotateButton({ webhook_id }: { webhook_id: string }) {
  const [secret, setSecret] = useState<string>()
  const rotating = useAction((swath) => swath.webhooks.rotateSecret(webhook_id), {
    changes: ['webhooks'],
    fails: 'The secret is still the old one',
    done: (rotated) => setSecret(rotated.secret),
  })
  return (
    <>
      <Button variant="default" loading={rotating.isPending} onClick={() => rotating.mutate()}>
        New secret
      </Button>
      <Modal
        opened={secret !== undefined}
        onClose={() => setSecret(undefined)}
        title="For 24 hours messages are signed with both"
        size="lg"
      >
        {secret && <Secret {...secret_of_webhook} secret={secret} />}
        <Group justify="flex-end" mt="md">
          <Button onClick={() => setSecret(undefined)}>I have kept it</Button>
        </Group>
      </Modal>
    </>
  )
}
