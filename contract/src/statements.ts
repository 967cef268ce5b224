import { z } from 'zod'
import { filteredListOf, listOf, Timestamp } from './lists.ts'

const Minor = z.int().meta({ description: 'Minor units of the currency' })

const line = z.string().trim().min(1).max(120)

/** ISO 3166-1, such as ES. */
export const Country = z.string().regex(/^[A-Z]{2}$/, 'Two letters of ISO 3166-1, such as ES')

/** As Peppol addresses whoever takes part: the code of a scheme and an identifier in it. */
export const PeppolId = z
  .string()
  .regex(/^\d{4}:[A-Za-z0-9._-]{1,50}$/, 'The code of a scheme and an identifier, such as 0088:7300010000001')

/** Codes of UNCL 5305 that a statement can have as a whole. */
export const tax_categories = {
  S: 'Taxed at the percentage',
  Z: 'Zero rated',
  E: 'Exempt',
  AE: 'Reverse charge: the customer pays it',
  G: 'Export outside the EU',
  O: 'Not subject to VAT',
} as const
export type TaxCategory = keyof typeof tax_categories

const Tax = z
  .strictObject({
    category: z.enum(Object.keys(tax_categories) as [TaxCategory, ...TaxCategory[]]),
    percent: z.number().min(0).max(100).multipleOf(0.01).default(0),
    reason: line.nullable().default(null).meta({ description: 'Why it is exempt; asked of E' }),
  })
  .refine(({ category, percent }) => (category === 'S') === percent > 0, {
    path: ['percent'],
    message: 'must be above 0 for S, and 0 for every other category',
  })
  .refine(({ category, reason }) => category !== 'E' || reason !== null, {
    path: ['reason'],
    message: 'must say why it is exempt',
  })

export const Invoicing = z
  .strictObject({
    country: Country,
    peppol_id: PeppolId.meta({ examples: ['0088:7300010000001'] }),
    tax: Tax,
    payment_days: z.int().min(0).max(365).default(30).meta({ description: 'After the day of the statement' }),
  })
  .meta({
    id: 'Invoicing',
    description: 'What electronic invoices (UBL, Peppol BIS Billing 3) ask of a customer',
  })
export type Invoicing = z.infer<typeof Invoicing>

export const BillingDetails = z
  .strictObject({
    name: line.meta({ description: 'As it stands on statements' }),
    address: z.array(line).max(6).default([]).meta({ description: 'Line by line' }),
    tax_id: line.nullable().default(null),
    reference: line.nullable().default(null).meta({
      description: 'By which the customer finds statements, such as the number of its purchase order',
    }),
    invoicing: Invoicing.nullable()
      .default(null)
      .meta({ description: 'Without it there are no electronic invoices' }),
  })
  .meta({
    id: 'BillingDetails',
    description: 'Whom statements of a contract are addressed to, from the next one on',
  })
export type BillingDetails = z.infer<typeof BillingDetails>

/** Somebody whom a statement names. */
const Party = z
  .object({ name: z.string(), address: z.array(z.string()), tax_id: z.string().nullable() })
  .meta({ id: 'Party' })
export type Party = z.infer<typeof Party>

const Provider = Party.extend({ country: Country.nullable(), peppol_id: PeppolId.nullable() }).meta({
  id: 'StatementProvider',
})
export type StatementProvider = z.infer<typeof Provider>

export const statement_kinds = ['statement', 'credit_note'] as const

const statement = {
  statement_id: z.string(),
  number: z.string().meta({
    description: 'Customer number and, from 1 on without gaps, the number of the statement',
    examples: ['00001-000001'],
  }),
  kind: z.enum(statement_kinds).meta({ description: 'A credit note gives back more than it charges' }),
  contract_id: z.string(),
  currency: z.string(),
  period_start: Timestamp.meta({ description: 'Midnight in the time zone of the contract' }),
  period_end: Timestamp.meta({ description: 'The first instant that it does not have any more' }),
  time_zone: z.string().meta({ description: 'That of the month' }),
  charges_minor: Minor,
  cancellation_fees_minor: Minor,
  credits_minor: Minor.meta({
    description: 'Refunds, re-ratings and compensations: below zero where they give money back',
  }),
  total_minor: Minor.meta({ description: 'The sum of these three, and what the ledger booked as consumed' }),
  tax_minor: Minor.nullable().meta({
    description: 'Of the total; null where nobody has said how it is taxed',
  }),
  payable_minor: Minor.nullable().meta({ description: 'Total and tax, where the tax is known' }),
  line_count: z.int(),
  provider: Provider,
  customer: Party.extend({
    number: z.string(),
    reference: z.string().nullable(),
    invoicing: Invoicing.nullable().meta({
      description: 'Of the day on which it was closed; what is known now, if nothing was known then',
    }),
  }),
  closed_at: Timestamp,
}

export const Statement = z
  .object(statement)
  .meta({ id: 'Statement', description: 'A closed month of a contract in one currency. It never changes.' })
export type Statement = z.infer<typeof Statement>

export const StatementList = filteredListOf(Statement, 'StatementList')

export const line_kinds = ['charge', 'cancellation_fee', 'refund', 'adjustment', 'compensation'] as const

export const StatementLine = z
  .object({
    position: z.int().meta({ description: 'From 1 on' }),
    kind: z.enum(line_kinds),
    booked_at: Timestamp.meta({
      description: 'Before the period for what the ledger got after the statement of its month was closed',
    }),
    amount_minor: Minor.meta({ description: 'Below zero for what is given back' }),
    order_id: z.string().nullable(),
    order_name: z.string().nullable(),
    sku: z.string().nullable(),
    project_name: z.string().nullable(),
    deliverable_id: z
      .string()
      .nullable()
      .meta({ description: 'None for a cancellation fee and a compensation' }),
    processing_level: z.string().nullable(),
    quantity: z.number().nullable(),
    unit: z.string().nullable(),
    price_minor: Minor.nullable(),
    event_id: z.string().nullable().meta({ description: 'What caused it' }),
    message: z.string().nullable(),
    corrects_number: z
      .string()
      .nullable()
      .meta({ description: 'Of a correction: the statement with the charge, if it is an earlier one' }),
    entry_id: z.string().meta({ description: 'The entry of the ledger' }),
    transaction_id: z.string(),
    deliverable_href: z.string().nullable(),
    events_href: z.string().nullable().meta({ description: 'Where the event is found' }),
  })
  .meta({ id: 'StatementLine' })
export type StatementLine = z.infer<typeof StatementLine>

export const StatementLines = listOf(StatementLine, 'StatementLines')

export const ClosingRequest = z
  .strictObject({
    month: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'A month such as 2026-06')
      .optional()
      .meta({ description: 'The last month to close; the last one that has ended when absent' }),
  })
  .default({})
  .meta({ id: 'ClosingRequest' })

export const ClosedStatements = z.object({ statements: z.array(Statement) }).meta({
  id: 'ClosedStatements',
  description: 'What this request has closed: nothing where nothing was open',
})
