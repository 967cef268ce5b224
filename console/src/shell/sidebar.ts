import type { ScopeOf } from '@swath/contract/permissions'
import {
  Bookmark,
  Building2,
  CalendarClock,
  ChartColumn,
  Eye,
  FileJson,
  Gauge,
  History,
  Images,
  KeyRound,
  ListOrdered,
  type LucideIcon,
  MailWarning,
  Map as MapIcon,
  Package,
  ReceiptText,
  Satellite,
  Search,
  Send,
  ShieldAlert,
  Stamp,
  ThumbsUp,
  Users,
  Webhook,
} from 'lucide-react'
import { mayAsStaff, type Session } from '../data/session.ts'

/** One entry of the sidebar. A page that is added is a route in router.tsx and a line here. */
export interface SidebarEntry {
  to: string
  label: string
  icon: LucideIcon
  /** Pressed after g. */
  key?: string
  group: string
  roles: readonly ('customer' | 'operator')[]
  /** Staff without it have no use for the page. */
  scope?: ScopeOf<'operator'>
  /** Marks a path with which others begin. */
  exact?: boolean
}

const entries: readonly SidebarEntry[] = [
  { to: '/', label: 'Map', icon: MapIcon, key: 'm', group: '', roles: ['customer'], exact: true },
  { to: '/orders', label: 'Orders', icon: ListOrdered, key: 'o', group: '', roles: ['customer'] },
  { to: '/approvals', label: 'Approvals', icon: ThumbsUp, group: '', roles: ['customer'] },
  { to: '/archive', label: 'Archive', icon: Images, key: 'a', group: '', roles: ['customer'] },
  { to: '/areas', label: 'Areas', icon: Bookmark, key: 'r', group: '', roles: ['customer'] },
  { to: '/deliveries', label: 'Deliveries', icon: Package, key: 'd', group: 'Delivery', roles: ['customer'] },
  {
    to: '/destinations',
    label: 'Destinations',
    icon: Send,
    key: 't',
    group: 'Delivery',
    roles: ['customer'],
  },
  { to: '/webhooks', label: 'Webhooks', icon: Webhook, key: 'w', group: 'Delivery', roles: ['customer'] },
  {
    to: '/consumption',
    label: 'Consumption',
    icon: ChartColumn,
    key: 'c',
    group: 'Billing',
    roles: ['customer'],
  },
  {
    to: '/statements',
    label: 'Statements',
    icon: ReceiptText,
    key: 's',
    group: 'Billing',
    roles: ['customer'],
  },
  {
    to: '/credentials',
    label: 'Credentials',
    icon: KeyRound,
    key: 'k',
    group: 'Access',
    roles: ['customer'],
  },
  { to: '/people', label: 'People', icon: Users, key: 'p', group: 'Access', roles: ['customer'] },
  { to: '/audit', label: 'Audit', icon: History, key: 'h', group: 'Access', roles: ['customer'] },
  { to: '/desk', label: 'Order desk', icon: Stamp, key: 'o', group: '', roles: ['operator'] },
  { to: '/find', label: 'Find', icon: Search, key: 'f', group: '', roles: ['operator'] },
  { to: '/calendar', label: 'Calendar', icon: CalendarClock, key: 'c', group: '', roles: ['operator'] },
  {
    to: '/contracts',
    label: 'Customers',
    icon: Building2,
    key: 'b',
    group: 'Business',
    roles: ['operator'],
  },
  {
    to: '/restricted-areas',
    label: 'Restricted areas',
    icon: ShieldAlert,
    key: 'r',
    group: 'Business',
    roles: ['operator'],
  },
  {
    to: '/providers',
    label: 'Providers',
    icon: Satellite,
    key: 'n',
    group: 'Business',
    roles: ['operator'],
    scope: 'ops:providers',
  },
  { to: '/setup', label: 'Set-up', icon: FileJson, key: 'e', group: 'Business', roles: ['operator'] },
  { to: '/people', label: 'People', icon: Users, key: 'p', group: 'Access', roles: ['operator'] },
  { to: '/audit', label: 'Audit', icon: History, key: 'h', group: 'Access', roles: ['operator'] },
  { to: '/support', label: 'Support', icon: Eye, key: 'u', group: 'Access', roles: ['operator'] },
  { to: '/dead-letters', label: 'Dead letters', icon: MailWarning, key: 'l', group: '', roles: ['operator'] },
  {
    to: '/service-levels',
    label: 'Service levels',
    icon: Gauge,
    key: 'v',
    group: 'Billing',
    roles: ['customer'],
  },
  { to: '/service-levels', label: 'Service levels', icon: Gauge, key: 'v', group: '', roles: ['operator'] },
]

export const sidebarOf = (session: Session): readonly SidebarEntry[] =>
  entries.filter(({ roles, scope }) => roles.includes(session.role) && (!scope || mayAsStaff(session, scope)))
