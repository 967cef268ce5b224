import {
  CreateDestination,
  DefaultDestination,
  Destination,
  DestinationList,
  UpdateDestination,
} from '@swath/contract/destinations'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { Destinations } from './service.ts'

const about = { tag: 'Destinations', access: 'customer' as const }
const one = {
  ...about,
  path: '/v2/destinations/{destination_id}',
  params: z.strictObject({ destination_id: z.string() }),
}
const refusals = ['path_template_invalid', 'destination_refused', 'destination_name_taken'] as const

export function destinationRoutes(routes: Routes, destinations: Destinations) {
  collectionRoutes(routes, destinations)
  itemRoutes(routes, destinations)
  operatorRoutes(routes, destinations)
}

function collectionRoutes(routes: Routes, destinations: Destinations) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/destinations/',
    operation: 'listDestinations',
    scope: 'read',
    summary: 'The destinations of the contract, oldest first',
    query: page,
    answers: { 200: DestinationList },
    handle: async ({ caller, query, request }) => {
      const { count, destinations: items } = await destinations.list(caller, query)
      return results(items, count, query, request.url)
    },
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/destinations/',
    operation: 'createDestination',
    scope: 'deliveries',
    summary: 'A place that files are sent to; no answer shows its credentials',
    body: CreateDestination,
    answers: { 201: Destination },
    errors: [...refusals, 'destination_limit_reached'],
    handle: async ({ caller, body, reply }) => {
      const destination = await destinations.create(caller, body)
      reply.code(201).header('location', `/v2/destinations/${destination.destination_id}`)
      return destination
    },
  })
}

function itemRoutes(routes: Routes, destinations: Destinations) {
  routes.add({
    ...one,
    method: 'GET',
    operation: 'getDestination',
    scope: 'read',
    summary: 'One destination',
    answers: { 200: Destination },
    handle: ({ caller, params }) => destinations.get(caller, params.destination_id),
  })
  routes.add({
    ...one,
    method: 'PATCH',
    operation: 'updateDestination',
    scope: 'deliveries',
    summary: 'Change, enable or disable the destination; what waits for it is tried again',
    body: UpdateDestination,
    answers: { 200: Destination },
    errors: [...refusals, 'precondition_failed'],
    handle: ({ caller, params, body, request }) =>
      destinations.update(caller, params.destination_id, body, request.headers['if-match']),
  })
  routes.add({
    ...one,
    method: 'DELETE',
    operation: 'deleteDestination',
    scope: 'deliveries',
    summary: 'Delete the destination and its credentials; deliveries on their way to it are canceled',
    answers: { 204: null },
    errors: ['precondition_failed'],
    handle: async ({ caller, params, request, reply }) => {
      await destinations.remove(caller, params.destination_id, request.headers['if-match'])
      reply.code(204)
    },
  })
  routes.add({
    ...one,
    method: 'POST',
    path: `${one.path}/verify`,
    operation: 'verifyDestination',
    scope: 'deliveries',
    summary: 'Write, read and remove a probe now, and tell which permission is missing',
    // Asking twice writes two probes and leaves none, and no transaction may wait for the place.
    is_safe: true,
    answers: { 200: Destination },
    handle: ({ caller, params }) => destinations.verify(caller, params.destination_id),
  })
}

const of_contract = {
  tag: 'Operators',
  access: 'operator' as const,
  params: z.strictObject({ contract_id: z.string() }),
}

function operatorRoutes(routes: Routes, destinations: Destinations) {
  routes.add({
    ...of_contract,
    method: 'GET',
    path: '/ops/v1/contracts/{contract_id}/destinations',
    operation: 'listContractDestinations',
    scope: 'ops:read',
    summary: 'The destinations of a contract, oldest first, without their credentials',
    query: page,
    answers: { 200: DestinationList },
    handle: async ({ params, query, request }) => {
      const { count, destinations: items } = await destinations.listOf(params.contract_id, query)
      return results(items, count, query, request.url)
    },
  })
  routes.add({
    ...of_contract,
    method: 'PUT',
    path: '/ops/v1/contracts/{contract_id}/default-destination',
    operation: 'setDefaultDestination',
    scope: 'ops:customers',
    summary: 'Say to which destination of a contract the deliverables go of orders that name none',
    body: DefaultDestination,
    answers: { 200: DefaultDestination },
    handle: ({ params, body }) => destinations.setDefault(params.contract_id, body),
  })
}
