import {
  CreateWebhook,
  message_states,
  ReplayWebhook,
  try_states,
  UpdateWebhook,
  Webhook,
  WebhookList,
  WebhookMessageList,
  WebhookReplay,
  WebhookTry,
  WebhookTryList,
  WebhookWithSecret,
} from '@swath/contract/webhooks'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { Webhooks } from './service.ts'

const about = { tag: 'Webhooks', access: 'customer' as const }
const one = {
  ...about,
  path: '/v2/webhooks/{webhook_id}',
  params: z.strictObject({ webhook_id: z.string() }),
}

export function webhookRoutes(routes: Routes, webhooks: Webhooks) {
  collectionRoutes(routes, webhooks)
  itemRoutes(routes, webhooks)
  actionRoutes(routes, webhooks)
  logRoutes(routes, webhooks)
  deadLetterRoutes(routes, webhooks)
}

function collectionRoutes(routes: Routes, webhooks: Webhooks) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/webhooks/',
    operation: 'listWebhooks',
    scope: 'read',
    summary: 'The webhooks of the contract, oldest first',
    query: page,
    answers: { 200: WebhookList },
    handle: async ({ caller, query, request }) => {
      const { count, webhooks: items } = await webhooks.list(caller, query)
      return results(items, count, query, request.url)
    },
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/webhooks/',
    operation: 'createWebhook',
    scope: 'administer',
    summary: 'Have events sent to an address from now on; only this answer shows the secret',
    body: CreateWebhook,
    answers: { 201: WebhookWithSecret },
    errors: ['url_refused', 'webhook_limit_reached'],
    shows_secret: true,
    handle: async ({ caller, body, reply }) => {
      const webhook = await webhooks.create(caller, body)
      reply.code(201).header('location', `/v2/webhooks/${webhook.webhook_id}`)
      return webhook
    },
  })
}

function itemRoutes(routes: Routes, webhooks: Webhooks) {
  routes.add({
    ...one,
    method: 'GET',
    operation: 'getWebhook',
    scope: 'read',
    summary: 'One webhook',
    answers: { 200: Webhook },
    handle: ({ caller, params }) => webhooks.get(caller, params.webhook_id),
  })
  routes.add({
    ...one,
    method: 'PATCH',
    operation: 'updateWebhook',
    scope: 'administer',
    summary: 'Change, enable or disable the webhook; it goes on where it stopped',
    body: UpdateWebhook,
    answers: { 200: Webhook },
    errors: ['url_refused', 'precondition_failed'],
    handle: ({ caller, params, body, request }) =>
      webhooks.update(caller, params.webhook_id, body, request.headers['if-match']),
  })
  routes.add({
    ...one,
    method: 'DELETE',
    operation: 'deleteWebhook',
    scope: 'administer',
    summary: 'Delete the webhook with its messages and its log',
    answers: { 204: null },
    errors: ['precondition_failed'],
    handle: async ({ caller, params, request, reply }) => {
      await webhooks.remove(caller, params.webhook_id, request.headers['if-match'])
      reply.code(204)
    },
  })
}

function actionRoutes(routes: Routes, webhooks: Webhooks) {
  routes.add({
    ...one,
    method: 'POST',
    path: `${one.path}/rotate-secret`,
    operation: 'rotateWebhookSecret',
    scope: 'administer',
    summary:
      'A new secret, which only this answer shows; each that is replaced signs messages for 24 hours more',
    answers: { 200: WebhookWithSecret },
    errors: ['webhook_secrets_reached'],
    shows_secret: true,
    handle: ({ caller, params }) => webhooks.rotateSecret(caller, params.webhook_id),
  })
  routes.add({
    ...one,
    method: 'POST',
    path: `${one.path}/test`,
    operation: 'testWebhook',
    scope: 'administer',
    summary: 'Send a test message now, and tell what was answered',
    answers: { 200: WebhookTry },
    waits_for_others: true,
    handle: ({ caller, params }) => webhooks.test(caller, params.webhook_id),
  })
  routes.add({
    ...one,
    method: 'POST',
    path: `${one.path}/replay`,
    operation: 'replayWebhook',
    scope: 'administer',
    summary: 'Send messages again, under their ids: by time, from a cursor, by id, or all dead letters',
    body: ReplayWebhook,
    answers: { 200: WebhookReplay },
    handle: ({ caller, params, body }) => webhooks.replay(caller, params.webhook_id, body),
  })
}

function logRoutes(routes: Routes, webhooks: Webhooks) {
  routes.add({
    ...one,
    method: 'GET',
    path: `${one.path}/messages`,
    operation: 'listWebhookMessages',
    scope: 'read',
    summary: 'The messages of the webhook, newest event first',
    query: page.extend({ state: z.enum(message_states).optional() }),
    answers: { 200: WebhookMessageList },
    handle: async ({ caller, params, query, request }) => {
      const { count, messages } = await webhooks.messages(caller, params.webhook_id, query.state, query)
      return results(messages, count, query, request.url)
    },
  })
  routes.add({
    ...one,
    method: 'GET',
    path: `${one.path}/deliveries`,
    operation: 'listWebhookTries',
    scope: 'read',
    summary: 'Every request to the receiver of the last 30 days, newest first',
    query: page.extend({ state: z.enum(try_states).optional() }),
    answers: { 200: WebhookTryList },
    handle: async ({ caller, params, query, request }) => {
      const { count, tries } = await webhooks.tries(caller, params.webhook_id, query.state, query)
      return results(tries, count, query, request.url)
    },
  })
}

function deadLetterRoutes(routes: Routes, webhooks: Webhooks) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/webhooks/dead-letters',
    operation: 'listWebhookDeadLetters',
    scope: 'read',
    summary: 'The messages of the contract that were given up, newest event first',
    query: page,
    answers: { 200: WebhookMessageList },
    handle: async ({ caller, query, request }) => {
      const { count, messages } = await webhooks.deadLetters(caller, query)
      return results(messages, count, query, request.url)
    },
  })
  routes.add({
    method: 'GET',
    path: '/ops/v1/webhooks/dead-letters',
    operation: 'listAllWebhookDeadLetters',
    scope: 'ops:read',
    summary: 'The messages to webhooks of all contracts, or of one, that were given up, newest event first',
    tag: 'Operators',
    access: 'operator',
    query: page.extend({ contract_id: z.string().optional() }),
    answers: { 200: WebhookMessageList },
    handle: async ({ query, request }) => {
      const { count, messages } = await webhooks.allDeadLetters(query.contract_id, query)
      return results(messages, count, query, request.url)
    },
  })
}
