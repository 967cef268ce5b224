import type { SwathClient } from '@swath/client/client'
import type { Item } from '@swath/client/stac'
import { queryOptions } from '@tanstack/react-query'
import { Picture } from '../../viewer/picture.ts'
import type { Place } from '../../viewer/raster-file.ts'

/** The preview of an item of the archive, to be looked at like an image. Looking costs nothing. */
export const pictureQuery = (swath: SwathClient, item: Item, key: 'preview' | 'thumbnail') =>
  queryOptions({
    queryKey: ['picture', item.collection, item.id, key],
    queryFn: async ({ signal }) => {
      const response = await swath.stac.openBrowseImage(item.collection, item.id, key, { signal })
      return Picture.read(await response.blob(), (width) => placeOf(item, width))
    },
    staleTime: Number.POSITIVE_INFINITY,
  })

/** A preview shows all of the image, by fewer pixels. */
function placeOf({ properties = {} }: Item, width: number): Place | undefined {
  const {
    'proj:code': code,
    'proj:epsg': number,
    'proj:shape': shape,
    'proj:transform': transform,
  } = properties
  const epsg = Number(number ?? /^EPSG:(\d+)$/.exec(String(code))?.[1])
  if (!Number.isInteger(epsg) || !isNumbers(shape) || !isNumbers(transform)) return undefined
  const [pixel_m, skew, west, , , north] = transform
  if (pixel_m === undefined || west === undefined || north === undefined || skew !== 0) return undefined
  return { epsg, west, north, pixel_size: (pixel_m * shape[1]!) / width }
}

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number')
