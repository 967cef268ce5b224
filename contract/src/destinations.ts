import { z } from 'zod'
import { SetUpBy } from './accounts.ts'
import { DestinationCredentials, DestinationSettings, VerifyStep } from './destination-kinds.ts'
import { listOf, Timestamp } from './lists.ts'

/** The variables of a file that a path template may name, and their meanings. */
export const path_variables = {
  contract_id: 'The contract',
  project_id: 'The project of the order',
  order_id: 'The order',
  client_reference: 'Your own reference of the order; the order id where it has none',
  sku: 'The product that was ordered',
  capture_id: 'The capture',
  outcome_id: 'The capture event, as in the archive; the capture id where there is none',
  satellite_name: 'The satellite; `unknown` where it is not told',
  acquired_on: 'The day of the image, such as 2026-01-31; `unknown` where it is not told',
  deliverable_id: 'The deliverable',
  processing_level: 'The level of the deliverable',
  file_name: 'The file',
} as const
export type PathVariable = keyof typeof path_variables

const DefaultFor = z
  .strictObject({
    contract: z.boolean().default(false).meta({ description: 'Of every order of the contract' }),
    projects: z
      .array(z.string().min(1).max(120))
      .max(100)
      .default([])
      .meta({ description: 'Of every order of these projects (ids or names)' }),
  })
  .meta({
    id: 'DestinationDefaults',
    description:
      'Of which orders it gets the deliverables, unless they say otherwise. A project goes before the contract. It takes this over from whatever destination had it before',
  })

export const DefaultDestination = z
  .strictObject({
    destination_id: z.string().nullable().meta({
      description:
        'It gets the deliverables of orders that name no destination, and whose project has none of its own; null: nothing is sent by itself',
    }),
  })
  .meta({ id: 'DefaultDestination', description: 'Of a contract, in place of the one that it had' })
export type DefaultDestination = z.infer<typeof DefaultDestination>

const fields = {
  name: z.string().min(1).max(120).meta({ description: 'Unique in the contract' }),
  settings: DestinationSettings,
  credentials: DestinationCredentials.nullable().optional().meta({
    description:
      'Kept encrypted; no answer shows them. null or absent: the identity of this server, or none is needed',
  }),
  path_template: z
    .string()
    .min(1)
    .max(500)
    .meta({
      description: `Where a file goes. It ends with {file_name}, and names {deliverable_id}, or {capture_id} and {processing_level}. Variables: ${Object.keys(path_variables).join(', ')}`,
      examples: ['{order_id}/{capture_id}/{processing_level}/{file_name}'],
    }),
  is_enabled: z.boolean().meta({ description: 'Deliveries to a disabled destination wait' }),
  default_for: DefaultFor,
}

export const CreateDestination = z
  .strictObject({
    ...fields,
    path_template: fields.path_template.default('{order_id}/{capture_id}/{processing_level}/{file_name}'),
    is_enabled: fields.is_enabled.default(true),
    default_for: DefaultFor.default({ contract: false, projects: [] }),
  })
  .meta({ id: 'CreateDestination' })
export type CreateDestination = z.infer<typeof CreateDestination>

export const UpdateDestination = z
  .strictObject(fields)
  .partial()
  .meta({ id: 'UpdateDestination', description: 'What is not there stays as it is' })
export type UpdateDestination = z.infer<typeof UpdateDestination>

export const Verification = z
  .object({
    worked: z.boolean(),
    verified_at: Timestamp,
    steps: z.array(VerifyStep),
  })
  .meta({
    id: 'Verification',
    description:
      'A probe was written, read and removed; the step that failed says which permission is missing',
  })
export type Verification = z.infer<typeof Verification>

export const Destination = z
  .object({
    destination_id: z.string().meta({ examples: ['dest.<uuid>'] }),
    contract_id: z.string(),
    name: z.string(),
    settings: DestinationSettings,
    has_credentials: z.boolean(),
    path_template: z.string(),
    is_enabled: z.boolean(),
    disabled_reason: z.enum(['by_customer', 'credential_ended']).nullable().meta({
      description:
        'credential_ended: the credential that set it up was revoked, has expired, or has not the scope deliveries any more',
    }),
    default_for: z.object({ contract: z.boolean(), projects: z.array(z.string()) }),
    verification: Verification.nullable().meta({
      description: 'The last one; null when settings or credentials were changed since',
    }),
    created_by: SetUpBy,
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Destination' })
export type Destination = z.infer<typeof Destination>
export const DestinationList = listOf(Destination, 'DestinationList')
