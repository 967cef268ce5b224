import { z } from 'zod'
import { counted_period, periodOf } from './periods.ts'

const Share = z.number().min(0).max(1).nullable()

const Bin = z.object({
  from: z.number().meta({ description: 'Images of which a clear sky was at least so likely' }),
  to: z.number(),
  images: z.int(),
  foretold_share: Share.meta({ description: 'How likely it was on average; null where there are no images' }),
  clear_share: Share.meta({ description: 'How many were within the cloud limit of their order' }),
})

export const odds_days = 365
export const OddsPeriod = periodOf('Images', odds_days).meta({ id: 'OddsPeriod' })
export type OddsPeriod = z.infer<typeof OddsPeriod>

export const OddsReliability = z
  .object({
    ...counted_period,
    source: z.string().meta({ description: 'Where the chances come from: the climate' }),
    images: z.int().meta({ description: 'Images that were taken in this time and whose clouds are known' }),
    foretold_share: Share.meta({ description: 'The share of clear ones that the climate foretells' }),
    clear_share: Share.meta({ description: 'The share of clear ones that there were' }),
    bins: z.array(Bin).meta({ description: 'By how likely a clear sky was, in tenths' }),
  })
  .meta({ id: 'OddsReliability' })
export type OddsReliability = z.infer<typeof OddsReliability>
