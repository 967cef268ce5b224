// The line to a far end: a proxy on loopback that can be cut, go dead or damage what passes.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export class Line {
  /** The bytes that have gone to the far end since the last `mend`. */
  sent_bytes = 0
  #limit = Number.POSITIVE_INFINITY
  #fault: 'cut' | 'hang' | 'damage' = 'cut'
  #server: Server
  #sockets = new Set<Socket>()

  private constructor(target_port: () => number) {
    this.#server = createServer((near) => this.#join(near, connect(target_port(), '127.0.0.1')))
  }

  static async open(target_port: () => number): Promise<Line> {
    const line = new Line(target_port)
    line.#server.listen(0, '127.0.0.1')
    await once(line.#server, 'listening')
    return line
  }

  get port() {
    return (this.#server.address() as AddressInfo).port
  }

  /** Something happens once so many more bytes have gone to the far end: cut and hang last, damage is of one byte. */
  breakAfter(bytes: number, fault: 'cut' | 'hang' | 'damage' = 'cut') {
    this.sent_bytes = 0
    this.#limit = bytes
    this.#fault = fault
  }

  mend() {
    this.sent_bytes = 0
    this.#limit = Number.POSITIVE_INFINITY
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(near: Socket, far: Socket) {
    for (const socket of [near, far]) {
      this.#sockets.add(socket)
      socket.setNoDelay(true).on('error', () => undefined)
      socket.once('close', () => {
        this.#sockets.delete(socket)
        near.destroy()
        if (!far.writableEnded) far.destroy()
      })
    }
    near.on('data', (bytes) => this.#pass(bytes, near, far))
    far.on('data', (bytes) => {
      if (this.#fault === 'hang' && this.sent_bytes >= this.#limit) return
      if (!near.write(bytes)) far.pause()
    })
    near.on('drain', () => far.resume())
    far.on('drain', () => near.resume())
  }

  #pass(bytes: Buffer, near: Socket, far: Socket) {
    const at = this.#limit - this.sent_bytes
    this.sent_bytes += bytes.length
    if (at < bytes.length) {
      if (this.#fault === 'hang') return
      if (this.#fault === 'cut') {
        far.end(bytes.subarray(0, Math.max(0, at)))
        near.resetAndDestroy()
        return
      }
      bytes[Math.max(0, at)]! ^= 1
      this.#limit = Number.POSITIVE_INFINITY
    }
    if (!far.write(bytes)) near.pause()
  }
}
