import { useReducedMotion } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { ShownImage } from '../../viewer/shown-image.ts'
import { type CompareMode, compare_modes, type ImageSearch } from './search.ts'

export interface Comparison {
  mode: CompareMode
  /** The share of the width that shows this image. */
  cut: number
  setCut: (cut: number) => void
  /** The share of the other one that is seen over this. */
  mix: number
  setMix: (mix: number) => void
  is_running: boolean
  setRunning: (is_running: boolean) => void
  /** Whether the other one is seen now. */
  is_other: boolean
  showOther: () => void
}

const flicker_ms = 700

export function useComparison(search: ImageSearch): Comparison {
  const mode =
    search.mode !== undefined && search.mode in compare_modes ? (search.mode as CompareMode) : 'swipe'
  const is_still = useReducedMotion()
  const [cut, setCut] = useState(0.5)
  const [mix, setMix] = useState(0.5)
  const [is_other, setOther] = useState(false)
  const [wanted, setRunning] = useState<boolean>()
  const is_running = wanted ?? !is_still
  const flickers = search.with !== undefined && mode === 'flicker' && is_running
  useEffect(() => {
    if (!flickers) return
    const timer = setInterval(() => setOther((was) => !was), flicker_ms)
    return () => clearInterval(timer)
  }, [flickers])
  function showOther() {
    setRunning(false)
    setOther(!is_other)
  }
  return { mode, cut, setCut, mix, setMix, is_running, setRunning, is_other, showOther }
}

/** Both images, so that each is seen where and when the comparison has it. */
export function compared(
  [image, ...overlays]: readonly ShownImage[],
  other: ShownImage,
  { mode, mix, is_other }: Pick<Comparison, 'mode' | 'mix' | 'is_other'>,
): ShownImage[] {
  if (!image) return []
  if (mode === 'swipe') {
    const left = [image, ...overlays].map((one) => ({ ...one, side: 'left' as const }))
    return [...left, { ...other, side: 'right' }]
  }
  // Both are drawn all the time, so that neither has to be read when it is its turn.
  const opacity = mode === 'blend' ? mix : is_other ? 1 : 0
  return [image, ...overlays, { ...other, opacity }]
}
