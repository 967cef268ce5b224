import { SignedIn } from '@swath/contract/people'
import {
  BackChannelLogout,
  FinishSignOn,
  OwnIdentity,
  SignedOut,
  SignOnStart,
} from '@swath/contract/single-sign-on'
import type { Routes } from '../http/route.ts'
import type { SingleSignOn } from './service.ts'

const about = { tag: 'People', access: 'public' as const }

export function singleSignOnRoutes(routes: Routes, service: SingleSignOn) {
  signOnRoutes(routes, service)
  signOutRoutes(routes, service)
  routes.add({
    method: 'GET',
    path: '/v2/my/identity',
    operation: 'getOwnIdentity',
    tag: 'People',
    access: 'person',
    summary: 'Whether whoever has signed in is known to the provider of identities',
    answers: { 200: OwnIdentity },
    errors: ['sign_on_not_set_up'],
    handle: ({ caller }) => service.own(caller),
  })
  routes.add({
    method: 'DELETE',
    path: '/v2/my/identity',
    operation: 'disconnectOwnIdentity',
    tag: 'People',
    access: 'person',
    summary:
      'The account does not sign in by the provider of identities any more; its other sessions from there end',
    answers: { 204: null },
    errors: ['sign_on_not_set_up', 'sign_in_too_old', 'not_found', 'last_way_in'],
    handle: async ({ caller, reply }) => {
      await service.disconnect(caller)
      reply.code(204)
    },
  })
}

function signOnRoutes(routes: Routes, service: SingleSignOn) {
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/single-sign-on/start',
    operation: 'startSignOn',
    summary: 'Begin to sign in by the provider of identities: the answer binds it to the browser by a cookie',
    answers: { 201: SignOnStart },
    errors: ['sign_on_not_set_up', 'identity_provider_unreachable', 'cross_site_refused'],
    handle: async ({ request, reply }) => {
      const start = await service.start(request, reply)
      reply.code(201)
      return start
    },
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/single-sign-on/finish',
    operation: 'finishSignOn',
    summary: 'Sign in with what the provider sent the browser back: the answer sets the cookie of a session',
    body: FinishSignOn,
    answers: { 201: SignedIn },
    errors: [
      ...(['sign_on_not_set_up', 'identity_provider_unreachable', 'cross_site_refused'] as const),
      ...(['sign_on_stale', 'sign_on_refused', 'sign_on_unknown', 'identity_taken'] as const),
      ...(['link_invalid', 'too_many_wrong_secrets', 'sign_in_too_old'] as const),
    ],
    handle: async ({ body, request, reply }) => {
      const signed_in = await service.finish(body, request, reply)
      reply.code(201)
      return signed_in
    },
  })
}

function signOutRoutes(routes: Routes, service: SingleSignOn) {
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/single-sign-on/sign-out',
    operation: 'signOutEverywhere',
    summary: 'End the session of this browser, and tell where the provider ends its own',
    answers: { 200: SignedOut },
    errors: ['cross_site_refused'],
    handle: ({ request, reply }) => service.signOut(request, reply),
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/single-sign-on/back-channel-logout',
    operation: 'endByProvider',
    summary:
      'For the provider, which tells that somebody has signed out there; each of its tokens is taken once',
    is_oauth: true,
    body: BackChannelLogout,
    answers: { 200: null },
    errors: ['sign_on_not_set_up', 'identity_provider_unreachable'],
    handle: ({ body }) => service.endByProvider(body.logout_token),
  })
}
