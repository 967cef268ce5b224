import { z } from 'zod'
import { Timestamp } from './lists.ts'

const FeeStep = z.object({
  hours_before: z.number().meta({ description: 'From so many hours before the first collection on' }),
  fee_pct: z.number(),
  fee_minor: z.int(),
})

const price = {
  sku: z.string(),
  line_items: z.array(
    z.object({
      description: z.string(),
      quantity: z.number(),
      unit: z.string(),
      unit_price_minor: z.int(),
      amount_minor: z.int(),
    }),
  ),
  total_minor: z.int().meta({ description: 'If everything is delivered; only what is delivered is charged' }),
  currency: z.string(),
  cancellation_fees: z.array(FeeStep).meta({ description: 'Before the first step a cancellation is free' }),
}

export const Price = z
  .object(price)
  .meta({ id: 'Price', description: 'What an order would cost now; nobody has promised it' })
export type Price = z.infer<typeof Price>

export const Quote = z
  .object({
    quote_id: z.string(),
    ...price,
    created_at: Timestamp,
    expires_at: Timestamp.meta({ description: 'Until then an order that names the quote gets this price' }),
  })
  .meta({ id: 'Quote', description: 'A price that is locked until it expires' })
export type Quote = z.infer<typeof Quote>
