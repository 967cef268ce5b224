import type { Geometry } from '@swath/contract/geometry'
import type { Map as MapLibre, PointLike } from 'maplibre-gl'
import {
  TerraDraw,
  type TerraDrawExtend,
  TerraDrawPointMode,
  TerraDrawPolygonMode,
  TerraDrawRectangleMode,
  TerraDrawSelectMode,
} from 'terra-draw'
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter'
import type { Scheme } from './basemap.ts'
import { EditedFill } from './edited-fill.ts'
import {
  gripOf,
  type Handle,
  nearestCorner,
  nearestRing,
  nearZero,
  type Ring,
  shapeOf,
  withoutCorner,
} from './editing.ts'
import { draftColours } from './layers.ts'

export type DrawingMode = 'point' | 'polygon' | 'rectangle'

type Changes = Parameters<TerraDrawExtend.TerraDrawBaseAdapter['render']>[0]
type Styling = Parameters<TerraDrawExtend.TerraDrawBaseAdapter['render']>[1]

/** Counts longitudes from a meridian near the shape, since terra-draw refuses those beyond 180. */
class NearAdapter extends TerraDrawMapLibreGLAdapter<MapLibre> {
  /** In whole degrees: others would cost digits. */
  middle = 0
  readonly #map: MapLibre

  constructor(map: MapLibre) {
    super({ map, coordinatePrecision: 6 })
    this.#map = map
  }

  override project(lng: number, lat: number) {
    const centre = this.#map.getCenter().lng
    // The copy of the world that is looked at.
    return super.project(centre + nearZero(lng + this.middle - centre), lat)
  }

  override unproject(x: number, y: number) {
    const { lng, lat } = super.unproject(x, y)
    return { lng: nearZero(lng - this.middle), lat }
  }

  override render({ created, updated, unchanged, deletedIds }: Changes, styling: Styling) {
    const onMap = (all: Changes['created']) => all.map((one) => shifted(one, this.middle))
    const shown = { created: onMap(created), updated: onMap(updated), unchanged: onMap(unchanged) }
    super.render({ ...shown, deletedIds }, styling)
  }
}

function shifted<T extends Changes['created'][number]>(feature: T, by: number): T {
  const shift = (nested: unknown): unknown =>
    Array.isArray(nested) && typeof nested[0] === 'number'
      ? [nested[0] + by, nested[1]]
      : (nested as unknown[]).map(shift)
  const coordinates = shift(feature.geometry.coordinates)
  return { ...feature, geometry: { ...feature.geometry, coordinates }, properties: { ...feature.properties } }
}

/** Draws a shape on a map, or lets it be dragged ring by ring. */
export class Editor {
  readonly #draw: TerraDraw
  readonly #adapter: NearAdapter
  readonly #fill: EditedFill
  /** The rings that can be dragged, with their ids. */
  #rings = new Map<string | number, Handle>()
  #chosen: string | number | undefined

