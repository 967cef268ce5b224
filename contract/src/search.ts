import { z } from 'zod'
import { Timestamp } from './lists.ts'

export const found_kinds = [
  'contract',
  'order',
  'capture',
  'deliverable',
  'delivery',
  'webhook_message',
] as const
export type FoundKind = (typeof found_kinds)[number]

/** No kind of thing is found more often in one answer. */
export const most_found = 20

export const SearchQuery = z.strictObject({
  q: z.string().trim().min(1).max(200).meta({
    description:
      'The id of anything, or words: of the name, number or reference of an order, or of the name of a contract',
  }),
})

const Found = z
  .object({
    kind: z.enum(found_kinds),
    id: z.string().meta({ description: 'Of a message: that of its event' }),
    title: z.string(),
    contract_id: z.string(),
    contract_name: z.string(),
    order_id: z.string().nullable(),
    status: z.string().nullable(),
    at: Timestamp.nullable().meta({ description: 'The time at which it came to be, or was delivered' }),
  })
  .meta({ id: 'Found' })
export type Found = z.infer<typeof Found>

export const SearchResults = z
  .object({
    results: z.array(Found),
    is_cut: z.boolean().meta({ description: `There are more than ${most_found} of a kind` }),
  })
  .meta({ id: 'SearchResults' })
export type SearchResults = z.infer<typeof SearchResults>
