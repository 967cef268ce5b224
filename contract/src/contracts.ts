import { z } from 'zod'
import { listOf, Timestamp } from './lists.ts'
import { Instant, TimeZone } from './times.ts'

const Name = z.string().trim().min(1).max(120)

export const Id = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}\\.[A-Za-z0-9-]{1,60}$`))
    .meta({
      description: `Begins with ${prefix}. and is made when it is left out; a copy of a system keeps it`,
    })

export const NewOrganisation = z
  .strictObject({ organisation_id: Id('org').optional(), name: Name })
  .meta({ id: 'NewOrganisation' })
export type NewOrganisation = z.infer<typeof NewOrganisation>

export const RenameOrganisation = z.strictObject({ name: Name }).meta({ id: 'RenameOrganisation' })

export const Organisation = z
  .object({
    organisation_id: z.string(),
    name: z.string(),
    contract_ids: z.array(z.string()),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Organisation', description: 'A customer' })
export type Organisation = z.infer<typeof Organisation>
export const OrganisationList = listOf(Organisation, 'OrganisationList')

/** Whether a contract may order. */
export const contract_statuses = ['active', 'suspended', 'ended'] as const
export type ContractStatus = (typeof contract_statuses)[number]

const EndsAt = Instant.nullable().meta({
  description: 'From then on nothing new can be ordered, while what was ordered goes on; null: it has no end',
})

const MonthZone = TimeZone.meta({
  description:
    'The months of its statements begin and end at midnight there; a change counts from the next one on',
})

export const NewContract = z
  .strictObject({
    contract_id: Id('cont').optional(),
    organisation_id: z.string(),
    name: Name,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('USD')
      .meta({ description: 'Of all its prices and amounts (ISO 4217), for good', examples: ['EUR'] }),
    ends_at: EndsAt.default(null),
    time_zone: MonthZone.default('UTC'),
  })
  .meta({ id: 'NewContract' })
export type NewContract = z.infer<typeof NewContract>

export const UpdateContract = z
  .strictObject({
    name: Name.optional(),
    ends_at: EndsAt.optional(),
    time_zone: MonthZone.optional(),
    suspension: z
      .strictObject({ reason: z.string().trim().min(1).max(500) })
      .nullable()
      .optional()
      .meta({
        description:
          'With a reason, which is told whoever tries to order: reads and what was ordered go on. null lifts it',
      }),
  })
  .meta({ id: 'UpdateContract', description: 'What is left out stays' })
export type UpdateContract = z.infer<typeof UpdateContract>

const standing = {
  status: z.enum(contract_statuses),
  suspension: z.object({ since: Timestamp, reason: z.string() }).nullable(),
  ends_at: Timestamp.nullable(),
}

export const OwnContract = z.object({ contract_id: z.string(), name: z.string(), ...standing })
export type OwnContract = z.infer<typeof OwnContract>
export const ContractList = z.array(OwnContract).meta({ id: 'ContractList' })

export const Contract = z
  .object({
    ...OwnContract.shape,
    organisation_id: z.string(),
    organisation_name: z.string(),
    currency: z.string(),
    time_zone: z.string(),
    created_at: Timestamp,
  })
  .meta({ id: 'Contract' })
export type Contract = z.infer<typeof Contract>
/** Those of all customers, for operators. */
export const AllContracts = listOf(Contract, 'AllContracts')
