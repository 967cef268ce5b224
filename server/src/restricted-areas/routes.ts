import {
  RestrictedArea,
  RestrictedAreaDefinition,
  RestrictedAreaList,
} from '@swath/contract/restricted-areas'
import { z } from 'zod'
import { area_mib, type Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { RestrictedAreas } from './service.ts'

const about = { tag: 'Operators', access: 'operator' as const }
const errors = ['invalid_geometry', 'name_taken'] as const

export function restrictedAreaRoutes(routes: Routes, areas: RestrictedAreas) {
  const all = { ...about, path: '/ops/v1/restricted-areas/' }
  routes.add({
    ...all,
    method: 'GET',
    scope: 'ops:read',
    operation: 'listRestrictedAreas',
    summary: 'Where orders are refused or wait for the order desk, by name',
    query: page,
    answers: { 200: RestrictedAreaList },
    handle: async ({ query, request }) => {
      const { areas: shown, count } = await areas.list(query)
      return results(shown, count, query, request.url)
    },
  })
  routes.add({
    ...all,
    method: 'POST',
    scope: 'ops:customers',
    operation: 'createRestrictedArea',
    summary: 'Restrict an area, for what is ordered from now on; orders that run go on',
    body: RestrictedAreaDefinition,
    body_mib: area_mib,
    answers: { 201: RestrictedArea },
    errors: [...errors, 'area_limit_reached'],
    prepare: ({ body }) => routes.shapes.requireSound(body.geometry, '/geometry'),
    handle: async ({ body, reply }) => {
      const area = await areas.create(body)
      reply.code(201).header('location', `/ops/v1/restricted-areas/${area.area_id}`)
      return area
    },
  })
  oneAreaRoutes(routes, areas)
}

function oneAreaRoutes(routes: Routes, areas: RestrictedAreas) {
  const one = {
    ...about,
    path: '/ops/v1/restricted-areas/{area_id}',
    params: z.strictObject({ area_id: z.string() }),
  }
  routes.add({
    ...one,
    method: 'GET',
    scope: 'ops:read',
    operation: 'getRestrictedArea',
    summary: 'A restricted area',
    answers: { 200: RestrictedArea },
    handle: ({ params }) => areas.get(params.area_id),
  })
  routes.add({
    ...one,
    method: 'PUT',
    scope: 'ops:customers',
    operation: 'replaceRestrictedArea',
    summary: 'Change a restricted area, for what is ordered from now on',
    body: RestrictedAreaDefinition,
    body_mib: area_mib,
    answers: { 200: RestrictedArea },
    errors,
    prepare: ({ body }) => routes.shapes.requireSound(body.geometry, '/geometry'),
    handle: ({ params, body }) => areas.replace(params.area_id, body),
  })
  routes.add({
    ...one,
    method: 'DELETE',
    scope: 'ops:customers',
    operation: 'removeRestrictedArea',
    summary: 'Lift the restriction; orders that wait for the order desk go on waiting',
    answers: { 204: null },
    handle: async ({ params, reply }) => {
      await areas.remove(params.area_id)
      reply.code(204)
    },
  })
}
