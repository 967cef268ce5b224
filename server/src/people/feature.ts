import { BrowserCookie } from '../access/browser-session.ts'
import type { Transaction } from '../database/db.ts'
import type { AuditTrail } from '../http/audit.ts'
import type { Routes } from '../http/route.ts'
import { Mailer } from '../outbound/mail.ts'
import type { Parts } from '../parts.ts'
import { ownAccountRoutes } from './account.routes.ts'
import { Approvers } from './approvers.ts'
import { Codes } from './codes.ts'
import { factorRoutes } from './factors.routes.ts'
import { type FactorChange, Factors } from './factors.ts'
import { Invitations } from './invitations.ts'
import { peopleJobs } from './jobs.ts'
import { factorChange, PeopleMails } from './mails.ts'
import { memberFactorRoutes } from './member-factors.routes.ts'
import { memberRoutes } from './members.routes.ts'
import { Members } from './members.ts'
import { OneTimeLinks } from './one-time-links.ts'
import { passkeyRoutes } from './passkeys.routes.ts'
import { Passkeys } from './passkeys.ts'
import { Passwords } from './passwords.ts'
import type { DeleteIdentities, Memberships, Tokens } from './ports.ts'
import { RelyingParty } from './relying-party.ts'
import { SecondFactorRules } from './required-factors.ts'
import { SecondFactor } from './second-factor.ts'
import { People } from './service.ts'
import { sessionRoutes } from './session.routes.ts'
import { Sessions } from './sessions.ts'
import { SignIn } from './sign-in.ts'

interface Needs {
  trail: AuditTrail
  memberships: Memberships
  tokens: Tokens
  deleteIdentities: DeleteIdentities
}

/** People sign in, act for customers or the provider, and are invited. */
export function openPeople(
  { config, db, clock, secrets, threads, wrong_secrets }: Parts,
  { memberships, tokens, trail, deleteIdentities }: Needs,
) {
  const { public_url, mail, provider, single_sign_on, staff_needs_second_factor } = config
  const has_mail = mail !== undefined
  const tell = (tx: Transaction, person_id: string, change: FactorChange) => {
    const data = { contract_id: '', order_id: '', entity_id: factorChange(person_id, change) }
    if (has_mail) tx.enqueue({ name: 'people.mail_factor_change', data })
  }
  const cookie = new BrowserCookie(public_url, 'session')
  const passwords = new Passwords(threads.answering, config.passwords)
  const links = new OneTimeLinks({ db, clock, public_url, wrong_secrets })
  const sessions = new Sessions({ db, clock, cookie, tokens, trail, staff_needs_second_factor })
  const relying_party = new RelyingParty(public_url, provider.name)
  const codes = new Codes({ db, clock, secrets, wrong_secrets })
  const second_factor = new SecondFactor({
    ...{ db, clock, codes, sessions, trail, cookie: new BrowserCookie(public_url, 'second-factor') },
    onRecovery: (tx, person_id) => tell(tx, person_id, 'recovery_code_used'),
  })
  const sign_in = new SignIn({
    ...{ db, wrong_secrets, passwords, sessions, second_factor, links, cookie, has_mail, relying_party },
    provider_label: single_sign_on?.label,
  })
  const issuer = provider.name
  const factors = new Factors({ db, clock, secrets, codes, sessions, sign_in, relying_party, issuer, tell })
  const passkeys = new Passkeys({
    ...{ db, clock, sessions, factors, wrong_secrets, relying_party },
    cookie: new BrowserCookie(public_url, 'passkey'),
  })
  const people = new People({
    ...{
      db,
      clock,
      passwords,
      memberships,
      sessions,
      sign_in,
      links,
      trail,
      factors,
      has_mail,
      deleteIdentities,
    },
  })
  const members = new Members({ db, memberships })
  const rules = new SecondFactorRules({ db, clock, members })
  const invitations = new Invitations({
    ...{ db, clock, people, memberships, sessions, sign_in, second_factor, links, trail, has_mail },
  })
  const approvers = new Approvers({ db, clock })
  const mailer = mail && new Mailer(mail)
  const mails = new PeopleMails({
    ...{ clock, people, approvers, invitations, mailer, public_url },
    provider_name: provider.name,
  })
  return {
    sessions,
    links,
    /** To others who find out who somebody is. */
    ports: { people, sessions, invitations },
    routes: (routes: Routes) => {
      sessionRoutes(routes, { people, sign_in, second_factor, sessions, invitations })
      ownAccountRoutes(routes, people, sessions)
      factorRoutes(routes, factors)
      memberFactorRoutes(routes, { members, factors, rules })
      passkeyRoutes(routes, passkeys, people)
      memberRoutes(routes, members, invitations, people)
    },
    jobs: peopleJobs({ mails, invitations, people, factors, sessions, approvers, has_mail }),
  }
}
