import { CreateDigest, Digest, DigestList, UpdateDigest } from '@swath/contract/digests'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { clientAddress } from '../access/client-address.ts'
import {
  link_errors,
  type SignatureQuery,
  type SignedLinks,
  signature_query,
} from '../access/signed-links.ts'
import { type AuditTrail, actEntry } from '../http/audit.ts'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import { confirm_path, pathOf, unsubscribe_path } from './links.ts'
import { ask, sendPage, tell } from './page.ts'
import type { Digests } from './service.ts'

const about = { tag: 'Digests', access: 'customer' as const }
const params = z.strictObject({ digest_id: z.string() })
const one = { ...about, path: '/v2/digests/{digest_id}', params }

export function digestRoutes(routes: Routes, digests: Digests, links: SignedLinks, trail: AuditTrail) {
  collectionRoutes(routes, digests)
  itemRoutes(routes, digests)
  confirmRoutes(routes, digests, links, trail)
  unsubscribeRoutes(routes, digests, trail)
}

function collectionRoutes(routes: Routes, digests: Digests) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/digests/',
    operation: 'listDigests',
    scope: 'read',
    summary: 'The addresses that get news of the contract by e-mail, oldest first',
    query: page,
    answers: { 200: DigestList },
    handle: async ({ caller, query, request }) => {
      const { count, digests: items } = await digests.list(caller, query)
      return results(items, count, query, request.url)
    },
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/digests/',
    operation: 'createDigest',
    scope: 'administer',
    summary: 'Have news of the orders sent to an address, once somebody there has confirmed it',
    body: CreateDigest,
    answers: { 201: Digest },
    errors: ['mail_not_set_up', 'digest_exists', 'digest_limit_reached'],
    handle: async ({ caller, body, reply }) => {
      const digest = await digests.create(caller, body)
      reply.code(201).header('location', `/v2/digests/${digest.digest_id}`)
      return digest
    },
  })
}

function itemRoutes(routes: Routes, digests: Digests) {
  routes.add({
    ...one,
    method: 'GET',
    operation: 'getDigest',
    scope: 'read',
    summary: 'One digest',
    answers: { 200: Digest },
    handle: ({ caller, params }) => digests.get(caller, params.digest_id),
  })
  routes.add({
    ...one,
    method: 'PATCH',
    operation: 'updateDigest',
    scope: 'administer',
    summary: 'Change how often the news are sent',
    body: UpdateDigest,
    answers: { 200: Digest },
    errors: ['mail_not_set_up', 'precondition_failed'],
    handle: ({ caller, params, body, request }) =>
      digests.update(caller, params.digest_id, body, request.headers['if-match']),
  })
  routes.add({
    ...one,
    method: 'DELETE',
    operation: 'deleteDigest',
    scope: 'administer',
    summary: 'Send nothing more to the address, and forget it',
    answers: { 204: null },
    errors: ['precondition_failed'],
    handle: async ({ caller, params, request, reply }) => {
      await digests.remove(caller, params.digest_id, request.headers['if-match'])
      reply.code(204)
    },
  })
}

/** The pages behind the links of mails. The signature of the link is the credential. */
const behind_link = {
  tag: 'Digests',
  access: 'public' as const,
  params,
  query: signature_query,
  answers: { 200: null },
  media_type: 'text/html',
  errors: [...link_errors, 'not_found'] as const,
}

function confirmRoutes(routes: Routes, digests: Digests, links: SignedLinks, trail: AuditTrail) {
  const verify = (digest_id: string, query: SignatureQuery, request: FastifyRequest) =>
    links.verify(pathOf(confirm_path, digest_id), query, clientAddress(request))
  routes.add({
    ...behind_link,
    method: 'GET',
    path: confirm_path,
    operation: 'askToConfirmDigest',
    summary: 'The page behind the link of the first mail',
    handle: ({ params, query, request, reply }) =>
      sendPage(reply, async () => {
        const contract_id = await verify(params.digest_id, query, request)
        return ask('News of your orders', `The news of the contract ${contract_id}, by e-mail?`, 'Confirm')
      }),
  })
  routes.add({
    ...behind_link,
    method: 'POST',
    path: confirm_path,
    ignores_body: true,
    operation: 'confirmDigest',
    summary: 'The address wants the news',
    handle: ({ params, query, request, reply }) =>
      sendPage(reply, async () => {
        const contract_id = await verify(params.digest_id, query, request)
        const { email, frequency } = await trail.recordWith(
          () => digests.confirm(contract_id, params.digest_id),
          () => actEntry(request, { contract_id }),
        )
        return tell('Confirmed', `${email} gets news ${frequency}, when something has happened.`)
      }),
  })
}

function unsubscribeRoutes(routes: Routes, digests: Digests, trail: AuditTrail) {
  const query = z.object({ contract: z.string().default(''), token: z.string().default('') })
  routes.add({
    ...behind_link,
    query,
    method: 'GET',
    path: unsubscribe_path,
    operation: 'askToUnsubscribeDigest',
    summary: 'The page behind the link at the end of each mail',
    handle: ({ params, query, reply }) =>
      sendPage(reply, async () => {
        await digests.requireUnsubscribable({ ...params, ...query })
        return ask(
          'Unsubscribe',
          `No more news of the contract ${query.contract} to this address?`,
          'Unsubscribe',
        )
      }),
  })
  routes.add({
    ...behind_link,
    query,
    method: 'POST',
    path: unsubscribe_path,
    ignores_body: true,
    operation: 'unsubscribeDigest',
    summary: 'The address wants no more news; also for mail programs (RFC 8058)',
    handle: ({ params, query, request, reply }) =>
      sendPage(reply, async () => {
        const { email } = await trail.recordWith(
          () => digests.unsubscribe({ ...params, ...query }),
          () => actEntry(request, { contract_id: query.contract }),
        )
        return tell('Unsubscribed', `Nothing more is sent to ${email}.`)
      }),
  })
}
