import type { Geometry } from '@swath/contract/geometry'

/** A place as people have it. `properties` is what a Feature of GeoJSON or a Placemark of KML says beside its geometry. */
export interface Place {
  geometry: Geometry
  properties: Record<string, unknown>
}
