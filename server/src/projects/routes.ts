import { project_filters } from '@swath/contract/filters'
import { NameProject, Project, ProjectList } from '@swath/contract/projects'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { listAnswer, listQuery } from '../lists/lists.ts'
import type { Projects } from './service.ts'

const about = { tag: 'Projects', access: 'customer' as const }
const one = {
  ...about,
  path: '/v2/projects/{project_id}',
  params: z.strictObject({ project_id: z.string() }),
}

export function projectRoutes(routes: Routes, projects: Projects) {
  collectionRoutes(routes, projects)
  itemRoutes(routes, projects)
}

function collectionRoutes(routes: Routes, projects: Projects) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/projects/',
    operation: 'listProjects',
    scope: 'read',
    summary: 'The projects of the contract, by name',
    is_kept: true,
    query: listQuery(project_filters),
    answers: { 200: ProjectList },
    handle: ({ caller, query, request }) =>
      listAnswer('results', request, (known) => projects.list(caller, query, known)),
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/projects/',
    operation: 'createProject',
    scope: 'order',
    summary: 'Create a project; an order that names a new project creates it, too',
    body: NameProject,
    answers: { 201: Project },
    errors: ['project_name_taken'],
    handle: async ({ caller, body, reply }) => {
      const document = await projects.create(caller, body.project_name)
      reply.code(201).header('location', `/v2/projects/${(JSON.parse(document) as Project).project_id}`)
      return document
    },
  })
}

function itemRoutes(routes: Routes, projects: Projects) {
  routes.add({
    ...one,
    method: 'GET',
    operation: 'getProject',
    scope: 'read',
    summary: 'One project',
    answers: { 200: Project },
    handle: ({ caller, params }) => projects.get(caller, params.project_id),
  })
  routes.add({
    ...one,
    method: 'PATCH',
    operation: 'renameProject',
    scope: 'order',
    summary: 'Rename the project',
    body: NameProject,
    answers: { 200: Project },
    errors: ['project_name_taken', 'precondition_failed'],
    handle: ({ caller, params, body, request }) =>
      projects.rename(caller, params.project_id, body.project_name, request.headers['if-match']),
  })
  routes.add({
    ...one,
    method: 'DELETE',
    operation: 'deleteProject',
    scope: 'order',
    summary: 'Delete a project that no order or area belongs to',
    answers: { 204: null },
    errors: ['project_in_use', 'precondition_failed'],
    handle: async ({ caller, params, request, reply }) => {
      await projects.remove(caller, params.project_id, request.headers['if-match'])
      reply.code(204)
    },
  })
}
