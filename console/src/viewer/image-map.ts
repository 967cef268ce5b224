/** Shows images pixel by pixel, on the plane of the first of them: OpenLayers, without React. */

import type { Geometry } from '@swath/contract/geometry'
import ScaleLine from 'ol/control/ScaleLine.js'
import type { Coordinate } from 'ol/coordinate.js'
import { getCenter, intersects } from 'ol/extent.js'
import GeoJSON from 'ol/format/GeoJSON.js'
import VectorLayer from 'ol/layer/Vector.js'
import WebGLTileLayer, { type Style as TileStyle } from 'ol/layer/WebGLTile.js'
import OlMap from 'ol/Map.js'
import type MapBrowserEvent from 'ol/MapBrowserEvent.js'
import Projection from 'ol/proj/Projection.js'
import { register } from 'ol/proj/proj4.js'
import { get as projectionNamed, transform, transformExtent } from 'ol/proj.js'
import type RenderEvent from 'ol/render/Event.js'
import DataTile from 'ol/source/DataTile.js'
import VectorSource from 'ol/source/Vector.js'
import { Fill, Stroke, Style } from 'ol/style.js'
import TileGrid from 'ol/tilegrid/TileGrid.js'
import View from 'ol/View.js'
import proj4 from 'proj4'
import type { Look } from './look.ts'
import type { Pixels } from './pixels.ts'
import type { RasterFacts } from './raster-file.ts'
import { type ShownImage, seenAt } from './shown-image.ts'

/** A pixel of the image that is seen there; with its position on Earth where the image says where it lies. */
export interface Spot {
  raster: Pixels
  look: Look
  column: number
  row: number
  position?: [lon: number, lat: number]
}

export interface ViewNow {
  /** Pixels of the screen for one of the image. */
  scale: number
  /** A closed ring around what is in view, where it is known where on Earth that is. */
  ring?: [lon: number, lat: number][]
}

interface Listeners {
  onSpot: (spot: Spot | undefined) => void
  onView: (view: ViewNow) => void
  /** Whether pieces are on their way. */
  onBusy: (is_busy: boolean) => void
}

type Extent = [west: number, south: number, east: number, north: number]

/** A pixel of the image may be so many of the screen. */
const most_scale = 32
const kept_tiles = 96
const margin_px = 24

export class ImageMap {
  readonly #map: OlMap
  readonly #onBusy: Listeners['onBusy']
  readonly #onSpot: Listeners['onSpot']
  readonly #layers = new Map<string, { layer: WebGLTileLayer; raster: Pixels; colour: string }>()
  readonly #outline = new VectorLayer({ source: new VectorSource(), style: outline_style, zIndex: 10 })
  #main: RasterFacts | undefined
  #images: readonly ShownImage[] = []
  #cut = 0.5
  /** The position in the plane at which somebody looks closely. */
  #pointed: Coordinate | undefined

