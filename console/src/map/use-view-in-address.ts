import { useDebouncedCallback } from '@mantine/hooks'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { readViewpoint, type Viewpoint, writeViewpoint } from './viewpoint.ts'

/** The address waits so long until the view has come to rest. */
const settle_ms = 250

/**
 * Keeps the view in the address, so that it is found again after a reload and by whoever is sent the link.
 * @param at the view in the address, as `writeViewpoint` writes it
 * @param write puts it there
 * @returns `goal`, which the view is to go to: that of the address at first, and whenever somebody else has changed it
 */
export function useViewInAddress(at: string | undefined, write: (at: string) => void) {
  const router = useRouter()
  const known = useRef(at)
  const [goal, setGoal] = useState(() => ({ viewpoint: readViewpoint(at) }))
  useEffect(() => {
    if (at === known.current) return
    known.current = at
    setGoal({ viewpoint: readViewpoint(at) })
  }, [at])
  const keep = useDebouncedCallback((viewpoint: Viewpoint) => {
    const written = writeViewpoint(viewpoint)
    if (written === known.current || isLeaving(router.state)) return
    known.current = written
    write(written)
  }, settle_ms)
  return { goal, keep }
}

interface RouterState {
  location: { pathname: string }
  resolvedLocation?: { pathname: string } | undefined
}

/** A page stays until the next one is loaded, and whoever has gone there is not called back. */
const isLeaving = ({ location, resolvedLocation }: RouterState) =>
  location.pathname !== resolvedLocation?.pathname
