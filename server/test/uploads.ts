// A plain server that takes files by PUT, in a folder: it answers as servers do that know nothing of checksums.
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'

export async function serveUploads(folder: string, token: string) {
  const server = createServer((request, response) => {
    answer(request, response, folder, token).catch(() => response.destroy())
  })
  return listen(server)
}

/** A far end that answers everything with one status. */
export async function serveStatus(status: number, headers: Record<string, string> = {}) {
  return listen(
    createServer((request, response) => {
      request.resume()
      response.writeHead(status, headers).end()
    }),
  )
}

async function listen(server: Server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { port, close }
}

async function answer(request: IncomingMessage, response: ServerResponse, folder: string, token: string) {
  const file = path.join(folder, decodeURIComponent(request.url!))
  if (request.headers.authorization !== `Bearer ${token}`) return response.writeHead(401).end()
  if (request.method === 'PUT') {
    await mkdir(path.dirname(file), { recursive: true })
    const temporary = path.join(folder, `upload-${Math.random()}`)
    try {
      await pipeline(request, createWriteStream(temporary))
      await rename(temporary, file)
    } finally {
      await rm(temporary, { force: true })
    }
    return response.writeHead(201).end()
  }
  const found = await stat(file).catch(() => undefined)
  if (!found) return response.writeHead(404).end()
  if (request.method === 'DELETE') {
    await rm(file)
    return response.writeHead(204).end()
  }
  response.writeHead(200, { 'content-length': found.size })
  if (request.method === 'HEAD') return response.end()
  return pipeline(createReadStream(file), response)
}
