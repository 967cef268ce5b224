import type { Geometry } from '@swath/contract/geometry'
import { kml } from '@tmcw/togeojson'
import { wktToGeoJSON } from 'betterknown'
import type { Geometry as AnyGeometry, GeoJSON, GeometryCollection, Point, Position } from 'geojson'

/**
 * The place that a text means: `lat, lon`, WKT, GeoJSON or KML. Several areas become one MultiPolygon.
 * @throws Error with a sentence about what would be right
 */
export function readGeometry(text: string): Geometry {
  const given = text.trim()
  const position = /^(-?\d+(?:\.\d+)?)[\s,;]+(-?\d+(?:\.\d+)?)$/.exec(given)
  if (position) return pointAt(Number(position[1]), Number(position[2]))
  if (given.startsWith('{')) return fromGeoJson(parseJson(given))
  if (given.startsWith('<')) return fromKml(given)
  if (given.includes('(')) return fromGeoJson(parseWkt(given))
  throw new Error('Give “latitude, longitude”, WKT, GeoJSON or KML.')
}

function pointAt(lat: number, lon: number): Geometry {
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) {
    throw new Error('Latitude goes from -90 to 90 and longitude from -180 to 180, in this order.')
  }
  return { type: 'Point', coordinates: [lon, lat] }
}

function parseWkt(text: string): GeoJSON {
  try {
    return wktToGeoJSON(text)!
  } catch (cause) {
    throw new Error(`This is not valid WKT: ${(cause as Error).message}.`, { cause })
  }
}

function parseJson(text: string): GeoJSON {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`This is not valid JSON: ${(cause as Error).message}`, { cause })
  }
}

function fromKml(text: string): Geometry {
  const document = new DOMParser().parseFromString(text, 'text/xml')
  // Browsers do not throw; they answer with a document about the error.
  if (document.getElementsByTagName('parsererror').length > 0) {
    throw new Error('This is not valid XML; a part of the KML may be missing.')
  }
  return fromGeometries(kml(document).features.map(({ geometry }) => geometry))
}

function fromGeoJson(json: GeoJSON): Geometry {
  if (typeof json.type !== 'string') throw new Error('This is not GeoJSON: it has no “type”.')
  if (json.type === 'Feature') return fromGeometries([json.geometry])
  if (json.type !== 'FeatureCollection') return fromGeometries([json])
  if (!Array.isArray(json.features)) throw new Error('The FeatureCollection has no “features”.')
  return fromGeometries(json.features.map(({ geometry }) => geometry))
}

function fromGeometries(given: readonly (AnyGeometry | null)[]): Geometry {
  const geometries = given.flatMap(partsOf)
  const areas = geometries.flatMap((geometry) => {
    if (geometry.type === 'Polygon') return [geometry.coordinates]
    return geometry.type === 'MultiPolygon' ? geometry.coordinates : []
  })
  const [area, ...more] = areas.map((rings) => rings.map((ring) => ring.map(placeAt)))
  if (area) {
    return more.length === 0
      ? { type: 'Polygon', coordinates: area }
      : { type: 'MultiPolygon', coordinates: [area, ...more] }
  }
  const [point, ...others] = geometries.filter(({ type }) => type === 'Point') as Point[]
  if (!point) throw new Error('There is neither a point nor an area in it.')
  if (others.length > 0) throw new Error(`It has ${others.length + 1} points; an order is for one.`)
  return { type: 'Point', coordinates: placeAt(point.coordinates) }
}

function partsOf(geometry: AnyGeometry | null): Exclude<AnyGeometry, GeometryCollection>[] {
  if (!geometry) return []
  if (geometry.type === 'GeometryCollection') return geometry.geometries.flatMap(partsOf)
  if (!Array.isArray(geometry.coordinates)) throw new Error(`The ${geometry.type} has no “coordinates”.`)
  return [geometry]
}

/** Longitude and latitude without the height, which no order has. */
function placeAt(position: Position): Position {
  const [lon, lat] = position
  const is_number = Number.isFinite(lon) && Number.isFinite(lat)
  if (!is_number || Math.abs(lon!) > 180 || Math.abs(lat!) > 90) {
    throw new Error(
      `${JSON.stringify(position)} is no place: longitude (-180 to 180) comes before latitude (-90 to 90), in degrees.`,
    )
  }
  return [lon!, lat!]
}
