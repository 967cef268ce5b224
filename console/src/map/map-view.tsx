import 'maplibre-gl/dist/maplibre-gl.css'
import { useComputedColorScheme } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import type { OrderCluster } from '@swath/contract/order-map'
import {
  AttributionControl,
  type FeatureIdentifier,
  type LngLat,
  Map as MapLibre,
  type MapOptions,
  MercatorCoordinate,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl'
import worker_url from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react'
import { useSwath } from '../data/session.ts'
import { messageOf } from '../ui/states.tsx'
import { labelColours, loadWorld, type Scheme } from './basemap.ts'
import { basemaps, followTiles, lowestLabelIn, own_basemap, styleNamed } from './basemaps.ts'
import { boundsOfCluster, clusters_id, showClusters } from './clusters.ts'
import { CoordinatesControl } from './coordinates-control.ts'
import type { Bounds } from './geometry.ts'
import { addCityMark } from './labels.ts'
import { type ImageLayer, type MapLayer, showImages, showLayers } from './layers.ts'
import classes from './map.module.css'
import tool_classes from './map-tools.module.css'
import { MapTools, MeasureCard } from './map-tools.tsx'
import { fetchTilesWith } from './tile-protocol.ts'
import { useGraticule } from './use-graticule.ts'
import { useGround } from './use-ground.ts'
import { useMeasure } from './use-measure.ts'
import type { Viewpoint } from './viewpoint.ts'

// MapLibre cannot find its worker in a bundle; without this no map ever loads, and nothing says so.
setWorkerUrl(worker_url)

/** The part of the Earth that is in view, and on which basemap. */
export interface MapLook extends Viewpoint {
  bounds: Bounds
  basemap: string
}

export interface MapViewProps {
  /** Describes the map to those who do not see it. */
  label: string
  layers: readonly MapLayer[]
  images?: readonly ImageLayer[]
  /** Orders that lie too near to each other; a click goes nearer. */
  clusters?: readonly OrderCluster[]
  /** The view goes there when it becomes another one, but no nearer than `fitZoom`. */
  fit?: Bounds | undefined
  fitZoom?: number
  /** The view begins there, and goes there when it becomes another object. */
  goal?: { viewpoint: Viewpoint | undefined }
  /** The basemap that is wanted here, if there is such a one; else the one that was chosen last. */
  basemap?: string | undefined
  /** Is called when another one is chosen. */
  onBasemap?: (name: string) => void
  /** Is called with the nearest feature that has an id where somebody clicked, or with nothing. */
  onPick?: ((picked: { layer: string; id: string } | undefined) => void) | undefined
  onMove?: (look: MapLook) => void
  /** For those who draw on it; called again with null at its end. */
  onMap?: (map: MapLibre | null) => void
  /** Room that panels over the map take, in pixels. */
  padding?: { left?: number; bottom?: number }
  /** With a choice of basemaps, a legend, a grid and a ruler. */
  has_tools?: boolean
  children?: ReactNode
}

export default function MapView(props: MapViewProps) {
  const scheme = useComputedColorScheme('light')
  const [basemap, setBasemap] = useBasemap(props)
  const { container, map } = useMap(props, scheme, basemap, () => setBasemap(own_basemap))
  const [has_grid, setGrid] = useState(false)
  const [is_measuring, setMeasuring] = useState(false)
  const measure = useMeasure(map, is_measuring, scheme)
  useGraticule(map, has_grid, scheme)
  fetchTilesWith(useSwath())
  useOverlays(map, props, scheme)
  useGround(map)
  useFit(map, props)
  useGoal(map, props.goal)
  usePicks(map, is_measuring ? { ...props, onPick: undefined } : props)
  useLook(map, basemap, props.onMove)
  const { onMap } = props
  useEffect(() => {
    onMap?.(map)
    return () => onMap?.(null)
  }, [map, onMap])
  return (
    <div className={classes.frame}>
      <div ref={container} className={classes.map} data-ready={map !== null || undefined} />
      {props.children}
      {props.has_tools && (
        <MapTools {...{ scheme, basemap, setBasemap, has_grid, setGrid, is_measuring, setMeasuring }} />
      )}
      {is_measuring && (
        <>
          <div className={tool_classes.middle} style={middleOf(props.padding)} />
          <MeasureCard measure={measure} end={() => setMeasuring(false)} />
        </>
      )}
    </div>
  )
}

const middleOf = ({ left = 0, bottom = 0 }: NonNullable<MapViewProps['padding']> = {}) => ({
  left: `calc(50% + ${left / 2}px)`,
  top: `calc(50% - ${bottom / 2}px)`,
})

/** The basemap that is wanted, or that was chosen last; one that the operator has taken away is no longer there. */
function useBasemap({ basemap: wanted, onBasemap }: MapViewProps) {
  const [chosen, choose] = useLocalStorage({ key: 'swath-basemap', defaultValue: own_basemap })
  const isThere = (name: string | undefined) =>
    name === own_basemap || basemaps.some((basemap) => basemap.name === name)
  const name = [wanted, chosen].find(isThere) ?? own_basemap
  const change = (changed: string) => {
    choose(changed)
    onBasemap?.(changed)
  }
  return [name, change] as const
}

/**
 * The world may be smaller than the map: MapLibre would zoom in until its height is filled, and a phone, which is high
 * and narrow, would never show all of it.
 */
const constrain: NonNullable<MapOptions['transformConstrain']> = (center: LngLat, zoom) => {
  const { x, y } = MercatorCoordinate.fromLngLat(center)
  return {
    center: new MercatorCoordinate(x, clamp(y, 0, 1)).toLngLat(),
    zoom: clamp(zoom, -1.5, 19),
  }
}

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most)

