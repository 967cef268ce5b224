import { PlacesFound, PlacesRead } from '@swath/contract/places'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import type { Threads } from '../threads/threads.ts'
import { readPlaces, searchPlaces } from './service.ts'

const file_name = z.string().max(255).meta({ description: 'For what is said of it' })

const longitude_latitude = /^-?\d{1,3}(\.\d+)?,-?\d{1,2}(\.\d+)?$/

const PlaceQuery = z.strictObject({
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .meta({
      description: 'A name or its beginning, in any language; a country or a state may follow a comma',
      examples: ['Rotterdam', 'Springfield, IL'],
    }),
  near: z
    .string()
    .regex(longitude_latitude, 'must be longitude,latitude in degrees, such as 4.5,51.9')
    .transform((text) => text.split(',').map(Number) as [number, number])
    .refine(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90, 'must lie on the Earth')
    .optional()
    .meta({ description: 'longitude,latitude: of two that are about as large, the nearer one comes first' }),
  limit: z.coerce.number().int().min(1).max(50).default(10),
})

export function placeRoutes(routes: Routes, threads: { answering: Threads; background: Threads }) {
  routes.add({
    method: 'GET',
    path: '/v2/places',
    operation: 'findPlaces',
    scope: 'read',
    summary: 'Find cities and countries by name, the most likely first',
    tag: 'Orders',
    access: 'customer',
    query: PlaceQuery,
    answers: { 200: PlacesFound },
    handle: ({ query }) => searchPlaces(threads.background, query),
  })
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
