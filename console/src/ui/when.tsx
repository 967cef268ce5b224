import { useSyncExternalStore } from 'react'
import { formatRelative, formatTime } from './format.ts'

let now = Date.now()
function subscribe(onChange: () => void): () => void {
  // Nobody has asked for a while, perhaps.
  now = Date.now()
  const timer = setInterval(() => {
    now = Date.now()
    onChange()
  }, 30_000)
  return () => clearInterval(timer)
}

/** The time, for what moves with it: twice a minute. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)

/** A time: how far away it is, and exactly on hover; or the other way round. */
export function When({ at, exact }: { at: string | null; exact?: boolean }) {
  const today = useNow()
  if (at === null) return <>–</>
  const [shown, hint] = exact
    ? [formatTime(at), formatRelative(at, today)]
    : [formatRelative(at, today), formatTime(at)]
  return (
    <time dateTime={at} title={hint}>
      {shown}
    </time>
  )
}
