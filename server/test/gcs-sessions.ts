// fake-gcs-server lacks a part of resumable uploads: asked how far one is, it ends it with what it has (its issue
// 2354). Here such a question is answered as Google's documentation of the protocol says, from the chunks that
// fake-gcs-server has confirmed; everything else goes on to it.
import { once } from 'node:events'
import { createServer, request as requestOf } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'

export async function openGcsSessions(port: number): Promise<{ port: number; close: () => Promise<void> }> {
  const confirmed = new Map<string, number>()
  const server = createServer(async (request, response) => {
    const { url = '/', method, headers } = request
    const [, last, size] = /^bytes (?:\d+-(\d+)|\*)\/(\d+)$/.exec(headers['content-range'] ?? '') ?? []
    const bytes = confirmed.get(url) ?? 0
    if (size !== undefined && last === undefined && bytes < Number(size)) {
      response.writeHead(308, bytes === 0 ? {} : { range: `bytes=0-${bytes - 1}` }).end()
      return
    }
    const onward = requestOf({ host: '127.0.0.1', port, path: url, method, headers })
    onward.on('response', (answer) => {
      if (answer.statusCode === 308) confirmed.set(url, Number(last) + 1)
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    // A client that is cut off has not sent the rest, and gets no answer.
    await pipeline(request, onward).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
