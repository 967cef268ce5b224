import {
  InvitationList,
  InvitationWithLink,
  Invite,
  InviteAnyone,
  Member,
  MemberList,
  ResetLink,
  UpdateMember,
} from '@swath/contract/people'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { Invitations } from './invitations.ts'
import type { Members } from './members.ts'
import type { People } from './service.ts'

const of_customer = {
  tag: 'People',
  access: 'customer' as const,
  contract: false as const,
  scope: 'administer' as const,
}
const of_all = { tag: 'Operators', access: 'operator' as const, scope: 'ops:people' as const }

const invite_errors = ['scopes_exceeded', 'contract_forbidden', 'credential_capped', 'not_found'] as const
const change_errors = [
  'credential_forbidden',
  'credential_capped',
  'credential_in_use',
  'spend_cap_fixed',
  'scopes_exceeded',
  'expiry_exceeded',
] as const
const query = z.strictObject({
  ...page.shape,
  organisation_id: z.string().optional().meta({ description: 'Only those of a customer' }),
  staff: z.stringbool().optional().meta({ description: 'Only those of the staff, or without them' }),
})

/** The same for a customer's own people and, for the staff, for everybody. */
export function memberRoutes(routes: Routes, members: Members, invitations: Invitations, people: People) {
  customerRoutes(routes, members)
  customerInvitationRoutes(routes, members, invitations)
  staffRoutes(routes, members)
  staffInvitationRoutes(routes, members, invitations)
  resetRoutes(routes, members, people)
}

function customerRoutes(routes: Routes, members: Members) {
  const one = {
    ...of_customer,
    path: '/v2/people/{client_id}',
    params: z.strictObject({ client_id: z.string() }),
  }
  routes.add({
    ...of_customer,
    method: 'GET',
    path: '/v2/people/',
    operation: 'listPeople',
    summary: 'The people who act for the contracts of the credential, by name',
    query: page,
    answers: { 200: MemberList },
    handle: async ({ caller, query, request }) => {
      const { count, members: items } = await members.list(caller, {}, query)
      return results(items, count, query, request.url)
    },
  })
  routes.add({
    ...one,
    method: 'PATCH',
    operation: 'updateMember',
    summary: 'What a colleague may, for which contracts and until when; at once',
    body: UpdateMember,
    answers: { 200: Member },
    errors: [...change_errors, 'contract_forbidden'],
    handle: ({ caller, params, body }) => members.update(caller, params.client_id, body),
  })
  routes.add({
    ...one,
    method: 'DELETE',
    operation: 'removeMember',
    summary: 'A colleague acts for the customer no more, at once, and neither does what they have made',
    answers: { 204: null },
    errors: change_errors,
    handle: async ({ caller, params, reply }) => {
      await members.remove(caller, params.client_id)
      reply.code(204)
    },
  })
}

function customerInvitationRoutes(routes: Routes, members: Members, invitations: Invitations) {
  routes.add({
    ...of_customer,
    method: 'GET',
    path: '/v2/people/invitations',
    operation: 'listInvitations',
    summary: 'Who is invited and has not accepted, oldest first',
    query: page,
    answers: { 200: InvitationList },
    handle: async ({ caller, query, request }) => {
      const { count, invitations: items } = await invitations.list(await members.seenBy(caller), query)
      return results(items, count, query, request.url)
    },
  })
  routes.add({
    ...of_customer,
    method: 'POST',
    path: '/v2/people/invitations',
    operation: 'invite',
    summary: 'Invite a colleague by a link, which is also mailed where this server sends mail',
    body: Invite,
    answers: { 201: InvitationWithLink },
    errors: invite_errors,
    shows_secret: true,
    handle: async ({ caller, body, reply }) => {
      const invitation = await invitations.invite(caller, await members.ofColleague(caller, body))
      reply.code(201)
      return invitation
    },
  })
  routes.add({
    ...of_customer,
    method: 'DELETE',
    path: '/v2/people/invitations/{invitation_id}',
    operation: 'withdrawInvitation',
    summary: 'Take an invitation back',
    params: z.strictObject({ invitation_id: z.string() }),
    answers: { 204: null },
    handle: async ({ caller, params, reply }) => {
      await invitations.withdraw(await members.seenBy(caller), params.invitation_id)
      reply.code(204)
    },
  })
}