  /** @param onFinish when something is drawn or dragged; `onChange` on the way there, too */
  constructor(map: MapLibre, scheme: Scheme, onFinish: () => void, onChange: () => void) {
    this.#adapter = new NearAdapter(map)
    this.#fill = new EditedFill(map, scheme)
    this.#draw = new TerraDraw({ adapter: this.#adapter, modes: modesIn(draftColours(scheme)) })
    this.#draw.start()
    // Not inside its own event: the drawing ends with it.
    this.#draw.on('finish', () => setTimeout(() => this.#draw.enabled && onFinish()))
    this.#draw.on('change', (_, type) => {
      if (type === 'styling' || !this.#draw.enabled) return
      if (this.is_editing) this.#fill.show(this.shape)
      onChange()
    })
  }

  get is_editing(): boolean {
    return this.#draw.enabled && this.#draw.getMode() === 'select'
  }

  /** As it is drawn so far. */
  get shape(): Geometry | undefined {
    return shapeOf(this.#draw.getSnapshot(), this.#adapter.middle)
  }

  /** Begins to draw, near a longitude. */
  begin(mode: DrawingMode, lon: number) {
    this.#clear(mode)
    this.#adapter.middle = Math.round(lon)
  }

  /** Lets a shape be dragged; nothing of one that is too intricate. */
  edit(shape: Geometry | undefined) {
    const chosen = this.#chosen === undefined ? undefined : this.#rings.get(this.#chosen)?.properties
    this.#clear('select')
    const grip = shape && gripOf(shape)
    if (!grip) return
    this.#adapter.middle = grip.middle
    const added = this.#draw.addFeatures(grip.handles)
    added.forEach(({ id, valid }, at) => {
      if (valid && id !== undefined) this.#rings.set(id, grip.handles[at]!)
    })
    this.#fill.show(shape)
    this.#choose(chosen ?? { part: 0, ring: 0 })
  }

  /** The ring near the pointer is the one whose corners are there to be dragged. */
  chooseNear(pointer: PixelPoint) {
    const ring = nearestRing(this.#handles(), pointer, this.#project)
    if (ring) this.#choose(ring)
  }

  /** @returns the shape without the corner under the pointer; undefined where there is none */
  withoutCornerAt(shape: Geometry, pointer: PixelPoint): Geometry | undefined {
    const corner = nearestCorner(this.#handles(), pointer, this.#project)
    return corner && withoutCorner(shape, corner)
  }

  stop() {
    if (!this.#draw.enabled) return
    this.#draw.stop()
    this.#fill.remove()
  }

  #project = ([lng, lat]: [number, number]) => this.#adapter.project(lng, lat)

  #handles(): Handle[] {
    if (!this.is_editing) return []
    return [...this.#rings].map(([id, handle]) => {
      // As far as it has been dragged.
      const feature = this.#draw.getSnapshotFeature(id)
      return { ...handle, geometry: (feature ?? handle).geometry as Handle['geometry'] }
    })
  }

  #choose({ part, ring }: Ring) {
    const [id] =
      [...this.#rings].find(([, { properties }]) => properties.part === part && properties.ring === ring) ??
      [...this.#rings][0] ??
      []
    if (id === undefined || id === this.#chosen) return
    this.#draw.selectFeature(id)
    this.#chosen = id
  }

  #clear(mode: string) {
    this.#draw.setMode(mode)
    this.#draw.clear()
    this.#rings = new Map()
    this.#chosen = undefined
    this.#fill.show(undefined)
  }
}

type PixelPoint = Exclude<PointLike, [number, number]>

function modesIn({ line, halo }: ReturnType<typeof draftColours>) {
  // A shape that is to be dragged has its fill from `EditedFill`, which knows of holes.
  const fillOpacity = ({ properties }: { properties: { part?: unknown } }) =>
    properties.part === undefined ? 0.18 : 0
  const area = { fillColor: line, fillOpacity: fillOpacity as never, outlineColor: line, outlineWidth: 2 }
  const closing = { closingPointColor: line, closingPointOutlineColor: halo }
  const coordinates = { draggable: true, midpoints: { draggable: true } }
  return [
    new TerraDrawPointMode({ styles: { pointColor: line, pointOutlineColor: halo, pointWidth: 7 } }),
    new TerraDrawPolygonMode({ styles: { ...area, ...closing } }),
    new TerraDrawRectangleMode({ styles: area }),
    new TerraDrawSelectMode({
      // The ring near the pointer is chosen, and one always is.
      allowManualSelection: false,
      allowManualDeselection: false,
      flags: {
        point: { feature: { draggable: true } },
        polygon: { feature: { draggable: true, coordinates } },
      },
      keyEvents: { deselect: null, delete: null, rotate: null, scale: null },
      styles: {
        selectedPointColor: line,
        selectedPointOutlineColor: halo,
        selectedPointWidth: 8,
        selectedPolygonColor: line,
        selectedPolygonFillOpacity: 0,
        selectedPolygonOutlineColor: line,
        selectedPolygonOutlineWidth: 2,
        selectionPointColor: halo,
        selectionPointOutlineColor: line,
        selectionPointOutlineWidth: 2,
        selectionPointWidth: 6,
        midPointColor: line,
        midPointOutlineColor: halo,
        midPointWidth: 4,
      },
    }),
  ]
}
