import { useComputedColorScheme } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import type { Geometry } from '@swath/contract/geometry'
import type { Map as MapLibre, MapMouseEvent } from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import { type DrawingMode, Editor } from './editor.ts'
import { LiveShape } from './live-shape.ts'

export type { DrawingMode } from './editor.ts'

export interface Drawing {
  /** The shape that the next clicks draw; null to edit the shape that is there. */
  mode: DrawingMode | null
  shape: Geometry | undefined
  onChange: (shape: Geometry, how: 'drawn' | 'edited') => void
}

/**
 * Draws one shape, and edits it with its holes and parts: corners are dragged, put in at the dots between them, and taken
 * out with a right click or with Delete while the pointer is over them; the whole is dragged by its inside. Of what
 * `isEditable` refuses, nothing is drawn here.
 * @returns the shape as it is under the hand
 */
export function useDrawing(map: MapLibre | null, drawing: Drawing): LiveShape {
  const latest = useRef(drawing)
  latest.current = drawing
  const own = useRef<Geometry>(undefined)
  const [live] = useState(() => new LiveShape())
  const editor = useEditor(map, {
    finish: (editor) => {
      const { mode, onChange } = latest.current
      const { shape } = editor
      if (!shape) return
      own.current = shape
      onChange(shape, mode ? 'drawn' : 'edited')
    },
    change: (editor) => live.set(editor.shape),
  })
  const { mode, shape } = drawing
  useEffect(() => {
    if (!editor || !map) return
    live.set(mode ? undefined : shape)
    if (mode) editor.begin(mode, map.getCenter().lng)
    else if (!editor.is_editing || !shape || shape !== own.current) editor.edit(shape)
  }, [editor, map, mode, shape, live])
  usePointer(map, editor, latest)
  return live
}

interface Told {
  finish: (editor: Editor) => void
  change: (editor: Editor) => void
}

function useEditor(map: MapLibre | null, told: Told): Editor | null {
  const [editor, setEditor] = useState<Editor | null>(null)
  const scheme = useComputedColorScheme('light')
  // The map is made anew for another scheme, and with it the drawing: not before, on the one that goes.
  const latest = useRef({ scheme, told })
  latest.current = { scheme, told }
  useEffect(() => {
    if (!map) return
    const made: Editor = new Editor(
      map,
      latest.current.scheme,
      () => latest.current.told.finish(made),
      () => latest.current.told.change(made),
    )
    // As a control it is stopped before the map that goes takes its layers along.
    const control = { onAdd: () => document.createElement('div'), onRemove: () => made.stop() }
    map.addControl(control)
    setEditor(made)
    return () => {
      setEditor(null)
      map.removeControl(control)
    }
  }, [map])
  return editor
}

/** The ring near the pointer can be dragged; Delete, and a right click, take out the corner that it is over. */
function usePointer(map: MapLibre | null, editor: Editor | null, drawing: { readonly current: Drawing }) {
  const pointer = useRef<MapMouseEvent['point']>(undefined)
  const remove = () => {
    const { mode, shape, onChange } = drawing.current
    if (!editor || mode !== null || !shape || !pointer.current) return
    const left = editor.withoutCornerAt(shape, pointer.current)
    if (left && left !== shape) onChange(left, 'edited')
  }
  const latest = useRef(remove)
  latest.current = remove
  useEffect(() => {
    if (!map || !editor) return
    const move = ({ point, originalEvent }: MapMouseEvent) => {
      pointer.current = point
      if (originalEvent.buttons === 0) editor.chooseNear(point)
    }
    const click = (event: MapMouseEvent) => {
      move(event)
      if (event.type === 'contextmenu') latest.current()
    }
    map.on('mousemove', move)
    map.on('click', click)
    map.on('contextmenu', click)
    return () => {
      map.off('mousemove', move)
      map.off('click', click)
      map.off('contextmenu', click)
    }
  }, [map, editor])
  useHotkeys([
    ['Delete', remove],
    ['Backspace', remove],
  ])
}
