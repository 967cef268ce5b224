import { useDisclosure } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useSession } from '../data/session.ts'
import { stepRows } from './row-keys.ts'
import { sidebarOf } from './sidebar.ts'

/** `g` waits so long for the letter that says where to. */
const patience_ms = 1200

/** The keys of the whole console: `g` and a letter, `n`, `/`, `?`, and those of rows. They rest while somebody types. */
export function useShortcuts() {
  const navigate = useNavigate()
  const session = useSession()
  const [is_open, help] = useDisclosure(false)
  useEffect(() => {
    let going_until = 0
    function press(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const place = Date.now() < going_until && sidebarOf(session).find(({ key }) => key === event.key)
      going_until = event.key === 'g' ? Date.now() + patience_ms : 0
      if (place) void navigate({ to: place.to })
      else if (event.key === 'n' && session.role === 'customer')
        void navigate({ to: '/orders/new', search: {} })
      else if (event.key === '?') help.open()
      else if (event.key === '/') focusSearch(event)
      else stepRows(event)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [navigate, session, help.open])
  return { is_open, close: help.close }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select'))
  )
}

function focusSearch(event: KeyboardEvent) {
  const search = document.querySelector<HTMLInputElement>('input[type=search]')
  if (!search) return
  event.preventDefault()
  search.focus()
}
