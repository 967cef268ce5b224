// Another Swath over real HTTP on loopback, by a line that can be cut.
import { once } from 'node:events'
import { createServer, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestApp } from './app.ts'

export interface HttpLine {
  url: string
  is_cut: boolean
  /** Requests arrive, and their answers are lost. */
  is_deaf: boolean
  close(): Promise<void>
}

/** The way to a server over loopback, which can be cut. */
export async function openLine(to: () => TestApp): Promise<HttpLine> {
  const server = createServer(async (request, response) => {
    if (line.is_cut) return request.destroy()
    const { method, url, headers } = request
    const payload = Buffer.concat(await request.toArray())
    const answer = await to().app.http.inject({ method: method as 'GET', url: url!, headers, payload })
    if (line.is_deaf) return response.destroy()
    response.writeHead(answer.statusCode, answer.headers as OutgoingHttpHeaders).end(answer.rawPayload)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  const line = { url: `http://127.0.0.1:${port}`, is_cut: false, is_deaf: false, close }
  return line
}
