// A provider's file server with whole scenes: the files of a delivery, and the STAC item that describes them.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

export interface SceneServer {
  /** What a `ready` report says about the files of a scene. */
  announce(scene_id: string, level: string, more?: Record<string, unknown>): Record<string, unknown>[]
  close(): Promise<void>
}

const kinds: [key: string, suffix: string, media_type: string, roles: string[]][] = [
  ['analytic', '_analytic.tif', 'image/tiff; application=geotiff', ['data', 'reflectance']],
  ['visual', '_visual.tif', 'image/tiff; application=geotiff', ['data', 'visual']],
  ['cloud', '_cloud.tif', 'image/tiff; application=geotiff', ['cloud']],
  ['preview', '_preview.png', 'image/png', ['overview']],
  ['thumbnail', '_thumbnail.png', 'image/png', ['thumbnail']],
  ['delivery_zip', '.zip', 'application/zip', ['archive']],
]

export async function serveScenes(): Promise<SceneServer> {
  const contents = new Map<string, Buffer>()
  const server = createServer((request, response) => response.end(contents.get(request.url!)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const put = (key: string, file_name: string, media_type: string, roles: string[], content: Buffer) => {
    contents.set(`/${file_name}`, content)
    const sha256 = createHash('sha256').update(content).digest('hex')
    const href = `http://127.0.0.1:${port}/${file_name}`
    return { key, file_name, href, media_type, roles, size_bytes: content.length, sha256 }
  }
  return {
    announce: (scene_id, level, more = {}) => {
      const files = kinds.map(([key, suffix, media_type, roles]) =>
        put(key, scene_id + suffix, media_type, roles, Buffer.from(`${scene_id} ${key}\n`.repeat(40))),
      )
      const metadata = Buffer.from(JSON.stringify(describeScene(scene_id, level, more)))
      return [...files, put('metadata', `${scene_id}_stac.geojson`, 'application/geo+json', [], metadata)]
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function describeScene(scene_id: string, level: string, more: Record<string, unknown>) {
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id: scene_id,
    properties: {
      datetime: '2026-06-02T10:00:10.123Z',
      platform: 'newsat40',
      instruments: ['ms'],
      gsd: 0.7,
      'eo:cloud_cover': 3.2,
      'proj:shape': [100, 200],
      'proj:transform': [0.7, 0, 399_999, 0, -0.7, 5_002_001, 0, 0, 1],
      'satl:product_name': level,
      'satl:product_version': '2.0.1',
      ...more,
    },
    assets: { analytic: { href: './x', 'eo:bands': [{ name: 'Blue' }], reflectance_scale_factor: 0.0001 } },
  }
}