  constructor(target: HTMLElement, { onSpot, onView, onBusy }: Listeners) {
    this.#map = new OlMap({ target, controls: [new ScaleLine({ minWidth: 72 })], layers: [this.#outline] })
    this.#onBusy = onBusy
    this.#onSpot = onSpot
    this.#map.on('pointermove', ({ coordinate, dragging }: MapBrowserEvent) => {
      if (!dragging) this.#pointAt(coordinate)
    })
    this.#map.on('click', ({ coordinate }: MapBrowserEvent) => this.#pointAt(coordinate))
    this.#map.on('loadstart', () => onBusy(true))
    this.#map.on('loadend', () => onBusy(false))
    this.#map.on('moveend', () => {
      if (!this.#main) return
      onView(this.#viewOf(this.#main))
      tellMiddle()
    })
    // People who move by keys look at the middle, where the crosshair is.
    const tellMiddle = () => {
      if (target.matches(':focus-visible')) this.#pointAt(this.#view.getCenter())
    }
    target.addEventListener('focus', tellMiddle)
  }

  get #view(): View {
    return this.#map.getView()
  }

  /** Brings what is shown to these images, from the bottom to the top; the first one gives the plane. */
  show(images: readonly ShownImage[]) {
    const [first] = images
    if (first && this.#main !== first.raster.facts) this.#look(first.raster.facts)
    for (const [id, { layer, raster }] of this.#layers) {
      if (images.some((one) => one.id === id && one.raster === raster)) continue
      this.#map.removeLayer(layer)
      layer.dispose()
      this.#layers.delete(id)
    }
    this.#images = images
    for (const [index, image] of images.entries()) this.#showOne(image, index)
    this.#map.render()
    this.#tellSpot()
  }

  #showOne(image: ShownImage, index: number) {
    const { id, raster, colour, variables, opacity } = image
    const written = JSON.stringify(colour)
    const style = { color: colour, variables } as TileStyle
    let shown = this.#layers.get(id)
    if (!shown) {
      const layer = new WebGLTileLayer({ source: sourceOf(raster), style, cacheSize: kept_tiles })
      layer.on('prerender', (event) => this.#keepSide(id, event))
      layer.on('postrender', ({ context }) => asWebGl(context).disable(asWebGl(context).SCISSOR_TEST))
      this.#onBusy(true)
      this.#map.addLayer(layer)
      shown = { layer, raster, colour: written }
      this.#layers.set(id, shown)
    }
    if (shown.colour === written) shown.layer.updateStyleVariables(variables)
    else shown.layer.setStyle(style)
    shown.colour = written
    shown.layer.setOpacity(opacity)
    shown.layer.setZIndex(index)
  }

  /** The share of the width that lies left of the cut. */
  cutAt(share: number) {
    this.#cut = share
    this.#map.render()
    this.#tellSpot()
  }

  #keepSide(id: string, { context }: RenderEvent) {
    const side = this.#images.find((one) => one.id === id)?.side
    if (!side) return
    const gl = asWebGl(context)
    const { width, height } = gl.canvas
    const cut = Math.round(width * this.#cut)
    gl.enable(gl.SCISSOR_TEST)
    if (side === 'left') gl.scissor(0, 0, cut, height)
    else gl.scissor(cut, 0, width - cut, height)
  }

  /** Draws the outline of a place on Earth over the images. */
  outline(geometry: Geometry | undefined) {
    const source = this.#outline.getSource()!
    source.clear()
    const projection = this.#view.getProjection()
    if (!geometry || !this.#main?.place || !projectionNamed(projection.getCode())) return
    source.addFeatures(
      new GeoJSON().readFeatures(geometry, { dataProjection: 'EPSG:4326', featureProjection: projection }),
    )
  }

  /** The whole image, or a part of it where there is room for no more. */
  fit() {
    if (this.#main)
      this.#view.fit(extentOf(this.#main), { padding: [margin_px, margin_px, margin_px, margin_px] })
  }

  /** Shows each pixel of the image by so many of the screen. */
  zoomTo(scale: number) {
    if (this.#main) this.#view.animate({ resolution: pixelSize(this.#main) / scale, duration: duration_ms() })
  }

  zoomBy(factor: number) {
    const resolution = this.#view.getResolution()
    if (resolution) this.#view.animate({ resolution: resolution / factor, duration: duration_ms() })
  }

  close() {
    for (const { layer } of this.#layers.values()) layer.dispose()
    this.#map.setTarget(undefined)
    this.#map.dispose()
  }

  /** Another image of the same place is looked at where the one before was. */
  #look(facts: RasterFacts) {
    const before = this.#main && { view: this.#view, facts: this.#main }
    this.#main = facts
    const projection = projectionOf(facts)
    const extent = extentOf(facts)
    const size = this.#map.getSize() ?? [1, 1]
    const whole = Math.max((extent[2] - extent[0]) / size[0]!, (extent[3] - extent[1]) / size[1]!)
    const view = new View({
      projection,
      extent: around(extent),
      showFullExtent: true,
      minResolution: pixelSize(facts) / most_scale,
      maxResolution: whole * 2,
      center: getCenter(extent),
      resolution: whole,
      enableRotation: false,
    })
    this.#map.setView(view)
    if (before?.view.getProjection().getCode() !== projection.getCode()) this.#pointed = undefined
    if (!(before && stayAt(before.view, view, extent))) this.fit()
  }

  #viewOf(facts: RasterFacts): ViewNow {
    const scale = pixelSize(facts) / this.#view.getResolution()!
    const projection = this.#view.getProjection()
    if (!facts.place || !projectionNamed(projection.getCode())) return { scale }
    const [west, south, east, north] = this.#view.calculateExtent() as Extent
    const corners = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ] as const
    const ring = corners.map((corner) => transform([...corner], projection, 'EPSG:4326') as [number, number])
    return { scale, ring }
  }

  #pointAt(position: Coordinate | undefined) {
    this.#pointed = position
    this.#tellSpot()
  }

  #tellSpot() {
    this.#onSpot(this.#pointed && this.#spotAt(this.#pointed))
  }

  #spotAt(position: Coordinate): Spot | undefined {
    const [x] = this.#map.getPixelFromCoordinate(position) ?? []
    const [width] = this.#map.getSize() ?? []
    if (x === undefined || width === undefined) return undefined
    const seen = seenAt(this.#images, x < width * this.#cut ? 'left' : 'right')
    const pixel = seen && pixelAt(seen.raster.facts, position)
    if (!pixel) return undefined
    const spot = { raster: seen.raster, look: seen.look, ...pixel }
    const projection = this.#view.getProjection()
    if (!seen.raster.facts.place || !projectionNamed(projection.getCode())) return spot
    return { ...spot, position: transform(position, projection, 'EPSG:4326') as [number, number] }
  }
}

