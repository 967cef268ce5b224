import { z } from 'zod'
import { odds_bases } from './feasibility.ts'
import { counted_period, periodOf } from './periods.ts'

const Share = z.number().min(0).max(1).nullable()

const Bin = z.object({
  from: z.number().meta({ description: 'Images of which a clear sky was at least so likely' }),
  to: z.number(),
  images: z.int(),
  foretold_share: Share.meta({ description: 'How likely it was on average; null where there are no images' }),
  clear_share: Share.meta({ description: 'How many were within the cloud limit of their order' }),
})

const PromiseBin = z.object({
  from: z.number().meta({ description: 'Orders that were told odds of at least so much' }),
  to: z.number(),
  orders: z.int(),
  promised_share: Share.meta({ description: 'The odds that they were told, on average' }),
  kept_share: Share.meta({ description: 'How many had a clear image by the time that was told' }),
})

const KeptPromises = z
  .object({
    basis: z.enum(odds_bases).meta({
      description: 'Whence the odds were known when they were told: the climate, a forecast, or the provider',
    }),
    orders: z.int(),
    promised_share: Share.meta({ description: 'The share of them that the odds promise' }),
    kept_share: Share.meta({
      description: 'The share of them that had a clear image by the time that was told',
    }),
    bins: z.array(PromiseBin).meta({ description: 'By the odds that were told, in tenths' }),
  })
  .meta({ id: 'KeptPromises' })
export type KeptPromises = z.infer<typeof KeptPromises>

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
    promises: z.array(KeptPromises).meta({
      description:
        'What customers were told just before they ordered, against what came, by the basis of the odds: orders of one image whose promised time is over and lies in this period, of which at least one sky was seen',
    }),
  })
  .meta({ id: 'OddsReliability' })
export type OddsReliability = z.infer<typeof OddsReliability>
