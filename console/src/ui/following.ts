import { useState } from 'react'

/**
 * State that becomes a value from elsewhere whenever that changes, and is changed by hand in between. It does so at once: an
 * effect would come later, and take away the first letters of whoever types by then.
 */
export function useFollowing<T>(value: T): [T, (own: T) => void] {
  const [{ own, followed }, setState] = useState({ own: value, followed: value })
  if (followed !== value) setState({ own: value, followed: value })
  return [followed === value ? own : value, (changed) => setState({ own: changed, followed: value })]
}
