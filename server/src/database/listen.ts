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
export function postgresListen(config: pg.ClientConfig, onLost: (error: unknown) => void): Listen {
  return async (channel, onNotification, onConnect) => {
    const closing = new AbortController()
    const { signal } = closing
    const listening = (async () => {
      while (!signal.aborted) {
        const client = new pg.Client(config)
        client.on('notification', ({ payload }) => onNotification(payload ?? ''))
        await listenUntilLost(client, channel, onConnect, signal).catch(onLost)
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

/** @throws whatever refused or broke the connection */
async function listenUntilLost(
  client: pg.Client,
  channel: string,
  onConnect: () => void,
  closing: AbortSignal,
) {
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
  client.on('error', reject)
  closing.addEventListener('abort', () => resolve(), { once: true })
  try {
    await Promise.race([client.connect(), ended])
    await Promise.race([client.query(`listen ${channel}`), ended])
    if (closing.aborted) return
    onConnect()
    await ended
  } finally {
    await client.end().catch(() => undefined)
  }
}
