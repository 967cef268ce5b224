// A provider's file server: real files over real HTTP on loopback.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import path from 'node:path'

/** A file that lies in a folder. */
export interface ProducedFile {
  key: string
  file_name: string
  media_type: string
  roles: readonly string[]
  size_bytes: number
  sha256: string
}

export interface FileServer {
  /** The files of the folder, as a `ready` report announces them. */
  announceProduced(files: readonly ProducedFile[]): Record<string, unknown>[]
  /** Two small files of this server, as a `ready` report announces them. */
  announce(name: string): Record<string, unknown>[]
  /** An address that sends on to another. */
  leadingTo(location: string): string
  close(): Promise<void>
}

/** @param folder of real files; any other path has a content of its own */
export async function serveFiles(folder?: string): Promise<FileServer> {
  const server: Server = createServer((request, response) => {
    const [, location] = /^\/to\/(.*)/.exec(request.url!) ?? []
    if (location) return response.writeHead(302, { location: decodeURIComponent(location) }).end()
    const file = folder === undefined ? undefined : path.join(folder, request.url!)
    return response.end(file !== undefined && existsSync(file) ? readFileSync(file) : contentOf(request.url!))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const url = `http://127.0.0.1:${port}`
  return {
    announceProduced: (files) => files.map((file) => ({ ...file, href: `${url}/${file.file_name}` })),
    announce: (name) => ['analytic', 'preview'].map((key) => describe(url, key, `${name}_${key}.tif`)),
    leadingTo: (location) => `${url}/to/${encodeURIComponent(location)}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function contentOf(url: string): Buffer {
  return Buffer.from(`the content of ${url}\n`.repeat(50))
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
