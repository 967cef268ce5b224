// STAC items as operators send them, and a host of files that lie elsewhere.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** @returns its address, at which every path is a file, and what ends it */
export async function openFileHost(): Promise<{ url: string; close: () => void }> {
  const server = createServer((_request, response) => void response.end('the bytes of an image'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

const square = [
  [
    [10, 45],
    [10.03, 45],
    [10.03, 45.02],
    [10, 45.02],
    [10, 45],
  ],
]

export function anItem(
  id: string,
  more: Record<string, unknown> = {},
  properties: Record<string, unknown> = {},
) {
  return {
    type: 'Feature',
    id,
    geometry: { type: 'Polygon', coordinates: square },
    properties: { datetime: '2026-01-01T10:10:10.123Z', 'eo:cloud_cover': 3, ...properties },
    assets: {},
    ...more,
  }
}
