import { layers, namedFlavor } from '@protomaps/basemaps'
import { addProtocol, type LayerSpecification } from 'maplibre-gl'
import { PMTiles, Protocol, TileType } from 'pmtiles'
import type { Scheme } from './basemap.ts'

const protocol = new Protocol()
addProtocol('pmtiles', protocol.tile)

/** Looks into a PMTiles file, which may have pictures or shapes; shapes are drawn as those of Protomaps. */
export async function openTiles(url: string, scheme: Scheme) {
  const file = new PMTiles(url)
  protocol.add(file)
  const { tileType } = await file.getHeader()
  const drawn = layers('protomaps', namedFlavor(scheme), { lang: 'en' }) as LayerSpecification[]
  // Points of interest are pictures of a sheet that we do not have.
  const without_sheet = drawn.filter(({ id }) => id !== 'pois')
  return { is_vector: tileType === TileType.Mvt, layers: without_sheet }
}
