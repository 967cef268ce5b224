import { AddedPasskey } from '@swath/contract/factors'
import {
  NewPasskey,
  Passkey,
  PasskeyList,
  PasskeyQuestion,
  PasskeyResponse,
  RenamePasskey,
} from '@swath/contract/passkeys'
import { SignedIn } from '@swath/contract/people'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import type { Passkeys } from './passkeys.ts'
import type { People } from './service.ts'

const about = { tag: 'People', access: 'person' as const }

export function passkeyRoutes(routes: Routes, passkeys: Passkeys, people: People) {
  signInRoutes(routes, passkeys, people)
  additionRoutes(routes, passkeys)
  ownRoutes(routes, passkeys)
}

function signInRoutes(routes: Routes, passkeys: Passkeys, people: People) {
  const at_the_door = { tag: 'People', access: 'public' as const, method: 'POST' as const }
  routes.add({
    ...at_the_door,
    path: '/v2/session/passkey/question',
    operation: 'askForPasskey',
    summary: 'The question that a passkey answers to sign somebody in',
    answers: { 200: PasskeyQuestion },
    errors: ['passkeys_unavailable', 'cross_site_refused'],
    handle: ({ request, reply }) => passkeys.askForOne(request, reply),
  })
  routes.add({
    ...at_the_door,
    path: '/v2/session/passkey',
    operation: 'signInWithPasskey',
    summary: 'Sign in with a passkey, which is asked for nothing else',
    body: PasskeyResponse,
    answers: { 201: SignedIn },
    errors: ['passkey_refused', 'challenge_expired', 'too_many_wrong_secrets', 'cross_site_refused'],
    handle: async ({ body, request, reply }) => {
      const signed_in = await passkeys.signIn(body, request, reply)
      reply.code(201)
      return people.signedIn(signed_in)
    },
  })
}

function additionRoutes(routes: Routes, passkeys: Passkeys) {
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/my/passkeys/question',
    operation: 'askForNewPasskey',
    summary: 'The question that a device answers with a new passkey',
    answers: { 200: PasskeyQuestion },
    errors: ['passkeys_unavailable', 'passkey_limit_reached', 'sign_in_too_old'],
    handle: ({ caller }) => passkeys.askForNew(caller),
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/my/passkeys',
    operation: 'addPasskey',
    waits_for_others: true,
    summary: 'A passkey, under a name; from now on a password alone signs nobody in',
    body: NewPasskey,
    answers: { 201: AddedPasskey },
    errors: ['passkey_refused', 'passkey_limit_reached', 'challenge_expired'],
    shows_secret: true,
    handle: async ({ caller, body, reply }) => {
      const added = await passkeys.add(caller, body)
      reply.code(201)
      return added
    },
  })
}

function ownRoutes(routes: Routes, passkeys: Passkeys) {
  const one = {
    ...about,
    path: '/v2/my/passkeys/{passkey_id}',
    params: z.strictObject({ passkey_id: z.string() }),
  }
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/my/passkeys',
    operation: 'listPasskeys',
    summary: 'The passkeys of whoever has signed in, the oldest first',
    answers: { 200: PasskeyList },
    handle: async ({ caller }) => {
      const found = await passkeys.list(caller.person_id)
      return { count: found.length, next: null, previous: null, results: found }
    },
  })
  routes.add({
    ...one,
    method: 'PATCH',
    operation: 'renamePasskey',
    summary: 'Another name',
    body: RenamePasskey,
    answers: { 200: Passkey },
    handle: ({ caller, params, body }) => passkeys.rename(caller, params.passkey_id, body.name),
  })
  routes.add({
    ...one,
    method: 'DELETE',
    operation: 'removePasskey',
    summary: 'It signs nobody in any more',
    answers: { 204: null },
    errors: ['sign_in_too_old'],
    handle: async ({ caller, params, reply }) => {
      await passkeys.remove(caller, params.passkey_id)
      reply.code(204)
    },
  })
}
