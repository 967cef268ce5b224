import { useComputedColorScheme } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import type { Geometry } from '@swath/contract/geometry'
import type { Map as MapLibre } from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import {
  TerraDraw,
  TerraDrawPointMode,
  TerraDrawPolygonMode,
  TerraDrawRectangleMode,
  TerraDrawSelectMode,
} from 'terra-draw'
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter'
import { handlesOf, isEditable, nearestCorner, shapeOf, withoutCorner } from './editing.ts'
import { draftColours } from './layers.ts'

export type DrawingMode = 'point' | 'polygon' | 'rectangle'

export interface Drawing {
  /** The shape that the next clicks draw; null to edit the shape that is there. */
  mode: DrawingMode | null
  shape: Geometry | undefined
  onChange: (shape: Geometry, how: 'drawn' | 'edited') => void
}

/**
 * Draws one shape, and edits it: corners are dragged, put in at the dots between them, and taken out with a right click
 * or with Delete while the pointer is over them; the whole is dragged by its inside. Of what `isEditable` refuses,
 * nothing is drawn here.
 */
export function useDrawing(map: MapLibre | null, drawing: Drawing) {
  const draw = useTerraDraw(map)
  const latest = useRef(drawing)
  latest.current = drawing
  const own = useRef<Geometry>(undefined)
  const { mode, shape } = drawing
  useEffect(() => {
    if (!draw) return
    const hand_over = (id: string | number) => {
      const { mode, onChange } = latest.current
      const features = mode ? [draw.getSnapshotFeature(id)!] : draw.getSnapshot()
      own.current = shapeOf(features)
      onChange(own.current, mode ? 'drawn' : 'edited')
    }
    // Not inside its own event: the drawing ends with it.
    draw.on('finish', (id) => setTimeout(() => draw.enabled && hand_over(id)))
  }, [draw])
  useEffect(() => {
    if (!draw?.enabled) return
    const is_there = draw.getMode() === 'select' && mode === null && shape && shape === own.current
    if (!is_there) show(draw, mode, shape)
  }, [draw, mode, shape])
  useCornerKeys(map, latest)
}

function show(draw: TerraDraw, mode: DrawingMode | null, shape: Geometry | undefined) {
  draw.setMode(mode ?? 'select')
  draw.clear()
  if (mode !== null || !shape || !isEditable(shape)) return
  const [first] = draw.addFeatures(handlesOf(shape))
  if (first?.valid && first.id !== undefined) draw.selectFeature(first.id)
}

function useTerraDraw(map: MapLibre | null): TerraDraw | null {
  const [draw, setDraw] = useState<TerraDraw | null>(null)
  const scheme = useComputedColorScheme('light')
  // The map is made anew for another scheme, and with it the drawing: not before, on the one that goes.
  const latest = useRef(scheme)
  latest.current = scheme
  useEffect(() => {
    if (!map) return
    const made = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 6 }),
      modes: modesIn(draftColours(latest.current)),
    })
    made.start()
    // As a control it is stopped before the map that goes takes its layers along.
    const control = {
      onAdd: () => document.createElement('div'),
      onRemove: () => {
        if (made.enabled) made.stop()
      },
    }
    map.addControl(control)
    setDraw(made)
    return () => {
      setDraw(null)
      map.removeControl(control)
    }
  }, [map])
  return draw
}

function modesIn({ line, halo }: ReturnType<typeof draftColours>) {
  const area = { fillColor: line, fillOpacity: 0.18, outlineColor: line, outlineWidth: 2 }
  const closing = { closingPointColor: line, closingPointOutlineColor: halo }
  const coordinates = { draggable: true, deletable: true, midpoints: { draggable: true } }
  return [
    new TerraDrawPointMode({ styles: { pointColor: line, pointOutlineColor: halo, pointWidth: 7 } }),
    new TerraDrawPolygonMode({ styles: { ...area, ...closing } }),
    new TerraDrawRectangleMode({ styles: area }),
    new TerraDrawSelectMode({
      flags: {
        point: { feature: { draggable: true } },
        polygon: { feature: { draggable: true, coordinates } },
      },
      keyEvents: { deselect: 'Escape', delete: null, rotate: null, scale: null },
      styles: {
        selectedPointColor: line,
        selectedPointOutlineColor: halo,
        selectedPointWidth: 8,
        selectedPolygonColor: line,
        selectedPolygonFillOpacity: 0.18,
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

/** Delete takes out the corner that the pointer is over. */
function useCornerKeys(map: MapLibre | null, drawing: { readonly current: Drawing }) {
  const pointer = useRef<{ x: number; y: number }>(undefined)
  useEffect(() => {
    map?.on('mousemove', ({ point }) => {
      pointer.current = point
    })
  }, [map])
  const remove = () => {
    const { mode, shape, onChange } = drawing.current
    if (!map || mode !== null || !shape || !isEditable(shape) || !pointer.current) return
    const corner = nearestCorner(shape, pointer.current, (at) => map.project(at))
    if (corner) onChange(withoutCorner(shape, corner), 'edited')
  }
  useHotkeys([
    ['Delete', remove],
    ['Backspace', remove],
  ])
}
