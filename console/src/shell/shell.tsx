import { AppShell, Burger, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useRouter, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect, useMemo } from 'react'
import { useLiveUpdates } from '../data/live.ts'
import { lostSession, openClient, SignedInContext, useAnySession } from '../data/session.ts'
import { Brand } from './brand.tsx'
import { Navigation } from './navigation.tsx'
import classes from './shell.module.css'
import { ShortcutHelp } from './shortcut-help.tsx'
import { useShortcuts } from './shortcuts.ts'
import { ViewBanner } from './view-banner.tsx'
import { wayBackTo } from './way-back.ts'

/** The frame around every page of somebody who is signed in. */
export function Shell() {
  return (
    <SignedIn>
      <Frame />
    </SignedIn>
  )
}

function SignedIn({ children }: { children: ReactNode }) {
  const session = useAnySession()
  const router = useRouter()
  const queries = useQueryClient()
  const value = useMemo(() => session && { session, swath: openClient(session) }, [session])
  useEffect(() => {
    const lost = lostSession()
    const search = lost ? wayBackTo(router.state.location, lost.contract_id) : {}
    if (!session) void router.navigate({ to: '/sign-in', search })
    // The answers for one contract are no business of the next.
    // The page for signing in has begun to ask, and goes on.
    return () => queries.removeQueries({ predicate: ({ queryKey: [noun] }) => noun !== 'sign-in' })
  }, [session, router, queries])
  if (!value) return null
  return (
    <SignedInContext value={value} key={`${value.session.contract_id} ${value.session.view?.expires_at}`}>
      {children}
    </SignedInContext>
  )
}

function Frame() {
  const [is_open, menu] = useDisclosure(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const help = useShortcuts()
  const is_live = useLiveUpdates()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu that led to it
  useEffect(() => menu.close(), [path])
  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 236, breakpoint: 'sm', collapsed: { mobile: !is_open } }}
    >
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <AppShell.Header hiddenFrom="sm" className={`${classes.header} screen-only`}>
        <Group h="100%" px="md" justify="space-between">
          <Brand />
          <Burger
            opened={is_open}
            onClick={menu.toggle}
            size="sm"
            aria-label="Menu"
            aria-expanded={is_open}
          />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={`${classes.navbar} screen-only`} aria-label="Main" hidden={false}>
        <Navigation is_live={is_live} close={menu.close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <ViewBanner />
        <Outlet />
      </AppShell.Main>
      <ShortcutHelp opened={help.is_open} close={help.close} />
    </AppShell>
  )
}
