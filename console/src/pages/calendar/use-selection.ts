import { useCallback, useMemo, useState } from 'react'
import type { Change } from './controls.tsx'
import type { Mark, Pass } from './lanes.ts'

const nothing: readonly string[] = []

/** The subject of the panel: the capture that the address names, or a bundle of them that was opened. */
export function useSelection(passes: readonly Pass[], capture: string | undefined, change: Change) {
  const [bundle, setBundle] = useState(nothing)
  const opened = useMemo(() => new Set(capture === undefined ? bundle : [capture]), [bundle, capture])
  const selected = useMemo(
    () => (opened.size > 0 ? passes.filter(({ capture_id }) => opened.has(capture_id)) : []),
    [passes, opened],
  )
  const open = useCallback(
    (chosen: Mark['passes']) => {
      setBundle(chosen.length > 1 ? chosen.map(({ capture_id }) => capture_id) : nothing)
      change({ capture: chosen.length > 1 ? undefined : chosen[0].capture_id })
    },
    [change],
  )
  const close = useCallback(() => {
    setBundle(nothing)
    change({ capture: undefined })
    // The keyboard goes back to where it came from.
    document.querySelector<HTMLElement>('[data-stop]')?.focus()
  }, [change])
  return { selected, opened, open, close }
}
