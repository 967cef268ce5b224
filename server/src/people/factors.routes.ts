import {
  ConfirmAuthenticator,
  NewAuthenticator,
  OwnFactors,
  OwnProof,
  RecoveryCodes,
  SecondFactorCode,
} from '@swath/contract/factors'
import { SignedIn } from '@swath/contract/people'
import type { Routes } from '../http/route.ts'
import type { Factors } from './factors.ts'
import type { SecondFactor } from './second-factor.ts'
import type { People } from './service.ts'

const about = { tag: 'People', access: 'person' as const }
const code_errors = ['second_factor_refused', 'too_many_wrong_secrets'] as const
const proof_errors = [...code_errors, 'sign_in_refused', 'sign_in_too_old', 'not_found'] as const

export function secondStepRoute(routes: Routes, second_factor: SecondFactor, people: People) {
  routes.add({
    tag: 'People',
    access: 'public',
    method: 'POST',
    path: '/v2/session/second-factor',
    operation: 'finishSignIn',
    summary: 'The second step of signing in, by the browser that took the first',
    body: SecondFactorCode,
    answers: { 201: SignedIn },
    errors: [...code_errors, 'challenge_expired', 'cross_site_refused'],
    handle: async ({ body, request, reply }) => {
      const signed_in = await second_factor.finish(body.code, request, reply)
      reply.code(201)
      return people.signedIn(signed_in)
    },
  })
}

/** The second factors of whoever has signed in. */
export function factorRoutes(routes: Routes, factors: Factors) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/my/factors',
    operation: 'getOwnFactors',
    summary: 'What proves, besides the password, who has signed in',
    answers: { 200: OwnFactors },
    handle: ({ caller }) => factors.own(caller.person_id),
  })
  authenticatorRoutes(routes, factors)
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/my/recovery-codes',
    operation: 'renewRecoveryCodes',
    waits_for_others: true,
    summary: 'Other recovery codes, instead of those of before; only this answer shows them',
    body: OwnProof,
    answers: { 201: RecoveryCodes },
    errors: proof_errors,
    shows_secret: true,
    handle: async ({ caller, body, request, reply }) => {
      const renewed = await factors.renewRecoveryCodes(caller, body, request)
      reply.code(201)
      return renewed
    },
  })
}

function authenticatorRoutes(routes: Routes, factors: Factors) {
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/my/authenticator',
    operation: 'setUpAuthenticator',
    summary:
      'The secret for an app that shows codes; only this answer shows it, and it counts once it is confirmed',
    answers: { 201: NewAuthenticator },
    errors: ['sign_in_too_old', 'authenticator_exists'],
    shows_secret: true,
    handle: async ({ caller, reply }) => {
      const made = await factors.setUp(caller)
      reply.code(201)
      return made
    },
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/my/authenticator/confirm',
    operation: 'confirmAuthenticator',
    waits_for_others: true,
    summary: 'The first code of the app: from now on a password alone signs nobody in',
    body: ConfirmAuthenticator,
    answers: { 200: RecoveryCodes },
    errors: code_errors,
    shows_secret: true,
    handle: ({ caller, body, request }) => factors.confirm(caller, body.code, request),
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/my/authenticator/remove',
    operation: 'removeAuthenticator',
    waits_for_others: true,
    summary: 'The app is asked for no more',
    body: OwnProof,
    answers: { 204: null },
    errors: proof_errors,
    handle: async ({ caller, body, request, reply }) => {
      await factors.removeAuthenticator(caller, body, request)
      reply.code(204)
    },
  })
}
