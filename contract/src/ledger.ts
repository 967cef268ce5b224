import { z } from 'zod'
import { listOf, Timestamp } from './lists.ts'

export const LedgerEntry = z
  .object({
    entry_id: z.string(),
    transaction_id: z.string().meta({ description: 'The entries of one transaction add up to zero' }),
    order_id: z.string(),
    deliverable_id: z.string().nullable().meta({ description: 'None for a cancellation fee' }),
    account: z.enum(['available', 'consumed']),
    amount_minor: z.int().meta({ description: 'Minor units of the currency' }),
    currency: z.string(),
    booked_at: Timestamp,
  })
  .meta({ id: 'LedgerEntry' })
export type LedgerEntry = z.infer<typeof LedgerEntry>

export const LedgerList = listOf(LedgerEntry, 'LedgerList')
