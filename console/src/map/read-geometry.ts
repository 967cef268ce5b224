import type { Geometry } from '@swath/contract/geometry'
import { kml } from '@tmcw/togeojson'
import { wktToGeoJSON } from 'betterknown'
import type { Geometry as AnyGeometry, Feature, GeoJSON } from 'geojson'

/**
 * The place that a text means: `lat, lon`, WKT, GeoJSON or KML. Several areas become one MultiPolygon.
 * @throws Error with a sentence about what would be right
 */
export function readGeometry(text: string): Geometry {
  const given = text.trim()
  const position = /^(-?\d+(?:\.\d+)?)[\s,;]+(-?\d+(?:\.\d+)?)$/.exec(given)
  if (position) return pointAt(Number(position[1]), Number(position[2]))
  if (given.startsWith('{')) return fromGeoJson(JSON.parse(given) as GeoJSON)
  if (given.startsWith('<'))
    return fromFeatures(kml(new DOMParser().parseFromString(given, 'text/xml')).features)
  const geometry = wktToGeoJSON(given)
  if (geometry) return fromGeoJson(geometry)
  throw new Error('Give “latitude, longitude”, WKT, GeoJSON or KML.')
}

function pointAt(lat: number, lon: number): Geometry {
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) {
    throw new Error('Latitude goes from -90 to 90 and longitude from -180 to 180, in this order.')
  }
  return { type: 'Point', coordinates: [lon, lat] }
}

function fromGeoJson(json: GeoJSON): Geometry {
  if (json.type === 'FeatureCollection') return fromFeatures(json.features)
  return fromFeatures([json.type === 'Feature' ? json : { type: 'Feature', properties: {}, geometry: json }])
}

function fromFeatures(features: readonly Feature<AnyGeometry | null>[]): Geometry {
  const areas = features.flatMap(({ geometry }) => {
    if (geometry?.type === 'Polygon') return [geometry.coordinates]
    return geometry?.type === 'MultiPolygon' ? geometry.coordinates : []
  })
  const [area, ...more] = areas.map((rings) =>
    rings.map((ring) => ring.map((position) => position.slice(0, 2))),
  )
  if (area) {
    return more.length === 0
      ? { type: 'Polygon', coordinates: area }
      : { type: 'MultiPolygon', coordinates: [area, ...more] }
  }
  const point = features.find(({ geometry }) => geometry?.type === 'Point')?.geometry
  if (point?.type === 'Point') return { type: 'Point', coordinates: point.coordinates.slice(0, 2) }
  throw new Error('There is neither a point nor an area in it.')
}
