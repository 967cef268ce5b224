import { setTimeout } from 'node:timers/promises'
import pg from 'pg'

/**
 * Calls `onNotification` for each notification of a channel, and `onConnect` whenever listening has begun:
 * those sent before, for example while the connection was lost, are not delivered.
 */
export type Listen = (
  channel: string,
  onNotification: (payload: string) => void,
  onConnect: () => void,
) => Promise<{ close(): Promise<void> }>

const seconds_between_attempts = 1

/** Listens on a connection of its own, made anew whenever it is lost. */
export function postgresListen(url: string): Listen {
  return async (channel, onNotification, onConnect) => {
    const closing = new AbortController()
    const { signal } = closing
    const listening = (async () => {
      while (!signal.aborted) {
        const client = new pg.Client({ connectionString: url, keepAlive: true })
        client.on('notification', ({ payload }) => onNotification(payload ?? ''))
        await listenUntilLost(client, channel, onConnect, signal)
        await setTimeout(seconds_between_attempts * 1000, undefined, { signal }).catch(() => undefined)
      }
    })()
    async function close() {
      closing.abort()
      await listening
    }
    return { close }
  }
}

async function listenUntilLost(
  client: pg.Client,
  channel: string,
  onConnect: () => void,
  closing: AbortSignal,
) {
  const { promise: lost, resolve: lose } = Promise.withResolvers<void>()
  for (const event of ['error', 'end'] as const) client.on(event, () => lose())
  closing.addEventListener('abort', () => lose(), { once: true })
  try {
    await client.connect()
    await client.query(`listen ${channel}`)
    onConnect()
    await lost
  } catch {
    // Refused or lost: the caller tries again.
  } finally {
    await client.end().catch(() => undefined)
  }
}
