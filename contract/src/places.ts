import { z } from 'zod'
import { Geometry } from './geometry.ts'

/** The places that were read from a file that somebody sent as their area. */
export const PlacesRead = z
  .object({
    type: z.literal('FeatureCollection'),
    features: z.array(
      z.object({
        type: z.literal('Feature'),
        geometry: Geometry,
        properties: z
          .record(z.string(), z.unknown())
          .meta({ description: 'What the file says of the place' }),
      }),
    ),
    notes: z.array(z.string()).meta({
      description: 'From which reference system it was converted, and what was left out, in sentences',
    }),
  })
  .meta({ id: 'PlacesRead', description: 'The places of a file, in degrees of WGS84' })
export type PlacesRead = z.infer<typeof PlacesRead>

export const place_kinds = ['city', 'country'] as const

export const FoundPlace = z
  .object({
    name: z.string().meta({ description: 'As it is written where it lies', examples: ['Rotterdam'] }),
    kind: z.enum(place_kinds),
    country_code: z.string().meta({ description: 'ISO 3166-1 alpha-2', examples: ['NL'] }),
    country: z.string().meta({ description: 'In English', examples: ['Netherlands'] }),
    region_code: z
      .string()
      .nullable()
      .meta({ description: 'The state, where states have codes of letters', examples: ['NY'] }),
    population: z.number().int().min(0).meta({ description: 'Of a country: of its cities' }),
    geometry: z
      .object({ type: z.literal('Point'), coordinates: z.tuple([z.number(), z.number()]) })
      .meta({ description: 'Its middle; of a country, that of its cities' }),
    bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable().meta({
      description:
        'The cities of a country: west, south, east, north in degrees, with west > east across the antimeridian; null of a city',
    }),
  })
  .meta({ id: 'FoundPlace', description: 'A city or a country that was found by its name' })
export type FoundPlace = z.infer<typeof FoundPlace>

export const PlacesFound = z
  .object({
    places: z.array(FoundPlace),
    attribution: z.string().meta({ description: 'To be shown beside them' }),
  })
  .meta({ id: 'PlacesFound', description: 'The cities and countries of a name, the most likely first' })
export type PlacesFound = z.infer<typeof PlacesFound>
