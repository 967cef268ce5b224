import { PlacesFound, PlacesRead } from '@swath/contract/places'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import type { Threads } from '../threads/threads.ts'
import type { Box } from './gazetteer.ts'
import { placesIn, readPlaces, searchPlaces } from './service.ts'

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

const BoxQuery = z.strictObject({
  bbox: z
    .string()
    .transform((text) => text.split(',').map(Number) as Box)
    .refine(isOnEarth, 'must be west,south,east,north in degrees, such as 3,50,8,54')
    .meta({ description: 'west,south,east,north in degrees; west > east across the antimeridian' }),
  limit: z.coerce.number().int().min(1).max(200).default(100),
})

function isOnEarth(box: readonly number[]): boolean {
  const [west, south, east, north] = box as [number, number, number, number]
  const is_within = [west, east].every((lon) => Math.abs(lon) <= 180) && south >= -90 && north <= 90
  return box.length === 4 && is_within && south < north && west !== east
}

/** Cities hardly move. */
const a_day = 'public, max-age=86400'

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
    method: 'GET',
    path: '/v2/places/cities',
    operation: 'listCities',
    summary: 'The largest cities of a box, for the labels of a map',
    tag: 'Orders',
    access: 'public',
    query: BoxQuery,
    answers: { 200: PlacesFound },
    handle: ({ query: { bbox, limit }, reply }) => {
      reply.header('cache-control', a_day)
      return placesIn(threads.background, bbox, limit)
    },
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
