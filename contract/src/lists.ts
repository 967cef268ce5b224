import { z } from 'zod'

/** RFC 3339 in UTC with microseconds, as the published API writes times. */
export const Timestamp = z.string().meta({ format: 'date-time', examples: ['2026-01-01T00:00:00.000000Z'] })

/** In the address of what can be tried out. */
export const DryRun = z.enum(['true', 'false']).default('false').meta({
  description: 'true: nothing is changed, and the answer is what it would be',
})

const page = {
  count: z.int(),
  next: z.string().nullable().meta({ description: 'Relative URL of the next page' }),
  previous: z.string().nullable(),
}

const filtered_page = {
  ...page,
  count: z.int().meta({ description: 'How many match; if count_exact is false, at least so many' }),
  count_exact: z.boolean(),
  as_of: Timestamp.meta({
    description: 'Give this back as updated_at__gte to get every change that this list does not show',
  }),
}

/** A list in which each stands once, by the name that it has. */
export function eachOnce<T extends z.ZodArray>(list: T, nameOf: (item: z.output<T>[number]) => string) {
  return list.check(({ value, issues }) => {
    const names = (value as z.output<T>).map(nameOf)
    const again = names.find((name, at) => names.indexOf(name) < at)
    if (again !== undefined) issues.push({ code: 'custom', input: value, message: `names ${again} twice` })
  })
}

/** The plain list of the published API: `{count, next, previous, results}`. */
export function listOf<T extends z.ZodType>(item: T, id: string) {
  return z.object({ ...page, results: z.array(item) }).meta({ id })
}

/** A list that can be filtered and kept in step with: `{count, count_exact, next, previous, as_of, results}`. */
export function filteredListOf<T extends z.ZodType>(item: T, id: string) {
  return z.object({ ...filtered_page, results: z.array(item) }).meta({ id })
}

/** The same as GeoJSON: a FeatureCollection. */
export function featuresOf<T extends z.ZodType>(feature: T, id: string) {
  return z
    .object({ type: z.literal('FeatureCollection'), ...filtered_page, features: z.array(feature) })
    .meta({ id })
}
