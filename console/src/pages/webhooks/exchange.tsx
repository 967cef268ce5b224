import { Text } from '@mantine/core'
import type { WebhookTry } from '@swath/contract/webhooks'
import classes from './webhooks.module.css'

/** One request to the receiver, and what it answered. */
export function Exchange({
  of: { message_id, type, started_at, response, error },
  url,
}: {
  of: WebhookTry
  url?: string
}) {
  return (
    <div className={classes.exchange}>
      <Text size="sm" fw={560}>
        Request
      </Text>
      <pre className={classes.raw}>
        {[
          `POST ${url ?? ''}`.trim(),
          `webhook-id: ${message_id}`,
          `event: ${type}`,
          `sent: ${started_at}`,
        ].join('\n')}
      </pre>
      <Text size="sm" fw={560}>
        Answer
      </Text>
      <pre className={classes.raw}>
        {response
          ? `HTTP ${response.status}\n${response.headers}\n\n${response.body}`.trim()
          : (error ?? 'None')}
      </pre>
    </div>
  )
}
