import { PlacesRead } from '@swath/contract/places'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import type { Threads } from '../threads/threads.ts'
import { readPlaces } from './service.ts'

const file_name = z.string().max(255).meta({ description: 'For what is said of it' })

export function placeRoutes(routes: Routes, threads: { answering: Threads }) {
  routes.add({
    method: 'POST',
    path: '/v2/places/read',
    operation: 'readPlaces',
    scope: 'read',
    summary: 'Read the places in a file, up to 5 MB, as the console and the command do; nothing is stored',
    tag: 'Orders',
    access: 'customer',
    is_safe: true,
    takes_file: true,
    body_mib: 5,
    query: z.strictObject({ file_name: file_name.optional() }),
    answers: { 200: PlacesRead },
    errors: ['places_unreadable', 'too_large'],
    handle: ({ query, request, reply }) => {
      reply.type('application/json')
      const bytes = (request.body as Uint8Array | undefined) ?? new Uint8Array()
      return readPlaces(threads.answering, bytes, query.file_name)
    },
  })
}
