import { z } from 'zod'

/** Why a file did not arrive, or a place could not be used. */
export const destination_reasons = [
  'UNREACHABLE',
  'TIMEOUT',
  'INTERRUPTED',
  'THROTTLED',
  'ACCESS_DENIED',
  'NOT_FOUND',
  'NO_SPACE',
  'CHECKSUM_MISMATCH',
  'ADDRESS_REFUSED',
  'INVALID_SETTINGS',
] as const
export type DestinationReason = (typeof destination_reasons)[number]

/** Control characters and backslashes mean different things to different stores. */
const segment = String.raw`(?!\.{1,2}(?:/|$))[^/\\\p{Cc}]+`
const relativePath = (max: number) =>
  z
    .string()
    .max(max)
    .regex(new RegExp(`^(?:${segment}(?:/${segment})*)?$`, 'u'), {
      message: 'must be a path such as imagery/incoming: no slash at its ends, no . or .. in it',
    })
const prefix = relativePath(500)
  .default('')
  .meta({
    description: 'Files go below it. Empty: to the top',
    examples: ['imagery/incoming'],
  })
const url = z
  .url({ protocol: /^https?$/, message: 'must be an http or https URL' })
  .max(500)
  .refine((text) => !/[?#]/.test(text), { message: 'must have no query and no fragment' })
  .refine((text) => URL.canParse(text) && new URL(text).username === '' && new URL(text).password === '', {
    message: 'must have no user name or password in it',
  })
const secret = z.string().min(1).max(10_000)

const S3Settings = z
  .strictObject({
    kind: z.literal('s3'),
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
    region: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be a region such as eu-west-1'),
    endpoint: url.optional().meta({ description: 'Of an S3-compatible store. Without it: Amazon S3' }),
    prefix,
    path_style: z.boolean().default(false).meta({
      description: 'true: the bucket is part of the path, not of the host, as many S3-compatible stores need',
    }),
    role_arn: z
      .string()
      .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'must be the ARN of a role')
      .optional()
      .meta({ description: 'A role of yours that is assumed; the external id is the id of your contract' }),
  })
  .refine(({ endpoint, role_arn }) => endpoint === undefined || role_arn === undefined, {
    message: 'a role is of Amazon S3: leave out endpoint, or role_arn',
    path: ['role_arn'],
  })

const GcsSettings = z.strictObject({
  kind: z.literal('gcs'),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, 'must be the name of a bucket'),
  prefix,
})

const AzureBlobSettings = z.strictObject({
  kind: z.literal('azure_blob'),
  account_url: url.meta({ examples: ['https://myaccount.blob.core.windows.net'] }),
  container: z.string().regex(/^[a-z0-9](?:-?[a-z0-9]){2,62}$/, 'must be the name of a container'),
  prefix,
})

const SftpSettings = z.strictObject({
  kind: z.literal('sftp'),
  host: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, 'must be a host name or an address'),
  port: z.int().min(1).max(65_535).default(22),
  user: z.string().min(1).max(100),
  folder: z
    .string()
    .max(500)
    .regex(new RegExp(`^/?(?:${segment}(?:/${segment})*)?$`, 'u'), 'must be a path without . or ..')
    .default('')
    .meta({
      description: 'Where files go. Without a slash before it, it lies in the folder that a login leads to',
    }),
  host_key_sha256: z
    .string()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must be a fingerprint as ssh-keygen -lf prints it: SHA256:...')
    .meta({ description: 'Of the host key. A server with any other key is not talked to' }),
})

const HttpsPutSettings = z.strictObject({
  kind: z.literal('https_put'),
  base_url: url.meta({ description: 'Each file is a PUT to this URL with its path behind it' }),
})

const FolderSettings = z.strictObject({
  kind: z.literal('folder'),
  folder: relativePath(500).meta({ description: 'Below the folder that the operator has set aside' }),
})

export const DestinationSettings = z
  .discriminatedUnion('kind', [
    S3Settings,
    GcsSettings,
    AzureBlobSettings,
    SftpSettings,
    HttpsPutSettings,
    FolderSettings,
  ])
  .meta({ id: 'DepotSettings', description: 'A place that files are pushed to' })
export type DestinationSettings = z.infer<typeof DestinationSettings>
export type DestinationKind = DestinationSettings['kind']
export const destination_kinds = ['s3', 'gcs', 'azure_blob', 'sftp', 'https_put', 'folder'] as const

