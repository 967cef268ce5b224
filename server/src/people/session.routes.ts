import { type SecondFactorAsked, sign_in_answers } from '@swath/contract/factors'
import {
  AcceptInvitation,
  AskReset,
  FirstAccount,
  OpenInvitation,
  OpenLink,
  ResetPassword,
  SignedIn,
  SignInOptions,
  SignInWithPassword,
} from '@swath/contract/people'
import type { FastifyReply } from 'fastify'
import type { SignedIn as Session } from '../access/auth.ts'
import type { Routes } from '../http/route.ts'
import { secondStepRoute } from './factors.routes.ts'
import type { Invitations } from './invitations.ts'
import type { SecondFactor } from './second-factor.ts'
import type { People } from './service.ts'
import type { Sessions } from './sessions.ts'
import type { SignIn } from './sign-in.ts'

const about = { tag: 'People', access: 'public' as const }
const link_errors = ['link_invalid', 'too_many_wrong_secrets'] as const

interface Needs {
  people: People
  sign_in: SignIn
  second_factor: SecondFactor
  sessions: Sessions
  invitations: Invitations
}

/** The questions before somebody has signed in. */
export function sessionRoutes(routes: Routes, needs: Needs) {
  signInRoutes(routes, needs)
  secondStepRoute(routes, needs.second_factor, needs.people)
  invitedRoutes(routes, needs)
  passwordRoutes(routes, needs)
}

/** Somebody has signed in, or is asked for a second factor. */
function answer(people: People, outcome: Session | SecondFactorAsked, reply: FastifyReply) {
  reply.code('session_id' in outcome ? 201 : 202)
  return 'session_id' in outcome ? people.signedIn(outcome) : outcome
}

function signInRoutes(routes: Routes, { sign_in, people, sessions }: Needs) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/sign-in',
    operation: 'getSignInOptions',
    summary: 'How people sign in here',
    answers: { 200: SignInOptions },
    errors: ['cross_site_refused'],
    handle: ({ request }) => sign_in.options(request),
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/session',
    operation: 'signIn',
    summary:
      'Sign in with e-mail address and password: the answer sets the cookie of a session, for browsers',
    body: SignInWithPassword,
    answers: sign_in_answers,
    errors: ['sign_in_refused', 'passwords_off', 'too_many_wrong_secrets', 'cross_site_refused'],
    handle: async ({ body, request, reply }) => {
      return answer(people, await sign_in.withPassword(body, request, reply), reply)
    },
  })
  routes.add({
    ...about,
    method: 'DELETE',
    path: '/v2/session',
    operation: 'signOut',
    summary: 'End the session of this browser, with the links and streams that were made in it',
    answers: { 204: null },
    errors: ['cross_site_refused'],
    handle: async ({ request, reply }) => {
      await sessions.signOut(request, reply)
      reply.code(204)
    },
  })
}

function invitedRoutes(routes: Routes, { people, invitations }: Needs) {
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/first-account',
    operation: 'createFirstAccount',
    summary: 'The first account, of an administrator, with the token that the server printed; once',
    body: FirstAccount,
    answers: { 201: SignedIn },
    errors: [...link_errors, 'account_exists', 'passwords_off', 'cross_site_refused'],
    handle: async ({ body, request, reply }) => {
      const signed_in = await people.addFirst(body, request, reply)
      reply.code(201)
      return people.signedIn(signed_in)
    },
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/invitations/open',
    operation: 'openInvitation',
    is_safe: true,
    summary: 'What the link of an invitation is for',
    body: OpenLink,
    answers: { 200: OpenInvitation },
    errors: link_errors,
    handle: ({ body, request }) => invitations.open(body.token, request),
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/invitations/accept',
    operation: 'acceptInvitation',
    summary: 'Become a member: with a new account, or with the one that has the address of the invitation',
    body: AcceptInvitation,
    answers: sign_in_answers,
    errors: [...link_errors, 'sign_in_refused', 'passwords_off', 'cross_site_refused'],
    handle: async ({ body, request, reply }) => {
      return answer(people, await invitations.accept(body, request, reply), reply)
    },
  })
}

function passwordRoutes(routes: Routes, { people }: Needs) {
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/password-resets',
    operation: 'askPasswordReset',
    summary:
      'Have a link for a new password mailed; the answer does not tell whether the address has an account',
    body: AskReset,
    answers: { 202: null },
    errors: ['mail_not_set_up', 'passwords_off'],
    handle: async ({ body, reply }) => {
      await people.askReset(body.email)
      reply.code(202)
    },
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/password-resets/finish',
    operation: 'resetPassword',
    summary: 'Set a new password with the link; every session of the account ends',
    body: ResetPassword,
    answers: { 204: null },
    errors: [...link_errors, 'passwords_off'],
    handle: async ({ body, request, reply }) => {
      await people.reset(body, request)
      reply.code(204)
    },
  })
}