/** A map with the basemap on it, made anew for another one and another colour scheme. */
function useMap({ label, goal }: MapViewProps, scheme: Scheme, basemap: string, giveUp: () => void) {
  const container = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<MapLibre | null>(null)
  const view = useRef(goal?.viewpoint)
  const whenSilent = useRef(giveUp)
  whenSilent.current = giveUp
  useEffect(() => {
    let is_gone = false
    let made: MapLibre | undefined
    const is_own = basemap === own_basemap
    const fail = (error: unknown) => {
      if (is_own) throw error
      if (is_gone) return
      notifications.show({ color: 'red', title: `${basemap} cannot be shown`, message: messageOf(error) })
      whenSilent.current()
    }
    async function make() {
      const style = await styleNamed(basemap, await loadWorld('coarse'), scheme)
      if (is_gone || !container.current) return
      made = new MapLibre({
        container: container.current,
        style,
        // At first as much of the world as there is room for.
        ...(view.current ?? {
          center: [12, 24],
          zoom: Math.min(1.4, Math.log2(container.current.clientWidth / 512)),
        }),
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        transformConstrain: constrain,
        locale: { 'Map.Title': label },
      })
      made.touchZoomRotate.disableRotation()
      made.addControl(new AttributionControl({ compact: true }), 'bottom-right')
      made.addControl(new NavigationControl({ showCompass: false }), 'bottom-right')
      made.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-right')
      made.addControl(new CoordinatesControl(), 'bottom-right')
      // A style of somebody else that does not come leaves a map that is never there.
      if (!is_own) made.on('error', ({ error }) => made?.style.stylesheet || fail(error))
      const whyEmpty = is_own ? undefined : followTiles(made)
      made.once('load', () => {
        const problem = whyEmpty?.()
        if (problem) return fail(problem)
        addCityMark(made!, labelColours(scheme))
        setMap(made!)
      })
      // For those who look at it from outside, such as tests.
      Object.assign(container.current, { map: made })
    }
    make().catch(fail)
    return () => {
      is_gone = true
      setMap(null)
      if (!made) return
      view.current = viewpointOf(made)
      made.remove()
    }
  }, [scheme, label, basemap])
  return { container, map }
}

