import { readFile } from 'node:fs/promises'
import {
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamClient,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream'
import {
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  headers,
  type NatsConnection,
  nanos,
} from '@nats-io/transport-node'
import type { NatsSettings } from '../config.ts'
import { requireNoTransaction } from '../database/db.ts'

export interface BrokerMessage {
  /** The same in every try: the broker keeps the first. */
  id: string
  /** Below the subject of the stream. */
  subject: string
  body: string
}

/** The broker to which events are published. One message at a time is under way in each call of `publish`. */
export interface Broker {
  readonly stream: string
  /** Resolves when the broker has stored the message, now or before. */
  publish(message: BrokerMessage): Promise<void>
  close(): Promise<void>
}

const answer_ms = 5_000
/** For so long the broker knows a message that it has got already. */
const remembers_ms = 3_600_000

/** A stream of NATS JetStream. It connects when there is something to publish, and anew after a failure. */
export class NatsStream implements Broker {
  readonly stream: string
  #settings: NatsSettings
  #open: Promise<{ connection: NatsConnection; client: JetStreamClient }> | undefined

  constructor(settings: NatsSettings) {
    this.#settings = settings
    this.stream = settings.stream
  }

  async publish({ id, subject, body }: BrokerMessage): Promise<void> {
    requireNoTransaction('The broker')
    const { client } = await this.#connected()
    const head = headers()
    // Structured mode of the CloudEvents binding for NATS.
    head.set('content-type', 'application/cloudevents+json')
    await client.publish(`${this.#settings.subject}.${subject}`, body, {
      msgID: id,
      headers: head,
      timeout: answer_ms,
      // Otherwise a subject that another stream takes as well would be lost to ours.
      expect: { streamName: this.stream },
    })
  }

  async close(): Promise<void> {
    const open = this.#open
    this.#open = undefined
    // It is gone, or never was there.
    await open?.then(({ connection }) => connection.close()).catch(() => undefined)
  }

  async #connected() {
    this.#open ??= this.#connect()
    const open = await this.#open
    if (!open.connection.isClosed()) return open
    this.#open = this.#connect()
    return this.#open
  }

  async #connect() {
    try {
      const connection = await connect(await optionsOf(this.#settings))
      await this.#createStream(connection)
      return { connection, client: jetstream(connection) }
    } catch (error) {
      this.#open = undefined
      throw error
    }
  }

  /** A stream that is there stays as its operator has made it. */
  async #createStream(connection: NatsConnection) {
    const manager = await jetstreamManager(connection, { checkAPI: false, timeout: answer_ms })
    try {
      await manager.streams.info(this.stream)
    } catch (error) {
      if (!(error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound)) {
        await connection.close()
        throw error
      }
      const subjects = [`${this.#settings.subject}.>`]
      await manager.streams.add({ name: this.stream, subjects, duplicate_window: nanos(remembers_ms) })
    }
  }
}

async function optionsOf({ url, credentials }: NatsSettings): Promise<ConnectionOptions> {
  const { protocol, host, username, password } = new URL(url)
  const [user, pass] = [username, password].map(decodeURIComponent) as [string, string]
  return {
    name: 'swath',
    servers: host,
    timeout: answer_ms,
    // The sender tries again by itself, from the place that is stored.
    reconnect: false,
    ...(protocol === 'tls:' ? { tls: {} } : {}),
    ...(user === '' ? {} : pass === '' ? { token: user } : { user, pass }),
    ...(credentials === undefined ? {} : { authenticator: credsAuthenticator(await readFile(credentials)) }),
  }
}
