import { useState } from 'react'
import { path_prefix } from './path-prefix.ts'
import { type Session, useSession } from './session.ts'

/** Who somebody is in this browser, as far as it remembers things for them: one contract is no business of another. */
const keeperOf = ({ person, client_id, contract_id }: Session): string =>
  [person?.email ?? client_id ?? 'token', contract_id ?? 'staff'].join(' ')

/** A value that this browser remembers for whoever has signed in, by its name. What cannot be read is as if nothing were. */
export function useKept<T>(name: string, initial: T): [T, (value: T) => void] {
  const key = `swath.${name} ${keeperOf(useSession())}${path_prefix}`
  const [value, setValue] = useState(() => read(key, initial))
  function keep(next: T) {
    localStorage.setItem(key, JSON.stringify(next))
    setValue(next)
  }
  return [value, keep]
}

function read<T>(key: string, initial: T): T {
  const kept = localStorage.getItem(key)
  return kept === null ? initial : (JSON.parse(kept) as T)
}
