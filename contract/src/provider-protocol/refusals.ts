import { z } from 'zod'
import { type ReasonCode, reason_codes, reasons } from '../reasons.ts'

/** later: ask again when it is time; not_now: ask again when something has changed; never: ask no more. */
const refusal_classes = ['later', 'not_now', 'never'] as const
export type RefusalClass = (typeof refusal_classes)[number]

/** A refusal that Swath would answer by asking again at once is none. */
const final_codes = reason_codes.filter((code) => !reasons[code].retried) as [ReasonCode, ...ReasonCode[]]

const why = {
  message: z.string().min(1).max(500).meta({ description: 'Says why, for people' }),
  reason_code: z.enum(final_codes).optional().meta({
    description:
      'Why the capture, or the order, fails that is refused for ever; REFUSED_BY_PROVIDER unless told',
  }),
}

export const RefusalAnswer = z
  .discriminatedUnion('class', [
    z.strictObject({
      class: z.literal('later'),
      retry_after_s: z
        .int()
        .min(1)
        .max(7 * 86_400)
        .meta({ description: 'When to ask again' }),
      ...why,
    }),
    z.strictObject({ class: z.literal('not_now'), ...why }),
    z.strictObject({ class: z.literal('never'), ...why }),
  ])
  .meta({
    id: 'RefusalAnswer',
    description: 'The provider does not do what it is asked, with the status 409',
  })
export type RefusalAnswer = z.infer<typeof RefusalAnswer>
