import { Account, ChangePassword, OwnSessionList, SignedIn, UpdateAccount } from '@swath/contract/people'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import type { People } from './service.ts'
import type { Sessions } from './sessions.ts'

const about = { tag: 'People', access: 'person' as const }

/** The questions of people who have signed in about themselves. */
export function ownAccountRoutes(routes: Routes, people: People, sessions: Sessions) {
  accountRoutes(routes, people)
  ownSessionRoutes(routes, sessions)
}

function accountRoutes(routes: Routes, people: People) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/session',
    operation: 'getSession',
    summary: 'Who has signed in with this browser, and for whom they may act',
    answers: { 200: SignedIn },
    handle: ({ caller }) => people.signedIn(caller),
  })
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/my/account',
    operation: 'getOwnAccount',
    summary: 'The account of whoever has signed in',
    answers: { 200: Account },
    handle: ({ caller }) => people.account(caller.person_id),
  })
  routes.add({
    ...about,
    method: 'PATCH',
    path: '/v2/my/account',
    operation: 'updateOwnAccount',
    summary: 'Another name',
    body: UpdateAccount,
    answers: { 200: Account },
    handle: ({ caller, body }) => people.rename(caller.person_id, body.name),
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/my/password',
    operation: 'changeOwnPassword',
    summary: 'Another password; every other session ends',
    waits_for_others: true,
    body: ChangePassword,
    answers: { 204: null },
    errors: ['sign_in_refused', 'sign_in_too_old', 'passwords_off', 'too_many_wrong_secrets'],
    handle: async ({ caller, body, request, reply }) => {
      await people.changePassword(caller, body, request)
      reply.code(204)
    },
  })
}

function ownSessionRoutes(routes: Routes, sessions: Sessions) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/my/sessions',
    operation: 'listOwnSessions',
    summary: 'The browsers in which this account is signed in, the last used first',
    answers: { 200: OwnSessionList },
    handle: async ({ caller }) => {
      const found = await sessions.list(caller)
      return { count: found.length, next: null, previous: null, results: found }
    },
  })
  routes.add({
    ...about,
    method: 'DELETE',
    path: '/v2/my/sessions',
    operation: 'endOtherSessions',
    summary: 'Sign out everywhere else',
    answers: { 204: null },
    handle: async ({ caller, reply }) => {
      await sessions.end(caller.person_id, { besides: caller.session_id })
      reply.code(204)
    },
  })
  routes.add({
    ...about,
    method: 'DELETE',
    path: '/v2/my/sessions/{session_id}',
    operation: 'endOwnSession',
    summary: 'Sign out one browser, with the links and streams that were made in it',
    params: z.strictObject({ session_id: z.string() }),
    answers: { 204: null },
    handle: async ({ caller, params, reply }) => {
      await sessions.end(caller.person_id, { only: params.session_id })
      reply.code(204)
    },
  })
}
