import { z } from 'zod'

/** RFC 3339 in UTC with microseconds, as the published API writes times. */
export const Timestamp = z.string().meta({ format: 'date-time', examples: ['2026-01-01T00:00:00.000000Z'] })

const page = {
  count: z.int(),
  next: z.string().nullable().meta({ description: 'Relative URL of the next page' }),
  previous: z.string().nullable(),
}

/** The plain list of the published API: `{count, next, previous, results}`. */
export function listOf<T extends z.ZodType>(item: T, id: string) {
  return z.object({ ...page, results: z.array(item) }).meta({ id })
}

/** The GeoJSON list of the published API: a FeatureCollection with `{count, next, previous}`. */
export function featuresOf<T extends z.ZodType>(feature: T, id: string) {
  return z.object({ type: z.literal('FeatureCollection'), ...page, features: z.array(feature) }).meta({ id })
}
