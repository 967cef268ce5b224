import type { Geometry } from '@swath/contract/geometry'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import type { Scheme } from './basemap.ts'
import { featuresOf, unrolled } from './geometry.ts'
import { draftColours } from './layers.ts'

const id = 'edited'

/** The inside of a shape that is being dragged, without its holes. */
export class EditedFill {
  readonly #map: MapLibre
  readonly #scheme: Scheme

  constructor(map: MapLibre, scheme: Scheme) {
    this.#map = map
    this.#scheme = scheme
  }

  show(shape: Geometry | undefined) {
    const shown = shape && shape.type !== 'Point' ? [unrolled(shape)] : []
    const data = featuresOf(shown.map((geometry) => ({ type: 'Feature', geometry, properties: {} })))
    const source = this.#map.getSource<GeoJSONSource>(id)
    if (source) source.setData(data)
    else if (shown.length > 0) this.#add(data)
  }

  remove() {
    if (!this.#map.getSource(id)) return
    this.#map.removeLayer(id)
    this.#map.removeSource(id)
  }

  #add(data: ReturnType<typeof featuresOf>) {
    this.#map.addSource(id, { type: 'geojson', data })
    const paint = { 'fill-color': draftColours(this.#scheme).line, 'fill-opacity': 0.18 }
    this.#map.addLayer({ id, type: 'fill', source: id, paint })
  }
}