function useOverlays(map: MapLibre | null, props: MapViewProps, scheme: Scheme) {
  const { layers, images = [], clusters } = props
  useEffect(() => {
    if (!map) return
    showLayers(map, layers, scheme)
    showImages(map, images, lowestLabelIn(map))
    if (clusters) showClusters(map, clusters, scheme)
  }, [map, layers, images, clusters, scheme])
}

function useFit(map: MapLibre | null, { fit, padding, fitZoom = 9 }: MapViewProps) {
  const { left = 0, bottom = 0 } = padding ?? {}
  const key = fit?.join()
  const gone_to = useRef<string>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same bounds in another array are the same place
  useEffect(() => {
    if (!map) return
    map.setPadding({ top: 0, right: 0, left, bottom })
    // A map that is made anew for another basemap stays where it is.
    if (fit && key !== gone_to.current) goTo(map, fit, fitZoom)
    gone_to.current = key
  }, [map, key, left, bottom])
}

function useGoal(map: MapLibre | null, goal: MapViewProps['goal']) {
  const reached = useRef(goal)
  useEffect(() => {
    if (!map || goal === reached.current) return
    reached.current = goal
    if (goal?.viewpoint) map.jumpTo(goal.viewpoint)
  }, [map, goal])
}

function viewpointOf(map: MapLibre): Viewpoint {
  const { lng, lat } = map.getCenter()
  return { center: [lng, lat], zoom: map.getZoom() }
}

/** Tells what is in view: at first, and whenever the map has come to rest. */
function useLook(map: MapLibre | null, basemap: string, onMove: MapViewProps['onMove']) {
  const tell = useEffectEvent((moved: MapLibre) => {
    onMove?.({ ...viewpointOf(moved), bounds: moved.getBounds().toArray().flat() as Bounds, basemap })
  })
  useEffect(() => {
    if (!map) return
    map.on('moveend', () => tell(map))
    tell(map)
  }, [map])
}

function goTo(map: MapLibre, bounds: Bounds, maxZoom: number) {
  const { left = 0, bottom = 0 } = map.getPadding()
  const free = [map.getContainer().clientWidth - left, map.getContainer().clientHeight - bottom]
  // A map of a few fingers' breadth is not all margin.
  map.fitBounds(bounds, { padding: Math.min(56, ...free.map((size) => size / 5)), maxZoom, duration: 600 })
}

/** Nearer than this, those that still lie together are at the same place. */
const nearest_of_cluster = 13

/** The distance, in pixels, by which a click may miss: fingers are less exact. */
const reach_px = { mouse: 5, touch: 14 }

function usePicks(map: MapLibre | null, props: MapViewProps) {
  const latest = useRef(props)
  latest.current = props
  useEffect(() => {
    if (!map) return
    const at = ({ x, y }: PointLike, reach: number) => {
      if (!latest.current.onPick) return undefined
      const box: [[number, number], [number, number]] = [
        [x - reach, y - reach],
        [x + reach, y + reach],
      ]
      return map.queryRenderedFeatures(box).find(({ properties }) => properties.id !== undefined)
    }
    map.on('click', ({ point, originalEvent }) => {
      const is_touch = 'pointerType' in originalEvent && originalEvent.pointerType === 'touch'
      const found = at(point, is_touch ? reach_px.touch : reach_px.mouse)
      if (found?.source === clusters_id)
        return goTo(map, boundsOfCluster(found.properties), nearest_of_cluster)
      latest.current.onPick?.(found && { layer: found.source, id: String(found.properties.id) })
    })
    let hovered: FeatureIdentifier | undefined
    map.on('mousemove', ({ point }) => {
      const found = at(point, reach_px.mouse)
      if (found?.properties.id === hovered?.id && found?.source === hovered?.source) return
      if (hovered && map.getSource(hovered.source)) map.removeFeatureState(hovered)
      hovered = found && { source: found.source, id: found.properties.id }
      if (hovered) map.setFeatureState(hovered, { hover: true })
      map.getCanvas().style.cursor = hovered ? 'pointer' : ''
    })
  }, [map])
}

interface PointLike {
  x: number
  y: number
}
