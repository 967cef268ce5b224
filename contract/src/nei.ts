import { z } from 'zod'
import { Instant } from './times.ts'

const SpacePoint = z
  .strictObject({
    longitude: z.number().min(-180).max(180),
    latitude: z.number().min(-90).max(90),
    altitude_m: z.number().min(0).max(50_000_000).meta({ description: 'Metres above the WGS84 ellipsoid' }),
  })
  .meta({ id: 'SpacePoint', description: 'A point that turns with the Earth (ECEF), as longitude and so on' })
export type SpacePoint = z.infer<typeof SpacePoint>

export const nei_modes = ['spotlight', 'evo_stripe'] as const

export const Nei = z
  .strictObject({
    mode: z.enum(nei_modes).meta({
      description:
        'spotlight: the boresight rests on first_point; evo_stripe: it goes from first_point to last_point, at constant altitude and at an even pace',
    }),
    satellite: z
      .string()
      .regex(/^newsat\d{1,3}$/, 'The name of a satellite, such as newsat33')
      .meta({ description: 'Which satellite is to look', examples: ['newsat33'] }),
    first_point_time: Instant.meta({
      description: 'The centre of the capture: it begins duration_s / 2 earlier, and ends as much later',
      examples: ['2026-01-03T10:15:30Z'],
    }),
    first_point: SpacePoint.meta({ description: 'Where the boresight is when the capture begins' }),
    last_point: SpacePoint.optional().meta({
      description: 'Of evo_stripe only: where it is when the capture ends, at the altitude of first_point',
    }),
    duration_s: z.number().min(1).max(60).default(6),
  })
  .meta({
    id: 'Nei',
    description: 'Non-Earth imaging: one capture of an object in space, by this satellite at this moment',
  })
export type Nei = z.infer<typeof Nei>

/** From when to when the satellite looks. */
export function intervalOfNei({
  first_point_time,
  duration_s,
}: Pick<Nei, 'first_point_time' | 'duration_s'>) {
  const centre_ms = Date.parse(first_point_time)
  const half_ms = duration_s * 500
  return { start: new Date(centre_ms - half_ms), end: new Date(centre_ms + half_ms) }
}
