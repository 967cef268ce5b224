import { SetAsideJobList } from '@swath/contract/jobs'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { SetAside } from '../queue/set-aside.ts'

const about = { tag: 'Operators', access: 'operator' as const }
const path = '/ops/v1/jobs/set-aside'

export function setAsideRoutes(routes: Routes, set_aside: SetAside) {
  routes.add({
    ...about,
    method: 'GET',
    path,
    operation: 'listSetAsideJobs',
    scope: 'ops:read',
    summary: 'Work that a fault of the server keeps from ever succeeding, the oldest first',
    query: page,
    answers: { 200: SetAsideJobList },
    handle: async ({ query, request }) => {
      const { count, jobs } = await set_aside.list(query)
      return results(jobs, count, query, request.url)
    },
  })
  routes.add({
    ...about,
    method: 'POST',
    path: `${path}/{job_id}/restart`,
    operation: 'restartSetAsideJob',
    scope: 'ops:missions',
    summary: 'Try it again, from its first attempt',
    params: z.strictObject({ job_id: z.string() }),
    answers: { 204: null },
    errors: ['not_found'],
    handle: async ({ params, reply }) => {
      await set_aside.restart(params.job_id)
      reply.code(204)
    },
  })
}
