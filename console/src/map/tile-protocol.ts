import type { SwathClient } from '@swath/client/client'
import { ApiError } from '@swath/client/errors'
import { AJAXError, addProtocol, type RequestParameters } from 'maplibre-gl'

let client: SwathClient | undefined

/** Tiles are asked for by whoever is signed in now: MapLibre knows one way to fetch for all its maps. */
export function fetchTilesWith(swath: SwathClient) {
  client = swath
}

/** `swath://tiles/<file name>/<z>/<x>/<y>`: through the SDK, which adds the token and waits when it has to. */
addProtocol('swath', async ({ url }: RequestParameters, { signal }: AbortController) => {
  const [file_name, z, x, y] = url.slice('swath://tiles/'.length).split('/')
  try {
    const address = { z: Number(z), x: Number(x), y: Number(y) }
    const response = await client!.tiles.open(decodeURIComponent(file_name!), address, { signal })
    return { data: await response.arrayBuffer() }
  } catch (error) {
    // A tile beside the raster is empty, which MapLibre knows by its own sign.
    if (error instanceof ApiError && error.status === 404)
      throw new AJAXError(404, error.message, url, new Blob())
    throw error
  }
})
