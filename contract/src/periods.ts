import { z } from 'zod'
import { Timestamp } from './lists.ts'
import { Instant } from './times.ts'

/** A period about which somebody asks; without its ends it is that of the last days. */
export function periodOf(things: string, days: number) {
  return z.strictObject({
    from: Instant.optional().meta({
      description: `${things} from then on; else from ${days} days before the end`,
    }),
    until: Instant.optional().meta({ description: 'And before then; else until now' }),
  })
}
export type Period = z.infer<ReturnType<typeof periodOf>>

/** The period that was counted: all that was asked for, or its newest part. */
export const counted_period = {
  from: Timestamp,
  until: Timestamp,
  is_whole: z.boolean().meta({
    description:
      'False: there were too many, so that only the newest are counted, and `from` is when those begin',
  }),
}
