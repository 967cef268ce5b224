import { SessionCookie } from '../access/browser-session.ts'
import type { AuditTrail } from '../http/audit.ts'
import type { Routes } from '../http/route.ts'
import { Mailer } from '../outbound/mail.ts'
import type { Parts } from '../parts.ts'
import { ownAccountRoutes } from './account.routes.ts'
import { Invitations } from './invitations.ts'
import { peopleJobs } from './jobs.ts'
import { PeopleMails } from './mails.ts'
import { memberRoutes } from './members.routes.ts'
import { Members } from './members.ts'
import { OneTimeLinks } from './one-time-links.ts'
import { Passwords } from './passwords.ts'
import type { Memberships, Tokens } from './ports.ts'
import { People } from './service.ts'
import { sessionRoutes } from './session.routes.ts'
import { Sessions } from './sessions.ts'
import { SignIn } from './sign-in.ts'

interface Needs {
  trail: AuditTrail
  memberships: Memberships
  tokens: Tokens
}

/** People sign in, act for customers or the provider, and are invited. */
export function openPeople(
  { config, db, clock, threads, wrong_secrets }: Parts,
  { memberships, tokens, trail }: Needs,
) {
  const { public_url, mail, provider } = config
  const has_mail = mail !== undefined
  const cookie = new SessionCookie(public_url)
  const passwords = new Passwords(threads.answering)
  const links = new OneTimeLinks({ db, clock, public_url, wrong_secrets })
  const sessions = new Sessions({ db, clock, cookie, tokens, trail })
  const sign_in = new SignIn({ db, wrong_secrets, passwords, sessions, links, cookie, has_mail })
  const people = new People({ db, clock, passwords, memberships, sessions, sign_in, links, trail, has_mail })
  const members = new Members({ db, memberships })
  const invitations = new Invitations({ db, clock, people, memberships, sessions, sign_in, links, has_mail })
  const mailer = mail && new Mailer(mail)
  const mails = new PeopleMails({ clock, people, invitations, mailer, provider_name: provider.name })
  return {
    sessions,
    links,
    routes: (routes: Routes) => {
      sessionRoutes(routes, { people, sign_in, sessions, invitations })
      ownAccountRoutes(routes, people, sessions)
      memberRoutes(routes, members, invitations, people)
    },
    jobs: peopleJobs({ mails, invitations, people, sessions }),
  }
}
