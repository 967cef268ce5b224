import { useSyncExternalStore } from 'react'
import { formatRelative, formatTime } from './format.ts'

let now = Date.now()
function subscribe(onChange: () => void): () => void {
  const timer = setInterval(() => {
    now = Date.now()
    onChange()
  }, 30_000)
  return () => clearInterval(timer)
}

/** A time: how far away it is, and exactly on hover; or the other way round. */
export function When({ at, exact }: { at: string | null; exact?: boolean }) {
  const today = useSyncExternalStore(subscribe, () => now)
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
