import type { Webhook, WebhookMessage } from '@swath/contract/webhooks'
import { Badge, type Tone } from '../../ui/badges.tsx'
import { formatWord } from '../../ui/format.ts'

const webhook_tones: Record<Webhook['state'], Tone> = { enabled: 'good', failing: 'bad', disabled: 'neutral' }
const message_tones: Record<WebhookMessage['state'], Tone> = {
  pending: 'active',
  delivered: 'good',
  dead: 'bad',
}

export function WebhookBadge({ webhook: { state } }: { webhook: Webhook }) {
  return <Badge tone={webhook_tones[state]}>{formatWord(state)}</Badge>
}

export function MessageBadge({ message: { state } }: { message: WebhookMessage }) {
  return <Badge tone={message_tones[state]}>{state === 'dead' ? 'Given up' : formatWord(state)}</Badge>
}

export const secret_of_webhook = {
  title: 'The secret of the webhook',
  about: 'Messages are signed with it. Keep it now: it is not shown again, but can be replaced at any time.',
}

/** Why nothing is sent, and what to do about it; undefined while something is. */
export function whyDisabled({ state, disabled_reason }: Webhook): string | undefined {
  if (state !== 'disabled') return undefined
  if (disabled_reason === 'gone') return 'The receiver answered 410 Gone, so nothing is sent to it any more.'
  if (disabled_reason === 'failing') return 'Every try of three days failed, so nothing is sent any more.'
  if (disabled_reason === 'credential_ended')
    return 'The credential that set it up was revoked, has expired, or may not administer any more. Events are kept: look where they would go, and enable it if that is right.'
  return 'It was disabled by hand. Events are kept, and sent when it is enabled.'
}
