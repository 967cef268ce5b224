import type { Geometry } from '@swath/contract/geometry'
import type { Map as MapLibre } from 'maplibre-gl'
import { useEffect, useState } from 'react'
import { messageOf } from '../ui/states.tsx'
import { combined, type Purpose } from './combining.ts'
import { type DrawingMode, useDrawing } from './drawing.ts'
import { isEditable } from './editing.ts'

/** A shape that the hand draws and edits, adds to and cuts from, and how far it is with that. */
export function useShapeDrawing(
  shape: Geometry | undefined,
  first_mode: DrawingMode | null,
  put: (shape: Geometry, how: 'drawn' | 'edited') => void,
) {
  const [map, setMap] = useState<MapLibre | null>(null)
  const [mode, setMode] = useState(first_mode)
  const [purpose, setPurpose] = useState<Purpose>('replace')
  const [problem, setProblem] = useState<string>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: it was about another shape
  useEffect(() => setProblem(undefined), [shape, mode])
  const rest = () => {
    setMode(null)
    setPurpose('replace')
  }
  async function take(drawn: Geometry, how: 'drawn' | 'edited') {
    rest()
    if (!shape || how === 'edited' || purpose === 'replace') return put(drawn, how)
    try {
      put(await combined(shape, drawn, purpose), 'edited')
    } catch (error) {
      setProblem(`${messageOf(error)}.`)
    }
  }
  const live = useDrawing(map, { mode, shape, onChange: (drawn, how) => void take(drawn, how) })
  return {
    map,
    setMap,
    mode,
    purpose,
    problem,
    live,
    /** Whether it can be dragged on the map, which then draws it itself. */
    is_in_hand: mode === null && shape !== undefined && isEditable(shape),
    rest,
    draw: setMode,
    begin: (wanted: Purpose) => {
      setPurpose(wanted)
      setMode('polygon')
    },
    keep: shape && rest,
  }
}

export type ShapeDrawing = ReturnType<typeof useShapeDrawing>
