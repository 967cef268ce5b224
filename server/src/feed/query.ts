import { entities, event_type_names } from '@swath/contract/events'
import { matchesPattern } from '@swath/contract/patterns'
import { reason_codes } from '@swath/contract/reasons'
import { z } from 'zod'

/** `a`, `a,b`, and `a` given twice, each with or without quotes. */
const values = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().flatMap((one) => one.split(',')))
  .transform((given) => given.map((one) => one.trim().replace(/^(["'])(.*)\1$/, '$2')))

/** Each value must match one of the names at least; `Order*` stands for all that begin so. */
function namesOf(known: readonly string[]) {
  return values.transform((patterns, context) =>
    patterns.flatMap((pattern) => {
      const names = known.filter((name) => matchesPattern(name, pattern))
      if (names.length === 0) {
        context.addIssue({ code: 'custom', message: `${pattern} is none of ${known.join(', ')}` })
      }
      return names
    }),
  )
}

const event_filter = z.strictObject({
  type: namesOf(event_type_names).optional(),
  entity: namesOf(entities).optional(),
  order_id: values.optional(),
  reason_code: namesOf(reason_codes).optional(),
})

export const stream_query = event_filter.extend({
  cursor: z
    .string()
    .optional()
    .meta({ description: 'Where to go on; latest begins now; none at the beginning' }),
})

export const feed_query = stream_query.extend({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  wait: z.coerce
    .number()
    .min(0)
    .max(60)
    .default(0)
    .meta({ description: 'Seconds to wait for something new' }),
})

export type StreamQuery = z.infer<typeof stream_query>
export type FeedQuery = z.infer<typeof feed_query>
