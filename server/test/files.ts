// A provider's file server: real files over real HTTP on loopback.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'

export interface FileServer {
  /** What a `ready` report says about two small files of this server. */
  announce(name: string): Record<string, unknown>[]
  close(): Promise<void>
}

export async function serveFiles(): Promise<FileServer> {
  const server: Server = createServer((request, response) => response.end(contentOf(request.url!)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const url = `http://127.0.0.1:${port}`
  return {
    announce: (name) => ['analytic', 'preview'].map((key) => describe(url, key, `${name}_${key}.tif`)),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function contentOf(path: string): Buffer {
  return Buffer.from(`the content of ${path}\n`.repeat(50))
}

function describe(url: string, key: string, file_name: string) {
  const content = contentOf(`/${file_name}`)
  return {
    key,
    file_name,
    href: `${url}/${file_name}`,
    media_type: 'image/tiff',
    roles: ['data'],
    size_bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  }
}
