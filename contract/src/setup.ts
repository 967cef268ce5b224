import { z } from 'zod'
import { ApprovalLimit } from './approvals.ts'
import { NewContract, NewOrganisation, UpdateContract } from './contracts.ts'
import { RejectionPolicy } from './deliverables.ts'
import { DefaultDestination } from './destinations.ts'
import { LimitsRequest } from './ledger.ts'
import { eachOnce } from './lists.ts'
import { max_amount_minor } from './money.ts'
import { NewProvider, ProviderSkuRule, UpdateProvider } from './providers.ts'
import { AreaId, max_restricted_areas, RestrictedArea, RestrictedAreaDefinition } from './restricted-areas.ts'
import { SetupTerms, V1Product } from './skus.ts'
import { BillingDetails } from './statements.ts'

const { organisation_id, name } = NewOrganisation.shape

const SetupOrganisation = z.strictObject({ organisation_id: organisation_id.unwrap(), name })

const SetupSku = z
  .strictObject({
    sku: z.string().min(1).max(40),
    v1_product: V1Product,
    terms: eachOnce(z.array(SetupTerms).min(1).max(100), ({ valid_from }) => valid_from ?? 'now').meta({
      description: 'Those that hold now, and those that hold later, each until the next',
    }),
  })
  .meta({ id: 'SetupSku' })
export type SetupSku = z.infer<typeof SetupSku>

const SetupContract = z
  .strictObject({
    contract_id: NewContract.shape.contract_id.unwrap(),
    organisation_id: organisation_id.unwrap(),
    name,
    currency: NewContract.shape.currency.unwrap(),
    ends_at: UpdateContract.shape.ends_at,
    suspension: UpdateContract.shape.suspension,
    time_zone: UpdateContract.shape.time_zone,
    billing: BillingDetails.optional(),
    budget: z
      .strictObject({ granted_minor: z.int().min(0).max(max_amount_minor) })
      .optional()
      .meta({ description: 'What the contract was granted in all; the difference is granted or taken back' }),
    limits: LimitsRequest.optional(),
    rejection_policy: RejectionPolicy.optional(),
    approval_limit: ApprovalLimit.optional(),
    default_destination: DefaultDestination.optional().meta({
      description: 'One that the contract has: destinations have secrets, and are made by the customer',
    }),
    skus: eachOnce(z.array(SetupSku).max(200), ({ sku }) => sku).default([]),
  })
  .meta({
    id: 'SetupContract',
    description: 'What is left out stays as it is, as do SKUs that are not named',
  })
export type SetupContract = z.infer<typeof SetupContract>

const SetupArea = RestrictedAreaDefinition.extend({ area_id: AreaId }).meta({ id: 'SetupArea' })
export type SetupArea = z.infer<typeof SetupArea>

const SetupRule = ProviderSkuRule.extend({ sku: z.string().min(1).max(100) })
const { secret: _, ...told_of_providers } = UpdateProvider.shape

const SetupProvider = z
  .strictObject({
    name: NewProvider.shape.name,
    kind: NewProvider.shape.kind,
    ...told_of_providers,
    title: NewProvider.shape.title,
    skus: eachOnce(z.array(SetupRule).max(1000), ({ sku }) => sku).default([]),
  })
  .meta({
    id: 'SetupProvider',
    description: 'What is left out stays as it is, as do its secret, and rules of SKUs that are not named',
  })
export type SetupProvider = z.infer<typeof SetupProvider>

export const Setup = z
  .strictObject({
    organisations: eachOnce(z.array(SetupOrganisation).max(2000), (one) => one.organisation_id).default([]),
    contracts: eachOnce(z.array(SetupContract).max(2000), (one) => one.contract_id).default([]),
    restricted_areas: eachOnce(z.array(SetupArea).max(max_restricted_areas), (one) => one.area_id).default(
      [],
    ),
    providers: eachOnce(z.array(SetupProvider).max(200), ({ name }) => name).default([]),
  })
  .meta({
    id: 'Setup',
    description:
      'Customers, contracts and what these may order, and who carries it out, without any secret. What is not named stays',
  })
export type Setup = z.infer<typeof Setup>

/** The same in an answer, where a geometry is sound. */
export const ExportedSetup = z
  .object({
    ...Setup.shape,
    restricted_areas: z.array(z.object({ ...SetupArea.shape, geometry: RestrictedArea.shape.geometry })),
    providers: z.array(
      z.object({
        ...SetupProvider.shape,
        kind: z.string(),
        skus: z.array(z.object({ ...SetupRule.shape, region: z.json() })),
      }),
    ),
  })
  .meta({ id: 'ExportedSetup' })

const setup_nouns = [
  'organisation',
  'contract',
  'sku',
  'restricted_area',
  'provider',
  'provider_rule',
] as const
export type SetupNoun = (typeof setup_nouns)[number]

export const SetupChange = z
  .object({
    action: z.enum(['create', 'change']),
    what: z.enum(setup_nouns),
    id: z
      .string()
      .meta({ description: 'Of a rule of a provider: its name and the SKU, such as desk/TSKPOI-M' }),
    contract_id: z.string().nullable().meta({ description: 'Of a SKU: the contract that has it' }),
    fields: z.array(
      z.object({
        field: z.string().meta({
          examples: ['billing.name', '2027-07-01T00:00:00.000000Z amount_minor'],
          description: 'Terms that are to come have the time before the name',
        }),
        before: z.unknown().meta({ description: 'null: it was not there' }),
        after: z.unknown(),
      }),
    ),
  })
  .meta({ id: 'SetupChange' })
export type SetupChange = z.infer<typeof SetupChange>

export const SetupPlan = z
  .object({
    dry_run: z.boolean().meta({ description: 'Whether nothing of it was done' }),
    changes: z.array(SetupChange),
    unnamed: z
      .object({
        organisations: z.int(),
        contracts: z.int(),
        skus: z.int(),
        restricted_areas: z.int(),
        providers: z.int(),
      })
      .meta({ description: 'What there is and the file does not name: it stays as it is' }),
  })
  .meta({ id: 'SetupPlan', description: 'What applying a set-up changes. A second time it changes nothing' })
export type SetupPlan = z.infer<typeof SetupPlan>
