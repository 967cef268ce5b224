import { z } from 'zod'
import { GeometryInput } from './geometry.ts'
import { eachOnce, listOf, Timestamp } from './lists.ts'
import { counted_period, periodOf } from './periods.ts'
import { priority_classes } from './priority-classes.ts'
import { provider_kinds } from './provider-kinds.ts'
import { least_secret } from './provider-protocol/signature.ts'
import { reason_codes } from './reasons.ts'

/** Unique, and for ever: captures and credentials name it. */
export const ProviderName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
  .meta({ description: 'Unique, and for ever: captures and credentials name it' })

export const Reroute = z
  .strictObject({
    provider: ProviderName,
    capture_ids: z.array(z.string()).min(1).max(2000).optional().meta({
      description: 'Only these; without them, all that has not begun, and what is still to be planned',
    }),
    message: z.string().trim().min(1).max(500).meta({ description: 'Why, for operators' }),
  })
  .meta({ id: 'Reroute' })
export type Reroute = z.infer<typeof Reroute>

export const Rerouted = z
  .object({
    rerouted: z.array(z.object({ capture_id: z.string(), next_capture_id: z.string() })),
    kept: z.array(z.string()).meta({
      description: 'Captures that have begun, or that the provider has already',
    }),
  })
  .meta({ id: 'Rerouted' })
export type Rerouted = z.infer<typeof Rerouted>

const told = {
  title: z.string().trim().min(1).max(120),
  settings: z.record(z.string(), z.json()).meta({ description: 'Those of its kind, such as its address' }),
  is_enabled: z.boolean().meta({ description: 'It gets orders; what it has already it keeps' }),
  rank: z.int().min(0).max(10_000).meta({ description: 'Of several, the lowest is asked first' }),
  is_shown: z.boolean().meta({ description: 'Customers see its title on what it carries out' }),
  reroute_after_s: z.int().min(1).max(604_800).meta({
    description: 'What it was given and has not taken goes to the next after it was away for so long',
  }),
}

const Secret = z
  .string()
  .min(1)
  .max(4000)
  .meta({
    description: `It is kept encrypted, and shown to nobody. One that requests are signed with has at least ${least_secret} characters`,
  })

export const NewProvider = z
  .strictObject({
    name: ProviderName,
    kind: z.enum(provider_kinds),
    ...told,
    settings: told.settings.default({}),
    is_enabled: told.is_enabled.default(true),
    rank: told.rank.default(100),
    is_shown: told.is_shown.default(false),
    reroute_after_s: told.reroute_after_s.default(900),
    secret: Secret.optional(),
  })
  .meta({ id: 'NewProvider' })
export type NewProvider = z.infer<typeof NewProvider>

export const UpdateProvider = z
  .strictObject({ ...told, secret: Secret.nullable() })
  .partial()
  .meta({ id: 'UpdateProvider', description: 'What is not there stays as it is' })
export type UpdateProvider = z.infer<typeof UpdateProvider>

const rule = {
  rank: z.int().min(0).max(10_000).default(100).meta({ description: 'The lowest is asked first' }),
  region: GeometryInput.nullable().default(null).meta({ description: 'Only orders that lie in it wholly' }),
  priority_classes: eachOnce(z.array(z.enum(priority_classes)).min(1), (one) => one)
    .nullable()
    .default(null)
    .meta({ description: 'Null: orders of each class' }),
  share_pct: z.int().min(1).max(100).nullable().default(null).meta({
    description:
      'It is asked first for so many percent of the orders that would come to it first, and last for the others',
  }),
  highest_price: z
    .strictObject({ amount_minor: z.int().min(0), currency: z.string().regex(/^[A-Z]{3}$/) })
    .nullable()
    .default(null)
    .meta({ description: 'Dearer orders, and those in another currency, are not given to it' }),
}

export const ProviderSkuRule = z.strictObject(rule).meta({ id: 'ProviderSkuRule' })
export type ProviderSkuRule = z.infer<typeof ProviderSkuRule>

export const Provider = z
  .object({
    name: z.string(),
    kind: z.string(),
    ...told,
    has_secret: z.boolean(),
    capabilities: z
      .json()
      .meta({ description: 'The answer that it last gave when it was asked what it can do' }),
    health: z.object({
      state: z.enum(['answering', 'away', 'disabled']),
      away_since: Timestamp.nullable(),
      calls: z.int(),
      failures: z.int(),
      last_success_at: Timestamp.nullable(),
      last_failure_at: Timestamp.nullable(),
      last_error: z.string().nullable(),
    }),
    skus: z.array(z.object({ sku: z.string(), ...rule, region: z.json() })).meta({
      description: 'A SKU that no provider names is carried out by every one that serves it',
    }),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Provider' })
export type Provider = z.infer<typeof Provider>
export const ProviderList = listOf(Provider, 'ProviderList')

export const figures_days = 30
export const ProviderPeriod = periodOf('Captures that it was given', figures_days).meta({
  id: 'ProviderPeriod',
})
export type ProviderPeriod = z.infer<typeof ProviderPeriod>

const Seconds = z.number().nonnegative().nullable()

export const ProviderFigures = z
  .object({
    ...counted_period,
    tasked: z
      .int()
      .meta({ description: 'Captures that it was given in this time; the others tell what became of these' }),
    refused: z.int().meta({ description: 'It refused them when it was asked' }),
    failed: z.int().meta({ description: 'They failed later, for whatever reason, the weather among them' }),
    delivered: z.int().meta({ description: 'At least one of their products was delivered' }),
    rerouted: z.int().meta({ description: 'The next attempt went to another provider' }),
    answer_p50_s: Seconds.meta({
      description: 'Half had the first news of a pass, or a refusal, within so many seconds',
    }),
    answer_p95_s: Seconds,
    deliver_p50_s: Seconds.meta({ description: 'From the image to the last of its products being here' }),
    deliver_p95_s: Seconds,
  })
  .meta({ id: 'ProviderFigures' })
export type ProviderFigures = z.infer<typeof ProviderFigures>

export const ConnectionTest = z
  .object({ answers: z.boolean(), error: z.string().nullable(), capabilities: z.json() })
  .meta({ id: 'ProviderConnectionTest' })
export type ConnectionTest = z.infer<typeof ConnectionTest>

export const ProviderDecision = z
  .object({
    capture_id: z.string().nullable().meta({ description: 'Null: the order as a whole' }),
    provider: z.string(),
    decision: z.enum(['passed_over', 'chosen', 'rerouted']),
    reason_code: z.enum(reason_codes).nullable(),
    message: z.string(),
    actor: z.string(),
    decided_at: Timestamp,
  })
  .meta({ id: 'ProviderDecision' })
export type ProviderDecision = z.infer<typeof ProviderDecision>
export const ProviderDecisionList = listOf(ProviderDecision, 'ProviderDecisionList')
