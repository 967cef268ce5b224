// Swath below a path of somebody's server, behind a proxy that leaves the path in place.
import { once } from 'node:events'
import http, { type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TestApp } from '../../server/test/app.ts'
import type { TestDatabase } from '../../server/test/databases.ts'

export class SwathBelowAPath {
  readonly url: string
  #proxy: Server
  #swath: TestApp | undefined

  private constructor(proxy: Server, url: string) {
    this.#proxy = proxy
    this.url = url
  }

  /** @param host as browsers name it: they have passkeys for names, not for addresses */
  static async listen(host: '127.0.0.1' | 'localhost' = '127.0.0.1'): Promise<SwathBelowAPath> {
    const proxy = http.createServer().listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    return new SwathBelowAPath(proxy, `http://${host}:${(proxy.address() as AddressInfo).port}/swath`)
  }

  async open(database: TestDatabase, settings: Record<string, string> = {}): Promise<TestApp> {
    const swath = await TestApp.open(database, { SWATH_PUBLIC_URL: this.url, ...settings })
    this.#swath = swath
    // Sessions are of now, as browsers know it.
    swath.clock.set(new Date())
    const inner = new URL(await swath.app.http.listen({ host: '127.0.0.1', port: 0 }))
    this.#proxy.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      const { method, headers, url: path } = request
      const to = { host: inner.hostname, port: inner.port, path, method, headers }
      const outgoing = http.request(to, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(response)
      })
      outgoing.on('error', () => response.destroy())
      request.pipe(outgoing)
    })
    return swath
  }

  async close() {
    this.#proxy.closeAllConnections()
    this.#proxy.close()
    await this.#swath?.close()
  }
}
