import { Area, AreaChange, AreaList, NewArea } from '@swath/contract/areas'
import { area_filters } from '@swath/contract/filters'
import { z } from 'zod'
import { area_mib, type Routes } from '../http/route.ts'
import { listAnswer, listQuery } from '../lists/lists.ts'
import type { Areas } from './service.ts'

const about = { tag: 'Areas', access: 'customer' as const }
const refusals = ['invalid_geometry', 'name_taken', 'area_limit_reached'] as const

export function areaRoutes(routes: Routes, areas: Areas) {
  collectionRoutes(routes, areas)
  itemRoutes(routes, areas)
}

function collectionRoutes(routes: Routes, areas: Areas) {
  const all = { ...about, path: '/v2/areas/' }
  routes.add({
    ...all,
    method: 'GET',
    operation: 'listAreas',
    scope: 'read',
    summary: 'The areas that the contract keeps, by name',
    is_kept: true,
    query: listQuery(area_filters),
    answers: { 200: AreaList },
    handle: ({ caller, query, request }) =>
      listAnswer('results', request, (known) => areas.list(caller, query, known)),
  })
  routes.add({
    ...all,
    method: 'POST',
    operation: 'createArea',
    scope: 'order',
    summary: 'Keep an area by name, so that it can be ordered again',
    body: NewArea,
    body_mib: area_mib,
    answers: { 201: Area },
    errors: [...refusals],
    prepare: ({ body }) => routes.shapes.requireSound(body.geometry, '/geometry'),
    handle: async ({ caller, body, reply }) => {
      const document = await areas.create(caller, body)
      reply.code(201).header('location', `/v2/areas/${(JSON.parse(document) as Area).area_id}`)
      return document
    },
  })
}

function itemRoutes(routes: Routes, areas: Areas) {
  const one = { ...about, path: '/v2/areas/{area_id}', params: z.strictObject({ area_id: z.string() }) }
  routes.add({
    ...one,
    method: 'GET',
    operation: 'getArea',
    scope: 'read',
    summary: 'One area',
    answers: { 200: Area },
    handle: ({ caller, params }) => areas.get(caller, params.area_id),
  })
  routes.add({
    ...one,
    method: 'PATCH',
    operation: 'changeArea',
    scope: 'order',
    summary: 'Give an area another name, project or shape; orders stay as they are',
    body: AreaChange,
    body_mib: area_mib,
    answers: { 200: Area },
    errors: [...refusals, 'precondition_failed'],
    prepare: async ({ body }) => {
      if (body.geometry) await routes.shapes.requireSound(body.geometry, '/geometry')
    },
    handle: ({ caller, params, body, request }) =>
      areas.change(caller, params.area_id, body, request.headers['if-match']),
  })
  routes.add({
    ...one,
    method: 'DELETE',
    operation: 'deleteArea',
    scope: 'order',
    summary: 'Keep an area no longer; orders stay as they are',
    answers: { 204: null },
    errors: ['precondition_failed'],
    handle: async ({ caller, params, request, reply }) => {
      await areas.remove(caller, params.area_id, request.headers['if-match'])
      reply.code(204)
    },
  })
}
