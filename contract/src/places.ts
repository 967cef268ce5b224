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
