import {
  ConnectionTest,
  NewProvider,
  Provider,
  ProviderDecisionList,
  ProviderFigures,
  ProviderList,
  ProviderPeriod,
  ProviderSkuRule,
  UpdateProvider,
} from '@swath/contract/providers'
import { z } from 'zod'
import { long_reads } from '../http/long-reads.ts'
import { area_mib, type Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { KeptDecisions } from './decisions.ts'
import type { ProviderReckoning } from './figures.ts'
import type { Registry } from './service.ts'

const about = { tag: 'Operators', access: 'operator' as const }
const all = { ...about, path: '/ops/v1/providers/' }
const one = { ...about, path: `${all.path}{name}`, params: z.strictObject({ name: z.string() }) }

interface Services {
  registry: Registry
  decisions: KeptDecisions
  reckoning: ProviderReckoning
}

export function registryRoutes(routes: Routes, { registry, decisions, reckoning }: Services) {
  allRoutes(routes, registry)
  oneRoutes(routes, registry)
  connectionRoutes(routes, registry)
  ruleRoutes(routes, registry)
  routes.add({
    ...one,
    method: 'GET',
    path: `${one.path}/figures`,
    operation: 'getProviderFigures',
    scope: 'ops:read',
    summary: 'What became of the captures that a provider was given in a period, and how long it took',
    query: ProviderPeriod,
    answers: { 200: ProviderFigures },
    errors: ['period_inverted'],
    handle: async (asked) => {
      const { name } = await registry.get(asked.params.name)
      return long_reads.run(asked, () => reckoning.of(name, asked.query))
    },
  })
  routes.add({
    ...about,
    method: 'GET',
    path: '/ops/v1/orders/{order_id}/providers',
    operation: 'listProviderDecisions',
    scope: 'ops:read',
    summary: 'Which provider got an order and its captures, which did not, and why, oldest first',
    params: z.strictObject({ order_id: z.string() }),
    query: page,
    answers: { 200: ProviderDecisionList },
    handle: async ({ params, query, request }) => {
      const { count, decisions: shown } = await decisions.list(params.order_id, query)
      return results(shown, count, query, request.url)
    },
  })
}

function allRoutes(routes: Routes, registry: Registry) {
  routes.add({
    ...all,
    method: 'GET',
    operation: 'listProviders',
    scope: 'ops:read',
    summary: 'Who carries out what is ordered, in the order in which they are asked, and how they answer',
    query: page,
    answers: { 200: ProviderList },
    handle: async ({ query, request }) => {
      const { providers, count } = await registry.list(query)
      return results(providers, count, query, request.url)
    },
  })
  routes.add({
    ...all,
    method: 'POST',
    operation: 'createProvider',
    scope: 'ops:providers',
    summary: 'A new provider, which gets orders at once unless it is disabled',
    body: NewProvider,
    answers: { 201: Provider },
    errors: ['name_taken', 'url_refused'],
    handle: async ({ body, reply }) => {
      const provider = await registry.create(body)
      reply.code(201).header('location', `/ops/v1/providers/${provider.name}`)
      return provider
    },
  })
}

function oneRoutes(routes: Routes, registry: Registry) {
  routes.add({
    ...one,
    method: 'GET',
    operation: 'getProvider',
    scope: 'ops:read',
    summary: 'A provider, what it can do, how it answers, and which orders go to it',
    answers: { 200: Provider },
    handle: ({ params }) => registry.get(params.name),
  })
  routes.add({
    ...one,
    method: 'PATCH',
    operation: 'updateProvider',
    scope: 'ops:providers',
    summary: 'Change a provider; a disabled one gets no orders and finishes what it has',
    body: UpdateProvider,
    answers: { 200: Provider },
    errors: ['url_refused'],
    handle: ({ params, body }) => registry.update(params.name, body),
  })
  routes.add({
    ...one,
    method: 'DELETE',
    operation: 'removeProvider',
    scope: 'ops:providers',
    summary: 'Remove a provider that never had a capture; others are disabled',
    answers: { 204: null },
    errors: ['provider_in_use'],
    handle: async ({ params, reply }) => {
      await registry.remove(params.name)
      reply.code(204)
    },
  })
}

function connectionRoutes(routes: Routes, registry: Registry) {
  routes.add({
    ...one,
    method: 'POST',
    path: `${one.path}/rotate-secret`,
    operation: 'rotateProviderSecret',
    scope: 'ops:providers',
    summary: 'A new secret to sign with, which only this answer shows; the former one ends at once',
    answers: { 200: z.object({ secret: z.string() }).meta({ id: 'ProviderSecret' }) },
    errors: ['secret_not_ours'],
    shows_secret: true,
    handle: ({ params }) => registry.rotateSecret(params.name),
  })
  routes.add({
    ...one,
    method: 'POST',
    path: `${one.path}/test`,
    operation: 'testProvider',
    scope: 'ops:providers',
    summary: 'Ask the provider now what it can do, and tell whether it answers',
    answers: { 200: ConnectionTest },
    waits_for_others: true,
    handle: ({ params }) => registry.test(params.name),
  })
}

function ruleRoutes(routes: Routes, registry: Registry) {
  const rule = {
    ...about,
    path: `${one.path}/skus/{sku}`,
    params: z.strictObject({ name: z.string(), sku: z.string().min(1).max(100) }),
  }
  routes.add({
    ...rule,
    method: 'PUT',
    operation: 'setProviderSku',
    scope: 'ops:providers',
    summary:
      'Which orders of a SKU go to the provider; from then on only providers with a rule for it get some',
    body: ProviderSkuRule,
    body_mib: area_mib,
    answers: { 200: Provider },
    errors: ['invalid_geometry'],
    prepare: async ({ body }) => {
      if (body.region) await routes.shapes.requireSound(body.region, '/region')
    },
    handle: ({ params, body }) => registry.defineRule(params.name, params.sku, body),
  })
  routes.add({
    ...rule,
    method: 'DELETE',
    operation: 'removeProviderSku',
    scope: 'ops:providers',
    summary: 'No orders of a SKU go to the provider by a rule any more',
    answers: { 204: null },
    handle: async ({ params, reply }) => {
      await registry.removeRule(params.name, params.sku)
      reply.code(204)
    },
  })
}
