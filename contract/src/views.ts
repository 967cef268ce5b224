import { z } from 'zod'
import { Timestamp } from './lists.ts'
import { customer_scopes_of_views } from './permissions.ts'

export const StartView = z
  .strictObject({
    reason: z
      .string()
      .trim()
      .min(3)
      .max(500)
      .meta({
        description: 'The customer reads it in its audit',
        examples: ['Ticket 4711: an order seems to be late'],
      }),
  })
  .meta({ id: 'StartView' })
export type StartView = z.infer<typeof StartView>

export const ContractView = z
  .object({
    view_id: z.string(),
    contract_id: z.string(),
    reason: z.string(),
    scopes: z.array(z.enum(customer_scopes_of_views)),
    access_token: z.string().meta({ description: 'It reads as the customer does, and changes nothing' }),
    expires_at: Timestamp,
  })
  .meta({
    id: 'ContractView',
    description: 'An operator looks at the system as the customer of a contract sees it, for half an hour',
  })
export type ContractView = z.infer<typeof ContractView>