const asWebGl = (context: RenderEvent['context']) => context as WebGL2RenderingContext

const outline_style = [
  new Style({ stroke: new Stroke({ color: 'rgba(0, 0, 0, 0.55)', width: 3.5 }) }),
  new Style({
    stroke: new Stroke({ color: '#ffffff', width: 1.5 }),
    fill: new Fill({ color: 'transparent' }),
  }),
]

const duration_ms = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 180)

const pixelSize = ({ place }: RasterFacts): number => place?.pixel_size ?? 1

/** An image without a place lies by its pixels. */
function extentOf({ place, width, height }: RasterFacts): Extent {
  if (!place) return [0, -height, width, 0]
  const { west, north, pixel_size } = place
  return [west, north - height * pixel_size, west + width * pixel_size, north]
}

function pixelAt(facts: RasterFacts, [x, y]: Coordinate): { column: number; row: number } | undefined {
  const [west, , , north] = extentOf(facts)
  const size = pixelSize(facts)
  const [column, row] = [Math.floor((x! - west) / size), Math.floor((north - y!) / size)]
  const is_inside = column >= 0 && row >= 0 && column < facts.width && row < facts.height
  return is_inside ? { column, row } : undefined
}

/** The view may leave the image by half of its size. */
function around([west, south, east, north]: Extent): Extent {
  const [x, y] = [(east - west) / 2, (north - south) / 2]
  return [west - x, south - y, east + x, north + y]
}

// proj4 knows the polar planes under the codes whose axes are called easting and northing.
const polar_planes: Record<number, number> = { 32661: 5041, 32761: 5042 }

/** The plane of an image; one of its own, without a place on Earth, where nothing is known of it. */
function projectionOf(facts: RasterFacts): Projection {
  const { place } = facts
  if (!place) return new Projection({ code: 'pixels', units: 'pixels', extent: extentOf(facts) })
  const code = `EPSG:${polar_planes[place.epsg] ?? place.epsg}`
  if (proj4.defs(code)) register(proj4)
  return projectionNamed(code) ?? new Projection({ code, units: 'm', extent: extentOf(facts) })
}

/** @returns false where nothing of the new image was in sight */
function stayAt(before: View, view: View, extent: Extent): boolean {
  const [from, to] = [before.getProjection(), view.getProjection()]
  const isOnEarth = (projection: Projection) => projectionNamed(projection.getCode()) !== null
  if (from.getCode() !== to.getCode() && !(isOnEarth(from) && isOnEarth(to))) return false
  const seen = transformExtent(before.calculateExtent(), from, to)
  if (!intersects(seen, extent)) return false
  view.setCenter(getCenter(seen))
  view.setResolution(before.getResolution()!)
  return true
}

function sourceOf(raster: Pixels): DataTile {
  const { facts } = raster
  // OpenLayers counts from the smallest.
  const levels = facts.levels.map((level, index) => ({ ...level, index })).toReversed()
  const extent = extentOf(facts)
  const tileGrid = new TileGrid({
    extent,
    origin: [extent[0], extent[3]],
    resolutions: levels.map(({ width }) => (extent[2] - extent[0]) / width),
    tileSizes: levels.map(({ tile_width, tile_height }) => [tile_width, tile_height]),
  })
  return new DataTile({
    loader: (z, x, y) => raster.tile(levels[z]!.index, x, y),
    tileGrid,
    projection: projectionOf(facts),
    bandCount: facts.bands.length,
    interpolate: false,
    wrapX: false,
    transition: 0,
  })
}
