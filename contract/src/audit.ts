import { z } from 'zod'
import { audit_results } from './audit-results.ts'
import { filteredListOf, Timestamp } from './lists.ts'
import { audit_roles } from './permissions.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const AuditPersonal = z
  .object({
    name: z.string().meta({ description: 'Of the credential or the person, as it was then' }),
    address: z.string().meta({ description: 'Where the request came from; of IPv6 the network' }),
    agent: z.string().meta({ description: 'The program, as it calls itself' }),
    salt: z.string().meta({ description: 'Without it personal_sha256 tells nothing' }),
  })
  .meta({ id: 'AuditPersonal' })
export type AuditPersonal = z.infer<typeof AuditPersonal>

export const AuditEntry = z
  .object({
    entry_id: z.string(),
    sequence: z
      .int()
      .meta({ description: 'The order of writing, with all other entries of the installation' }),
    at: Timestamp,
    client_id: z.string().meta({
      description:
        'The credential that acted, or the person, where somebody acted for their own account; empty: nobody knows',
    }),
    role: z.enum(audit_roles).meta({
      description: 'unknown: did not prove to be anybody, or came by a link alone',
    }),
    person_id: z
      .string()
      .nullable()
      .meta({ description: 'Who acted, or was tried; null: a program, or nobody knows' }),
    view_id: z.string().nullable().meta({
      description: 'Of an operator who looked at the system as the customer sees it: by which permission',
    }),
    contract_id: z.string().nullable().meta({ description: 'null: the house alone' }),
    operation: z.string().meta({ description: 'operationId of the API', examples: ['createOrder'] }),
    subject: z
      .string()
      .nullable()
      .meta({ description: 'The id of what it was done to, or of what was made' }),
    ids: z.record(z.string(), z.string()).meta({ description: 'All ids in the path and of what was made' }),
    fields: z.array(z.string()).meta({ description: 'What the body named, without its values' }),
    reason: z.string().nullable().meta({ description: 'Of whoever had to say why' }),
    result: z.enum(audit_results),
    status: z.int().meta({ description: 'Of the answer; 0 while it is begun' }),
    code: z.string().nullable().meta({ description: 'Of the problem, where it was refused or failed' }),
    request_id: z.string(),
    personal: AuditPersonal.nullable().meta({
      description: 'null: erased, or of an operator, to a customer',
    }),
    personal_sha256: Sha256,
    is_genuine: z.boolean().nullable().meta({
      description: 'Whether it was sealed as the installation wrote it; null: not sealed yet',
    }),
    number: z.int().nullable().meta({ description: '1, 2, 3 ... in this audit; null: not sealed yet' }),
    previous_sha256: Sha256.nullable().meta({ description: 'Of the entry before; zeros in the first' }),
    sha256: Sha256.nullable().meta({ description: 'Over previous_sha256, the number and the entry' }),
  })
  .meta({ id: 'AuditEntry', description: 'Who did what to what, when, from where, and with what result' })
export type AuditEntry = z.infer<typeof AuditEntry>

export const AuditEntries = filteredListOf(AuditEntry, 'AuditEntries')

export const AuditHead = z
  .object({
    contract_id: z.string().nullable().meta({ description: 'Whose chain; null: all entries' }),
    number: z.int().meta({ description: 'Of the last entry that is sealed; 0: none is' }),
    sha256: Sha256,
    signed_at: Timestamp,
    public_key: z.string().meta({ description: 'Of the installation: Ed25519, base64url' }),
    signature: z.string().meta({ description: 'Over the other members; see docs/guides/audit.md' }),
  })
  .meta({
    id: 'AuditHead',
    description:
      'The signed end of an audit. Kept elsewhere, it shows later whether anything before it was changed',
  })
export type AuditHead = z.infer<typeof AuditHead>

export const EraseAudited = z
  .strictObject({
    client_id: z.string().min(1).max(200).meta({
      description: 'A credential, or a person: with all that they did by their memberships',
    }),
  })
  .meta({ id: 'EraseAudited', description: 'Whose names, addresses and programs are erased' })
export type EraseAudited = z.infer<typeof EraseAudited>

export const AuditErasure = z
  .object({
    client_id: z.string(),
    erased: z.int().meta({ description: 'How many entries told of the person' }),
  })
  .meta({ id: 'AuditErasure' })
export type AuditErasure = z.infer<typeof AuditErasure>