/** A field value of HTTP; the names that the transfer itself needs are not for customers. */
const Headers = z
  .record(
    z
      .string()
      .regex(
        /^(?!(?:host|content-.*|transfer-encoding|connection|expect|te|trailer|upgrade)$)[a-z0-9-]{1,100}$/i,
      ),
    z
      .string()
      .max(8000)
      .regex(/^[\t\u0020-\u007e]*$/, 'must be printable ASCII'),
  )
  .refine((headers) => Object.keys(headers).length <= 20, { message: 'must be at most 20' })
  // With a name of its own: within alternatives without one, generators of clients name it twice and leave it out.
  .meta({ id: 'PutHeaders', description: 'Of each request, up to 20' })

const credentials = {
  s3: z.strictObject({ access_key_id: secret, secret_access_key: secret, session_token: secret.optional() }),
  gcs: z.strictObject({
    client_email: z.email().meta({ description: 'Of the JSON key of a service account, as is private_key' }),
    private_key: secret,
  }),
  azure_blob: z.union([
    z.strictObject({ sas_token: secret.meta({ description: 'Of the container: sv=...&sig=...' }) }),
    z.strictObject({ account_key: z.base64() }),
  ]),
  sftp: z.union([
    z.strictObject({ password: secret }),
    z.strictObject({
      private_key: secret.meta({ description: 'In PEM or OpenSSH form' }),
      passphrase: secret.optional(),
    }),
  ]),
  https_put: z.union([z.strictObject({ bearer_token: secret }), z.strictObject({ headers: Headers })]),
} as const satisfies Partial<Record<DestinationKind, z.ZodType>>

export type CredentialsOf<Kind extends DestinationKind> = Kind extends keyof typeof credentials
  ? z.infer<(typeof credentials)[Kind]>
  : never

/** Secrets. Never part of an answer. null, or left out: the identity of the server, or none is needed. */
export const DestinationCredentials = z
  .union([credentials.s3, credentials.gcs, credentials.azure_blob, credentials.sftp, credentials.https_put])
  .meta({ id: 'DepotCredentials', description: 'Secrets; they are never shown again' })
export type DestinationCredentials = z.infer<typeof DestinationCredentials>

/** Says in words why the credentials do not fit this kind of place; null if they do. */
export function problemOfCredentials(
  settings: DestinationSettings,
  given: DestinationCredentials | null,
): string | null {
  const { kind } = settings
  if (given === null) return problemOfNone(settings)
  if (kind === 'folder') return 'a folder takes no credentials'
  if (kind === 's3' && settings.role_arn !== undefined) return 'a role takes no access key: leave out one'
  const parsed = credentials[kind].safeParse(given)
  if (parsed.success) return null
  return `${kind} takes ${fields[kind]}`
}

/** Without credentials a store gets the identity of the server, or a token of it: only who issued it may see that. */
function problemOfNone(settings: DestinationSettings): string | null {
  if (settings.kind === 'sftp') return 'sftp needs a password or a private_key'
  if (settings.kind === 's3' && settings.endpoint !== undefined) return 'an endpoint needs an access key'
  if (settings.kind === 'azure_blob' && !azure_account.test(settings.account_url)) {
    return 'without credentials account_url must be https://ACCOUNT.blob.core.windows.net'
  }
  return null
}

const azure_account =
  /^https:\/\/[a-z0-9]{3,24}\.blob\.core\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)\/?$/

const fields: Record<keyof typeof credentials, string> = {
  s3: 'access_key_id and secret_access_key, or nothing with role_arn',
  gcs: 'client_email and private_key, or nothing',
  azure_blob: 'sas_token, or account_key, or nothing',
  sftp: 'password, or private_key',
  https_put: 'bearer_token, or headers, or nothing',
}

export const destination_steps = ['claim', 'look', 'write', 'read', 'resume', 'discard', 'remove'] as const

export const VerifyStep = z
  .object({
    step: z.enum(destination_steps),
    worked: z.boolean(),
    reason: z.enum(destination_reasons).nullable(),
    missing_permission: z
      .string()
      .nullable()
      .meta({ description: 'In the words of the store', examples: ['s3:PutObject'] }),
    message: z.string(),
  })
  .meta({ id: 'VerifyStep', description: 'One step of a probe: what was tried, and what came of it' })
export type VerifyStep = z.infer<typeof VerifyStep>
