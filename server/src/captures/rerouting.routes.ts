import { Reroute, Rerouted } from '@swath/contract/providers'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import type { Rerouting } from './rerouting.ts'

export function reroutingRoutes(routes: Routes, rerouting: Rerouting) {
  routes.add({
    method: 'POST',
    path: '/ops/v1/orders/{order_id}/reroute',
    operation: 'rerouteOrder',
    scope: 'ops:providers',
    summary: 'Give an order, or some of its captures, to another provider; what has begun stays where it is',
    tag: 'Operators',
    access: 'operator',
    params: z.strictObject({ order_id: z.string() }),
    body: Reroute,
    answers: { 200: Rerouted },
    handle: ({ caller, params, body }) => rerouting.byHand(caller, params.order_id, body),
  })
}