function staffRoutes(routes: Routes, members: Members) {
  const one = {
    ...of_all,
    path: '/ops/v1/people/{client_id}',
    params: z.strictObject({ client_id: z.string() }),
  }
  routes.add({
    ...of_all,
    method: 'GET',
    path: '/ops/v1/people/',
    operation: 'listAllPeople',
    summary: 'The people of customers and of the staff, by name',
    query,
    answers: { 200: MemberList },
    handle: async ({ caller, query, request }) => {
      const { count, members: items } = await members.list(caller, query, query)
      return results(items, count, query, request.url)
    },
  })
  routes.add({
    ...one,
    method: 'PATCH',
    operation: 'updateAnyMember',
    summary: 'What somebody may, for which contracts and until when; at once',
    body: UpdateMember,
    answers: { 200: Member },
    errors: change_errors,
    handle: ({ caller, params, body }) => members.update(caller, params.client_id, body),
  })
  routes.add({
    ...one,
    method: 'DELETE',
    operation: 'removeAnyMember',
    summary: 'Somebody acts no more by this membership, at once, and neither does what they have made',
    answers: { 204: null },
    errors: change_errors,
    handle: async ({ caller, params, reply }) => {
      await members.remove(caller, params.client_id)
      reply.code(204)
    },
  })
}

function staffInvitationRoutes(routes: Routes, members: Members, invitations: Invitations) {
  routes.add({
    ...of_all,
    method: 'GET',
    path: '/ops/v1/people/invitations',
    operation: 'listAllInvitations',
    summary: 'Who is invited and has not accepted, oldest first',
    query,
    answers: { 200: InvitationList },
    handle: async ({ caller, query, request }) => {
      const { count, invitations: items } = await invitations.list(await members.seenBy(caller, query), query)
      return results(items, count, query, request.url)
    },
  })
  routes.add({
    ...of_all,
    method: 'POST',
    path: '/ops/v1/people/invitations',
    operation: 'inviteAnyone',
    summary:
      'Invite somebody of a customer, or to the staff, by a link, which is also mailed where this server sends mail',
    body: InviteAnyone,
    answers: { 201: InvitationWithLink },
    errors: invite_errors,
    shows_secret: true,
    handle: async ({ caller, body, reply }) => {
      const invitation = await invitations.invite(caller, await members.ofAnyone(body))
      reply.code(201)
      return invitation
    },
  })
  routes.add({
    ...of_all,
    method: 'DELETE',
    path: '/ops/v1/people/invitations/{invitation_id}',
    operation: 'withdrawAnyInvitation',
    summary: 'Take an invitation back',
    params: z.strictObject({ invitation_id: z.string() }),
    answers: { 204: null },
    handle: async ({ caller, params, reply }) => {
      await invitations.withdraw(await members.seenBy(caller), params.invitation_id)
      reply.code(204)
    },
  })
}

function resetRoutes(routes: Routes, members: Members, people: People) {
  routes.add({
    ...of_all,
    method: 'POST',
    path: '/ops/v1/people/{client_id}/reset-link',
    operation: 'makeResetLink',
    summary: 'A link for a new password, for somebody whom no mail reaches; only this answer shows it',
    params: z.strictObject({ client_id: z.string() }),
    answers: { 201: ResetLink },
    errors: ['scopes_exceeded', 'passwords_off'],
    shows_secret: true,
    handle: async ({ caller, params, reply }) => {
      const link = await people.resetLink(await members.mayHelp(caller, params.client_id))
      reply.code(201)
      return link
    },
  })
}
