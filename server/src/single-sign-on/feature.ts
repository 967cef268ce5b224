import { BrowserCookie } from '../access/browser-session.ts'
import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { Accounts } from './accounts.ts'
import type { Invitations, Memberships, People, Sessions } from './ports.ts'
import { IdentityProvider } from './provider.ts'
import { singleSignOnRoutes } from './routes.ts'
import { SingleSignOn } from './service.ts'

interface Needs {
  people: People
  sessions: Sessions
  invitations: Invitations
  memberships: Memberships
}

/** People sign in by somebody else who knows them. */
export function openSingleSignOn(
  { config, db, clock, secrets, issuer_outbound: outbound, log }: Parts,
  { people, sessions, invitations, memberships }: Needs,
) {
  const { public_url, single_sign_on: settings } = config
  const provider = settings && new IdentityProvider({ settings, public_url, outbound, clock, log })
  const { groups = [], just_in_time = false } = settings ?? {}
  const accounts = new Accounts({ db, clock, log, people, invitations, memberships, groups, just_in_time })
  const cookie = new BrowserCookie(public_url, 'sign-on')
  const service = new SingleSignOn({
    db,
    clock,
    secrets,
    cookie,
    provider,
    accounts,
    people,
    sessions,
    invitations,
  })
  return {
    routes: (routes: Routes) => singleSignOnRoutes(routes, service),
    jobs: { 'single_sign_on.forget': () => service.forgetOld() },
  }
}
