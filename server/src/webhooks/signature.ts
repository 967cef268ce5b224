import { createHmac, randomBytes } from 'node:crypto'

const prefix = 'whsec_'

/** As Standard Webhooks writes symmetric secrets. */
export function newSecret(): string {
  return prefix + randomBytes(32).toString('base64')
}

interface Signed {
  webhook_id: string
  /** Seconds since 1970. */
  timestamp: number
  body: string
}

/** The header `webhook-signature` of Standard Webhooks: a signature by each secret, separated by spaces. */
export function signatures(secrets: readonly string[], { webhook_id, timestamp, body }: Signed): string {
  return secrets
    .map((secret) => createHmac('sha256', Buffer.from(secret.slice(prefix.length), 'base64')))
    .map((hmac) => `v1,${hmac.update(`${webhook_id}.${timestamp}.${body}`).digest('base64')}`)
    .join(' ')
}
