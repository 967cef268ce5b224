import { ActionIcon, Box, Group, Kbd, Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { LogOut, type LucideIcon, Plus, X } from 'lucide-react'
import { signOut, useSession } from '../data/session.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Brand } from './brand.tsx'
import { ColorSchemeButton } from './color-scheme.tsx'
import { ContractChoice } from './contract-choice.tsx'
import classes from './shell.module.css'
import { type SidebarEntry, sidebarOf } from './sidebar.ts'

/** The sidebar; on a phone, the drawer. */
export function Navigation({ is_live, close }: { is_live: boolean; close: () => void }) {
  const session = useSession()
  const { role } = session
  const mine = sidebarOf(session)
  const groups = [...new Set(mine.map(({ group }) => group))]
  return (
    <>
      <Group justify="space-between" mb="md" wrap="nowrap">
        <Brand />
        <ActionIcon variant="subtle" color="gray" hiddenFrom="sm" onClick={close} aria-label="Close the menu">
          <X size={20} />
        </ActionIcon>
      </Group>
      <ContractChoice />
      {role === 'customer' && (
        <LinkButton to="/orders/new" fullWidth mt="sm" mb="sm" leftSection={<Plus size={16} aria-hidden />}>
          New order
        </LinkButton>
      )}
      <Box component="nav" aria-label="Pages" style={{ overflowY: 'auto' }}>
        {groups.map((group) => (
          <Places key={group} group={group} places={mine.filter((one) => one.group === group)} />
        ))}
      </Box>
      <Foot is_live={is_live} />
    </>
  )
}

function Places({ group, places }: { group: string; places: readonly SidebarEntry[] }) {
  return (
    <>
      {group && <div className={classes.group}>{group}</div>}
      <ul className={classes.list}>
        {places.map(({ to, label, icon, key, exact }) => (
          <li key={to}>
            <Link
              to={to}
              className={classes.link}
              activeOptions={{ exact: exact ?? false, includeSearch: false }}
            >
              <PlaceIcon icon={icon} />
              {label}
              {key && (
                <Kbd size="xs" className={classes.key!} aria-hidden>
                  g {key}
                </Kbd>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}

function PlaceIcon({ icon: Icon }: { icon: LucideIcon }) {
  return <Icon size={17} strokeWidth={1.9} aria-hidden />
}

function Foot({ is_live }: { is_live: boolean }) {
  const { client_id, person } = useSession()
  return (
    <div className={classes.foot}>
      <Link to={person ? '/account' : '/profile'} className={classes.account}>
        <span
          className={classes.live}
          data-on={is_live || undefined}
          title={is_live ? 'Follows the event feed' : 'Not connected to the event feed'}
        />
        <span>{person?.name ?? client_id ?? 'Token'}</span>
      </Link>
      <ColorSchemeButton />
      <Tooltip label="Sign out">
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          onClick={() => void signOut()}
          aria-label="Sign out"
        >
          <LogOut size={17} />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}
