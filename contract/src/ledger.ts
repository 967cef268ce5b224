import { z } from 'zod'
import { listOf, Timestamp } from './lists.ts'
import { max_amount_minor } from './money.ts'

/** Why money moved. */
export const entry_kinds = {
  grant: 'The contract was given a budget.',
  hold: 'An order was placed: what it may cost at most is set aside.',
  release: 'What was set aside for an order cannot be used any more.',
  charge: 'A deliverable was delivered.',
  refund: 'The rejection of a deliverable was accepted.',
  adjustment: 'An operator gave a credit, on a deliverable or to the contract.',
  compensation: 'An order of a higher priority class took the pass of an image.',
  cancellation_fee: 'An order was canceled after it had begun to cost.',
} as const
export type EntryKind = keyof typeof entry_kinds

/**
 * available + held + consumed = granted, at any instant. `granted` is the counter-account, with the opposite sign.
 */
export const accounts = ['granted', 'available', 'held', 'consumed'] as const
export type Account = (typeof accounts)[number]

export const LedgerEntry = z
  .object({
    entry_id: z.string(),
    sequence: z.int().meta({ description: 'The order in which entries were written' }),
    transaction_id: z.string().meta({ description: 'The entries of one transaction add up to zero' }),
    kind: z.enum(Object.keys(entry_kinds) as [EntryKind, ...EntryKind[]]),
    order_id: z.string().nullable(),
    deliverable_id: z.string().nullable(),
    event_id: z.string().nullable().meta({ description: 'The event that caused it' }),
    account: z.enum(accounts),
    amount_minor: z.int().meta({ description: 'Minor units of the currency' }),
    currency: z.string(),
    message: z.string().nullable(),
    booked_at: Timestamp.meta({ description: 'Of a charge: when the deliverable was delivered' }),
  })
  .meta({ id: 'LedgerEntry' })
export type LedgerEntry = z.infer<typeof LedgerEntry>

export const LedgerList = listOf(LedgerEntry, 'LedgerList')

export const Currency = z.string().regex(/^[A-Z]{3}$/)

export const at_limits = ['refuse', 'approval'] as const

export const Quota = z
  .strictObject({
    measure: z.enum(['amount', 'km2', 'orders']),
    period: z.enum(['month', 'contract']).meta({ description: 'Months are those of UTC' }),
    limit: z.number().min(0).max(max_amount_minor).meta({ description: 'Of an amount: in minor units' }),
    sku: z.string().max(40).nullable().default(null).meta({ description: 'All SKUs together when null' }),
    at_limit: z.enum(at_limits).meta({
      description: 'What becomes of an order beyond it: refused, or kept until the order desk approves it',
    }),
  })
  .meta({ id: 'Quota' })
export type Quota = z.infer<typeof Quota>

export const QuotaUse = Quota.extend({ quota_id: z.string(), used: z.number() }).meta({ id: 'QuotaUse' })
export type QuotaUse = z.infer<typeof QuotaUse>

export const Balance = z
  .object({
    contract_id: z.string(),
    currency: z.string(),
    minor_digits: z.int().meta({ description: 'Decimals of the currency: 0 for JPY, 3 for KWD' }),
    is_limited: z.boolean().meta({
      description:
        'Whether the contract has a budget; without one, `available_minor` is below zero and no limit',
    }),
    at_limit: z.enum(at_limits).meta({ description: 'What becomes of an order beyond the budget' }),
    granted_minor: z.int(),
    available_minor: z.int(),
    held_minor: z.int().meta({ description: 'Set aside for open orders' }),
    consumed_minor: z.int().meta({ description: 'Charges and fees, less refunds and credits' }),
    quotas: z.array(QuotaUse),
  })
  .meta({ id: 'Balance', description: 'available + held + consumed = granted' })
export type Balance = z.infer<typeof Balance>

export const GrantRequest = z
  .strictObject({
    kind: z.enum(['grant', 'adjustment']).default('grant').meta({
      description:
        'A grant gives the contract a budget; an adjustment is a credit, which alone sets no limit',
    }),
    amount_minor: z
      .int()
      .min(-max_amount_minor)
      .max(max_amount_minor)
      .refine((amount) => amount !== 0, 'must not be 0')
      .meta({ description: 'Below zero to take back what is still available' }),
    message: z.string().max(500).default(''),
  })
  .meta({ id: 'GrantRequest' })
export type GrantRequest = z.infer<typeof GrantRequest>

export const LimitsRequest = z
  .strictObject({ at_limit: z.enum(at_limits), quotas: z.array(Quota).max(50) })
  .meta({ id: 'LimitsRequest', description: 'The limits of a contract; they replace those it had' })
export type LimitsRequest = z.infer<typeof LimitsRequest>

const amounts = z.record(z.string(), z.int())

export const LedgerCheck = z
  .object({
    checked: z.int().meta({ description: 'Balances that were compared with the entries' }),
    repaired: z.array(z.object({ contract_id: z.string(), currency: z.string(), was: amounts, is: amounts })),
    charged: z.array(z.string()).meta({ description: 'Deliverables whose charge was missing' }),
    unequal: z
      .array(
        z.object({
          deliverable_id: z.string(),
          contract_id: z.string(),
          amount_minor: z.int(),
          charged_minor: z.int(),
          credited_minor: z.int(),
          given_back_minor: z.int(),
        }),
      )
      .meta({
        description:
          'Deliverables that tell another charge or credit than was booked, which somebody has to look at; at most 1000',
      }),
  })
  .meta({ id: 'LedgerCheck' })
export type LedgerCheck = z.infer<typeof LedgerCheck>

const LedgerRepair = z
  .object({
    found_at: Timestamp,
    contract_id: z.string(),
    currency: z.string(),
    was: amounts.nullable().meta({ description: 'Of a balance' }),
    is: amounts.nullable().meta({ description: 'Of a balance: what its entries come to' }),
    deliverable_id: z.string().nullable().meta({ description: 'Whose charge was missing' }),
  })
  .meta({ id: 'LedgerRepair', description: 'What a check, by the hour or on demand, found and set right' })
export type LedgerRepair = z.infer<typeof LedgerRepair>

export const LedgerRepairs = listOf(LedgerRepair, 'LedgerRepairs')
