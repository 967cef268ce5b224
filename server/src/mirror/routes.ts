import { ImportRequest, ImportResult } from '@swath/contract/imports'
import type { Routes } from '../http/route.ts'
import type { Mirror } from './service.ts'

export function mirrorRoutes(routes: Routes, mirror: Mirror) {
  routes.add({
    method: 'POST',
    path: '/ops/v1/imports',
    operation: 'importLines',
    scope: 'ops:missions',
    summary: 'Represent the history of another system as orders: up to 1000 lines, again without harm',
    tag: 'Operators',
    access: 'operator',
    body: ImportRequest,
    judges_each: 'lines',
    in_slices: true,
    answers: { 200: ImportResult },
    errors: ['not_found'],
    handle: ({ caller, body, slice }) => mirror.import(caller, body, slice),
  })
}
