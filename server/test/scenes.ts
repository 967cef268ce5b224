// A provider's file server with whole scenes: the files of a delivery, and the STAC item that describes them.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Geometry } from '@swath/contract/geometry'
import { encodeCog } from '@swath/imagery/cog'
import type { PixelGrid } from '@swath/imagery/raster'
import { projectionOf } from '@swath/imagery/utm'
import { gridOf, projectFootprint } from '../../simulator/src/imagery/footprint.ts'
import { ringOf } from '../../simulator/src/task.ts'

export interface SceneServer {
  /**
   * Announces the files of a scene as a `ready` report does.
   * @param more for the metadata
   * @param shown with it, the images are GeoTIFFs of that place, in which `sampleAt` is what a pixel says
   */
  announce(
    scene_id: string,
    level: string,
    more?: Record<string, unknown>,
    shown?: Geometry,
  ): Promise<Record<string, unknown>[]>
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
    announce: async (scene_id, level, more = {}, shown = undefined) => {
      const grid = shown && gridAround(shown, more['proj:epsg'] as number | undefined)
      const files: ReturnType<typeof put>[] = []
      for (const [key, suffix, media_type, roles] of kinds) {
        const is_image = grid && suffix.endsWith('.tif')
        const text = Buffer.from(`${scene_id} ${key}\n`.repeat(40))
        files.push(put(key, scene_id + suffix, media_type, roles, is_image ? await imageOf(key, grid) : text))
      }
      const place = grid && { 'proj:epsg': grid.epsg }
      const metadata = Buffer.from(JSON.stringify(describeScene(scene_id, level, { ...place, ...more })))
      return [...files, put('metadata', `${scene_id}_stac.geojson`, 'application/geo+json', [], metadata)]
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const pixel_m = 50

/** The value of an image at the pixel whose north-west corner is there. */
export const sampleAt = (easting_m: number, northing_m: number, band: number): number =>
  1 + ((Math.round(easting_m / pixel_m) * 7 + Math.round(northing_m / pixel_m) * 31 + band * 11) % 200)

function gridAround(shown: Geometry, epsg: number | undefined): PixelGrid {
  const ring = ringOf(shown as Parameters<typeof ringOf>[0])
  const plane = epsg === undefined ? projectFootprint(ring) : undefined
  const project = (code: number) => ring.map((position) => projectionOf(code).forward(position))
  return gridOf(plane ?? { epsg: epsg!, ring: project(epsg!) }, pixel_m, true)
}

function imageOf(key: string, grid: PixelGrid): Buffer {
  const { width, height, origin_easting_m: west, origin_northing_m: north } = grid
  const bands = { analytic: 4, visual: 3 }[key] ?? 1
  const samples = Uint8Array.from({ length: width * height * bands }, (_, at) => {
    const [pixel, band] = [Math.floor(at / bands), at % bands]
    const [column, row] = [pixel % width, Math.floor(pixel / width)]
    return sampleAt(west + column * pixel_m, north - row * pixel_m, band)
  })
  const described = Array.from({ length: bands }, (_, band) => ({ description: `Band ${band + 1}` }))
  const options = { grid, bands: described, resampling: 'average', tile_size_px: 256 } as const
  return encodeCog({ width, height, bands, samples }, options)
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
