import 'maplibre-gl/dist/maplibre-gl.css'
import { useComputedColorScheme } from '@mantine/core'
import { Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import worker_url from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useSwath } from '../data/session.ts'
import { basemapStyle, loadWorld, type Scheme } from './basemap.ts'
import type { Bounds } from './geometry.ts'
import { type ImageLayer, type MapLayer, showImages, showLayers } from './layers.ts'
import classes from './map.module.css'
import { fetchTilesWith } from './tile-protocol.ts'

// MapLibre cannot find its worker in a bundle; without this no map ever loads, and nothing says so.
setWorkerUrl(worker_url)

export interface MapViewProps {
  /** What the map is of, for those who do not see it. */
  label: string
  layers: readonly MapLayer[]
  images?: readonly ImageLayer[]
  /** The view goes there when it becomes another one, but no nearer than `fitZoom`. */
  fit?: Bounds | undefined
  fitZoom?: number
  /** What was clicked: the nearest feature with an id, or nothing. */
  onPick?: (picked: { layer: string; id: string } | undefined) => void
  onMove?: (bounds: Bounds) => void
  /** For those who draw on it; called again with null at its end. */
  onMap?: (map: MapLibre | null) => void
  /** Room that panels over the map take, in pixels. */
  padding?: { left?: number; bottom?: number }
  children?: ReactNode
}

export default function MapView(props: MapViewProps) {
  const scheme = useComputedColorScheme('light')
  const { container, map } = useMap(props.label, scheme)
  fetchTilesWith(useSwath())
  useOverlays(map, props, scheme)
  useFit(map, props)
  useClicks(map, props)
  const { onMap } = props
  useEffect(() => {
    onMap?.(map)
    return () => onMap?.(null)
  }, [map, onMap])
  return (
    <div className={classes.frame}>
      <div ref={container} className={classes.map} data-ready={map !== null || undefined} />
      {props.children}
    </div>
  )
}

/** A map with the basemap on it, made anew for another colour scheme. */
function useMap(label: string, scheme: Scheme) {
  const container = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<MapLibre | null>(null)
  const view = useRef<{ center: [number, number]; zoom: number }>({ center: [12, 24], zoom: 1.4 })
  useEffect(() => {
    let is_gone = false
    let made: MapLibre | undefined
    void loadWorld().then((world) => {
      if (is_gone || !container.current) return
      made = new MapLibre({
        container: container.current,
        style: basemapStyle(world, scheme),
        ...view.current,
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        maxZoom: 19,
        locale: { 'Map.Title': label },
      })
      made.touchZoomRotate.disableRotation()
      made.addControl(new NavigationControl({ showCompass: false }), 'bottom-right')
      made.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-right')
      made.once('load', () => setMap(made!))
    })
    return () => {
      is_gone = true
      setMap(null)
      if (!made) return
      const { lng, lat } = made.getCenter()
      view.current = { center: [lng, lat], zoom: made.getZoom() }
      made.remove()
    }
  }, [scheme, label])
  return { container, map }
}

function useOverlays(map: MapLibre | null, { layers, images = [] }: MapViewProps, scheme: Scheme) {
  useEffect(() => {
    if (!map) return
    showLayers(map, layers, scheme)
    showImages(map, images, layers[0] && `${layers[0].id}-fill`)
  }, [map, layers, images, scheme])
}

function useFit(map: MapLibre | null, { fit, padding, fitZoom = 9 }: MapViewProps) {
  const key = fit?.join()
  const room = useRef(padding)
  room.current = padding
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same bounds in another array are the same place
  useEffect(() => {
    if (!map || !fit) return
    const { left = 0, bottom = 0 } = room.current ?? {}
    const margin = 56
    map.fitBounds(fit, {
      padding: { top: margin, right: margin, left: left + margin, bottom: bottom + margin },
      maxZoom: fitZoom,
      duration: 600,
    })
  }, [map, key])
}

function useClicks(map: MapLibre | null, props: MapViewProps) {
  const latest = useRef(props)
  latest.current = props
  useEffect(() => {
    if (!map) return
    const reach = 5
    const at = (x: number, y: number) => {
      const box: [[number, number], [number, number]] = [
        [x - reach, y - reach],
        [x + reach, y + reach],
      ]
      return map.queryRenderedFeatures(box).find(({ properties }) => properties.id !== undefined)
    }
    map.on('click', ({ point }) => {
      const found = at(point.x, point.y)
      latest.current.onPick?.(found && { layer: found.source, id: String(found.properties.id) })
    })
    map.on('mousemove', ({ point }) => {
      if (latest.current.onPick) map.getCanvas().style.cursor = at(point.x, point.y) ? 'pointer' : ''
    })
    const tell = () => latest.current.onMove?.(map.getBounds().toArray().flat() as Bounds)
    map.on('moveend', tell)
    tell()
  }, [map])
}
