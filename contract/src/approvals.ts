import { z } from 'zod'
import { AmountMinor } from './amounts.ts'

export const ApprovalLimit = z
  .strictObject({
    above_minor: AmountMinor.nullable().meta({
      description:
        'In the currency of the contract. An order that costs more, of somebody without the scope approve, waits for ' +
        'somebody with it; null: none waits',
    }),
  })
  .meta({ id: 'ApprovalLimit' })
export type ApprovalLimit = z.infer<typeof ApprovalLimit>

export const SpendingDecision = z
  .strictObject({ message: z.string().max(500).default('') })
  .prefault({})
  .meta({ id: 'SpendingDecision', description: 'What the approver tells whoever placed the order' })
