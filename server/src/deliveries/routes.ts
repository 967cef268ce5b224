import { Delivery, DeliveryAttemptList, DeliveryList, RequestDelivery } from '@swath/contract/deliveries'
import { EventList } from '@swath/contract/events'
import { delivery_filters } from '@swath/contract/filters'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { listAnswer, listQuery } from '../lists/lists.ts'
import { page, results } from '../lists/pages.ts'
import type { Deliveries } from './service.ts'

const about = { tag: 'Deliveries', access: 'customer' as const }
const one = {
  ...about,
  path: '/v2/deliveries/{delivery_id}',
  params: z.strictObject({ delivery_id: z.string() }),
}
const list = { is_kept: true as const, query: listQuery(delivery_filters), answers: { 200: DeliveryList } }

export function deliveryRoutes(routes: Routes, deliveries: Deliveries) {
  listRoutes(routes, deliveries)
  deliverableRoutes(routes, deliveries)
  itemRoutes(routes, deliveries)
  actionRoutes(routes, deliveries)
}

function listRoutes(routes: Routes, deliveries: Deliveries) {
  routes.add({
    ...about,
    ...list,
    method: 'GET',
    path: '/v2/deliveries/',
    operation: 'listDeliveries',
    scope: 'read',
    summary: 'The deliveries of the contract, oldest first',
    handle: ({ caller, query, request }) =>
      listAnswer('results', request, (known) => deliveries.list(caller, query, known)),
  })
  routes.add({
    ...about,
    ...list,
    method: 'GET',
    path: '/v2/orders/{order_id}/deliveries',
    operation: 'listOrderDeliveries',
    scope: 'read',
    summary: 'The deliveries of an order, oldest first',
    tag: 'Orders',
    params: z.strictObject({ order_id: z.string() }),
    handle: ({ caller, params, query, request }) =>
      listAnswer('results', request, (known) =>
        deliveries.listOfOrder(caller, params.order_id, query, known),
      ),
  })
}

function deliverableRoutes(routes: Routes, deliveries: Deliveries) {
  const of_deliverable = {
    ...about,
    path: '/v2/deliverables/{deliverable_id}/deliveries',
    tag: 'Deliverables',
    params: z.strictObject({ deliverable_id: z.string() }),
  }
  routes.add({
    ...of_deliverable,
    ...list,
    method: 'GET',
    operation: 'listDeliverableDeliveries',
    scope: 'read',
    summary: 'The deliveries of the deliverable, oldest first',
    handle: ({ caller, params, query, request }) =>
      listAnswer('results', request, (known) =>
        deliveries.listOfDeliverable(caller, params.deliverable_id, query, known),
      ),
  })
  routes.add({
    ...of_deliverable,
    method: 'POST',
    operation: 'requestDelivery',
    scope: 'deliveries',
    summary: 'Send the deliverable to a destination; 200 and the delivery that is under way, if there is one',
    body: RequestDelivery,
    answers: { 200: Delivery, 201: Delivery },
    errors: ['destination_unknown', 'nothing_to_deliver', 'delivery_path_taken'],
    handle: async ({ caller, params, body, reply }) => {
      const { document, is_new } = await deliveries.request(caller, params.deliverable_id, body)
      const { delivery_id } = JSON.parse(document) as Delivery
      reply.code(is_new ? 201 : 200).header('location', `/v2/deliveries/${delivery_id}`)
      return document
    },
  })
}

function itemRoutes(routes: Routes, deliveries: Deliveries) {
  routes.add({
    ...one,
    method: 'GET',
    operation: 'getDelivery',
    scope: 'read',
    summary: 'One delivery',
    answers: { 200: Delivery },
    handle: ({ caller, params }) => deliveries.get(caller, params.delivery_id),
  })
  routes.add({
    ...one,
    method: 'GET',
    path: `${one.path}/events`,
    operation: 'listDeliveryEvents',
    scope: 'read',
    summary: 'Everything that happened to the delivery, oldest first',
    query: page,
    answers: { 200: EventList },
    handle: async ({ caller, params, query, request }) => {
      const { count, events } = await deliveries.events(caller, params.delivery_id, query)
      return results(events, count, query, request.url)
    },
  })
  routes.add({
    ...one,
    method: 'GET',
    path: `${one.path}/attempts`,
    operation: 'listDeliveryAttempts',
    scope: 'read',
    summary: 'Every attempt to make the delivery, newest first',
    query: page,
    answers: { 200: DeliveryAttemptList },
    handle: async ({ caller, params, query, request }) => {
      const { count, attempts } = await deliveries.attempts(caller, params.delivery_id, query)
      return results(attempts, count, query, request.url)
    },
  })
}

function actionRoutes(routes: Routes, deliveries: Deliveries) {
  routes.add({
    ...one,
    method: 'POST',
    path: `${one.path}/retry`,
    operation: 'retryDelivery',
    scope: 'deliveries',
    summary: 'Try a failed delivery again, from where it broke off',
    answers: { 200: Delivery },
    errors: [
      'illegal_transition',
      'nothing_to_deliver',
      'destination_unknown',
      'delivery_open',
      'delivery_path_taken',
    ],
    handle: ({ caller, params }) => deliveries.retry(caller, params.delivery_id),
  })
  routes.add({
    ...one,
    method: 'POST',
    path: `${one.path}/cancel`,
    operation: 'cancelDelivery',
    scope: 'deliveries',
    summary: 'Send no more of it; what is there whole stays there',
    answers: { 200: Delivery },
    errors: ['illegal_transition'],
    handle: ({ caller, params }) => deliveries.cancel(caller, params.delivery_id),
  })
}
