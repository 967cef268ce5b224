import { capture_filters } from '@swath/contract/filters'
import {
  CanAddOrder,
  CanceledTask,
  CreateTask,
  Task,
  TaskList,
  task_filters,
  V1CaptureList,
  V1ClientList,
  V1ProductList,
} from '@swath/contract/legacy'
import { products } from '@swath/contract/products/registry'
import { z } from 'zod'
import type { Contracts } from '../contracts/service.ts'
import { area_mib, type Routes } from '../http/route.ts'
import { offsetQuery } from '../lists/lists.ts'
import { page } from '../lists/pages.ts'
import { slice, v1Page } from './pages.ts'
import type { Tasking } from './tasking.service.ts'

const one = z.strictObject({ task_id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) })
const about = { tag: 'Tasking (v1)', access: 'customer' } as const
const refusals = [
  'contract_suspended',
  'contract_ended',
  'invalid_geometry',
  'sku_not_in_contract',
  'geometry_not_for_sku',
  'area_out_of_range',
  'strips_out_of_range',
  'too_many_open_captures',
  'pass_taken',
  'window_invalid',
  'period_invalid',
] as const

export function taskingRoutes(routes: Routes, tasking: Tasking, contracts: Contracts, public_url: string) {
  accountRoutes(routes, tasking, contracts, public_url)
  taskRoutes(routes, tasking, public_url)
  workRoutes(routes, tasking)
}

function accountRoutes(routes: Routes, tasking: Tasking, contracts: Contracts, public_url: string) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/tasking/products/',
    operation: 'listV1Products',
    scope: 'read',
    summary: 'The products that tasks of the contract may name',
    query: page,
    answers: { 200: V1ProductList },
    handle: async ({ caller, query, request: { url } }) => {
      const all = (await tasking.products(caller)).map(
        ({ sku, product_name, geometry_types, v1_product }) => {
          const is_area = !geometry_types.includes('Point')
          const known = Object.values(products).find(({ v1 }) => v1?.pk === v1_product)
          return { pk: v1_product, name: known?.v1?.name ?? product_name, is_area, sku }
        },
      )
      return v1Page(slice(all, query), query, url, public_url)
    },
  })
  routes.add({
    ...about,
    method: 'GET',
    path: '/tasking/clients/',
    operation: 'listV1Clients',
    scope: 'read',
    summary: 'The contract, as v1 names it',
    query: page,
    answers: { 200: V1ClientList },
    handle: async ({ caller, query, request: { url } }) => {
      const all = await contracts.own(caller)
      const clients = all.filter(({ contract_id }) => contract_id === caller.contract_id)
      return v1Page(slice(clients, query), query, url, public_url)
    },
  })
}

function taskRoutes(routes: Routes, tasking: Tasking, public_url: string) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/tasking/tasks/',
    operation: 'listTasks',
    scope: 'read',
    summary: 'The tasking orders of the contract as tasks, newest first',
    query: offsetQuery(task_filters),
    answers: { 200: TaskList },
    handle: async ({ caller, query, request: { url } }) =>
      v1Page(await tasking.list(caller, query), query, url, public_url),
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/tasking/tasks/',
    operation: 'createTask',
    scope: 'order',
    summary: 'Create a task, which is an order',
    body: CreateTask,
    body_mib: area_mib,
    answers: { 201: Task },
    errors: refusals,
    prepare: ({ caller, body }) => tasking.prepare(caller, body),
    handle: async ({ caller, prepared, reply }) => {
      const task = await tasking.create(caller, prepared)
      reply.code(201).header('location', `/tasking/tasks/${task.task_id}/`)
      return task
    },
  })
  routes.add({
    ...about,
    method: 'GET',
    path: '/tasking/tasks/{task_id}/',
    operation: 'getTask',
    scope: 'read',
    summary: 'One task',
    params: one,
    answers: { 200: Task },
    handle: ({ caller, params }) => tasking.get(caller, params.task_id),
  })
  routes.add({
    ...about,
    method: 'GET',
    path: '/tasking/tasks/{task_id}/captures/',
    operation: 'listTaskCaptures',
    scope: 'read',
    summary: 'The captures of a task, all attempts, oldest first',
    params: one,
    query: offsetQuery(capture_filters),
    answers: { 200: V1CaptureList },
    handle: async ({ caller, params, query, request: { url } }) =>
      v1Page(await tasking.captures(caller, params.task_id, query), query, url, public_url),
  })
}

function workRoutes(routes: Routes, tasking: Tasking) {
  routes.add({
    ...about,
    method: 'PATCH',
    path: '/tasking/tasks/{task_id}/cancel/',
    operation: 'cancelTask',
    scope: 'cancel',
    summary: 'Cancel what has not begun of a task; the same as canceling its order',
    params: one,
    answers: { 200: CanceledTask },
    errors: ['cancellation_rejected', 'illegal_transition', 'provider_unreachable'],
    waits_for_others: true,
    handle: ({ caller, params }) => tasking.cancel(caller, params.task_id),
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/tasking/analysis/can-add-order/',
    operation: 'canAddOrder',
    scope: 'read',
    summary: 'When a task could be collected; nothing is created',
    body: CreateTask,
    body_mib: area_mib,
    answers: { 200: CanAddOrder },
    errors: [...refusals, 'provider_unreachable'],
    waits_for_others: true,
    handle: ({ caller, body }) => tasking.canAdd(caller, body),
  })
}
