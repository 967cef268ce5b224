import type { Geometry } from '@swath/contract/geometry'
import type { Map as MapLibre } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { TerraDraw, TerraDrawPointMode, TerraDrawPolygonMode, TerraDrawRectangleMode } from 'terra-draw'
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter'

export type DrawingMode = 'point' | 'polygon' | 'rectangle'

/** Lets the user draw one shape while there is a mode; hands it over when it is finished. */
export function useDrawing(
  map: MapLibre | null,
  mode: DrawingMode | null,
  onDrawn: (shape: Geometry) => void,
) {
  const hand_over = useRef(onDrawn)
  hand_over.current = onDrawn
  useEffect(() => {
    if (!map || mode === null) return
    const draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 6 }),
      modes: [new TerraDrawPointMode(), new TerraDrawPolygonMode(), new TerraDrawRectangleMode()],
    })
    draw.start()
    draw.setMode(mode)
    draw.on('finish', (id) => {
      const geometry = draw.getSnapshotFeature(id)?.geometry
      // Not inside its own event: the drawing ends with it.
      if (geometry) setTimeout(() => hand_over.current(geometry as Geometry))
    })
    return () => {
      // The map may have gone first, and its layers with it.
      if (map.style) draw.stop()
    }
  }, [map, mode])
}
