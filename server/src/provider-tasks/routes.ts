import {
  Acknowledgement,
  FetchTasks,
  ProviderTaskList,
  TaskAnswer,
} from '@swath/contract/provider-protocol/tasks'
import { z } from 'zod'
import { area_mib, type Routes } from '../http/route.ts'
import type { ProviderTasks } from './service.ts'

const about = { tag: 'Providers', access: 'provider', scope: 'ops:reports' } as const
const path = '/ops/v1/provider/tasks'
const one = z.strictObject({ task_id: z.string() })

export function providerTaskRoutes(routes: Routes, tasks: ProviderTasks) {
  routes.add({
    ...about,
    method: 'GET',
    path,
    operation: 'fetchProviderTasks',
    summary: 'The work of a provider that fetches it, the oldest first; it is leased to the caller',
    query: FetchTasks,
    answers: { 200: ProviderTaskList },
    handle: async ({ caller, query }) => ({ tasks: await tasks.fetch(caller, query) }),
  })
  routes.add({
    ...about,
    method: 'POST',
    path: `${path}/{task_id}/acknowledgement`,
    operation: 'acknowledgeProviderTask',
    summary: 'A provider works on a task, so that no other process of it is given the task',
    params: one,
    body: Acknowledgement,
    waits_for_others: true,
    answers: { 204: null },
    handle: async ({ caller, params, body, reply }) => {
      await tasks.acknowledge(caller, params.task_id, body.lease_s)
      reply.code(204)
    },
  })
  routes.add({
    ...about,
    method: 'POST',
    path: `${path}/{task_id}/answer`,
    operation: 'answerProviderTask',
    summary: 'A provider answers a task; the same answer again changes nothing',
    params: one,
    body: TaskAnswer,
    body_mib: area_mib,
    waits_for_others: true,
    answers: { 204: null },
    errors: ['task_answered'],
    handle: async ({ caller, params, body, reply }) => {
      await tasks.answer(caller, params.task_id, body)
      reply.code(204)
    },
  })
}
