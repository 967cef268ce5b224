import { Images, ListOrdered, type LucideIcon, Map as MapIcon } from 'lucide-react'

/** One entry of the sidebar. A page that is added is a route in router.tsx and a line here. */
export interface Destination {
  to: string
  label: string
  icon: LucideIcon
  /** Pressed after g. */
  key?: string
  group: string
  roles: readonly ('customer' | 'operator')[]
  /** Of a path that others begin with. */
  exact?: boolean
}

export const destinations: readonly Destination[] = [
  { to: '/', label: 'Map', icon: MapIcon, key: 'm', group: '', roles: ['customer'], exact: true },
  { to: '/orders', label: 'Orders', icon: ListOrdered, key: 'o', group: '', roles: ['customer'] },
  { to: '/archive', label: 'Archive', icon: Images, key: 'a', group: '', roles: ['customer'] },
]
