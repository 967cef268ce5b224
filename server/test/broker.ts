// Debian's nats-server with JetStream: started on loopback with a store of its own, killed and started again as a
// test likes.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type JsMsg, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { freePort } from '../../scripts/free-port.ts'

export const nats_is_missing = spawnSync('nats-server', ['--version']).error
  ? 'nats-server is not here (Debian: nats-server)'
  : false

export class NatsServer {
  #folder: string
  #port: number
  #process: ChildProcess | undefined

  private constructor(folder: string, port: number) {
    this.#folder = folder
    this.#port = port
  }

  static async open(): Promise<NatsServer> {
    const server = new NatsServer(await mkdtemp(path.join(tmpdir(), 'swath-nats-')), await freePort())
    await server.start()
    return server
  }

  get url() {
    return `nats://127.0.0.1:${this.#port}`
  }

  async start() {
    const args = ['-a', '127.0.0.1', '-p', String(this.#port), '-js', '-sd', this.#folder]
    const child = spawn('nats-server', args, { stdio: ['ignore', 'ignore', 'pipe'] })
    this.#process = child
    for await (const line of child.stderr!.iterator({ destroyOnReturn: false })) {
      if (String(line).includes('Server is ready')) break
    }
    child.stderr!.resume()
  }

  /** As when the machine loses power, except that its disk has what was written. */
  async kill() {
    const child = this.#process!
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  async close() {
    await this.kill()
    await rm(this.#folder, { recursive: true })
  }

  /** Everything in a stream, in its order. */
  async read(stream: string): Promise<JsMsg[]> {
    const connection = await connect({ servers: this.url, reconnect: false })
    try {
      const { state } = await (await jetstreamManager(connection)).streams.info(stream)
      const messages: JsMsg[] = []
      if (state.messages === 0) return messages
      const consumer = await jetstream(connection).consumers.get(stream)
      for await (const message of await consumer.fetch({ max_messages: state.messages }))
        messages.push(message)
      return messages
    } finally {
      await connection.close()
    }
  }
}
