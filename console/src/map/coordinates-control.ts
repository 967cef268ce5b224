import type { IControl, LngLat, Map as MapLibre } from 'maplibre-gl'
import { formatPlace } from './measure.ts'

/** The place below the pointer or, where there is none, in the middle of the view. */
export class CoordinatesControl implements IControl {
  #element = document.createElement('div')

  onAdd(map: MapLibre): HTMLElement {
    this.#element.className = 'maplibregl-ctrl maplibregl-ctrl-scale swath-coordinates'
    const tell = ({ lng, lat }: LngLat) =>
      (this.#element.textContent = formatPlace([lng, lat], map.getZoom()))
    map.on('mousemove', ({ lngLat }) => tell(lngLat))
    map.on('moveend', () => tell(map.getCenter()))
    map.on('mouseout', () => tell(map.getCenter()))
    tell(map.getCenter())
    return this.#element
  }

  onRemove() {
    this.#element.remove()
  }
}
