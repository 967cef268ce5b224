import type { CredentialsOf, DestinationKind, DestinationSettings } from '@swath/contract/destination-kinds'

/** A field of a form, with which a value of the contract is asked for. */
export interface Field {
  label: string
  hint?: string
  example?: string
  as?: 'number' | 'switch' | 'secret' | 'key' | 'headers'
  optional?: true
  /** The value before anybody has typed. */
  initially?: string
}

type Settings<Kind extends DestinationKind> = Extract<DestinationSettings, { kind: Kind }>
type Names<T> = T extends unknown ? keyof T & string : never

interface Place<Kind extends DestinationKind> {
  name: string
  about: string
  /** Every setting of the kind in the contract; TypeScript says when one is added there. */
  settings: Readonly<Record<Exclude<Names<Settings<Kind>>, 'kind'>, Field>>
  /** The ways to sign in there, of which one is chosen. */
  sign_ins: readonly SignInWay<Kind>[]
}

interface SignInWay<Kind extends DestinationKind> {
  label: string
  hint?: string
  fields: Readonly<Partial<Record<Names<CredentialsOf<Kind>>, Field>>>
}

const prefix: Field = {
  label: 'Prefix',
  example: 'imagery/incoming',
  hint: 'Files go below it.',
  optional: true,
}
const identity = (label: string, hint: string) => ({ label, hint, fields: {} })

export const places: { readonly [Kind in DestinationKind]: Place<Kind> } = {
  s3: {
    name: 'Amazon S3',
    about: 'Or any store that speaks its protocol',
    settings: {
      bucket: { label: 'Bucket', example: 'my-imagery' },
      region: { label: 'Region', example: 'eu-west-1' },
      prefix,
      endpoint: {
        label: 'Endpoint',
        example: 'https://s3.example.com',
        hint: 'Of a store that is not Amazon.',
        optional: true,
      },
      path_style: {
        label: 'The bucket is part of the path',
        hint: 'As many stores other than Amazon need.',
        as: 'switch',
      },
      role_arn: {
        label: 'Role',
        example: 'arn:aws:iam::123456789012:role/swath',
        hint: 'Of yours, which is assumed. Its external id is the id of your contract.',
        optional: true,
      },
    },
    sign_ins: [
      {
        label: 'Access key',
        fields: {
          access_key_id: { label: 'Access key id', as: 'secret' },
          secret_access_key: { label: 'Secret access key', as: 'secret' },
          session_token: { label: 'Session token', as: 'secret', optional: true },
        },
      },
      identity('Role of mine', 'The server assumes the role that is named above.'),
    ],
  },
  gcs: {
    name: 'Google Cloud Storage',
    about: 'A bucket',
    settings: { bucket: { label: 'Bucket', example: 'my-imagery' }, prefix },
    sign_ins: [
      {
        label: 'Service account',
        fields: {
          client_email: { label: 'Client e-mail', example: 'swath@project.iam.gserviceaccount.com' },
          private_key: { label: 'Private key', as: 'key', hint: 'As in the JSON key of the account.' },
        },
      },
      identity('Identity of the server', 'Whoever runs this server tells you which account that is.'),
    ],
  },
  azure_blob: {
    name: 'Azure Blob Storage',
    about: 'A container',
    settings: {
      account_url: { label: 'Account URL', example: 'https://myaccount.blob.core.windows.net' },
      container: { label: 'Container', example: 'imagery' },
      prefix,
    },
    sign_ins: [
      {
        label: 'SAS token',
        fields: { sas_token: { label: 'SAS token', as: 'secret', hint: 'Of the container: sv=…&sig=…' } },
      },
      { label: 'Account key', fields: { account_key: { label: 'Account key', as: 'secret' } } },
      identity('Identity of the server', 'Whoever runs this server tells you which identity that is.'),
    ],
  },
  sftp: {
    name: 'SFTP',
    about: 'A server of yours',
    settings: {
      host: { label: 'Host', example: 'sftp.example.com' },
      port: { label: 'Port', as: 'number', initially: '22' },
      user: { label: 'User' },
      folder: {
        label: 'Folder',
        example: 'imagery/incoming',
        hint: 'Without a slash before it, below where a login leads to.',
        optional: true,
      },
      host_key_sha256: {
        label: 'Fingerprint of the host key',
        example: 'SHA256:…',
        hint: 'As ssh-keygen -lf prints it. A server with another key is not talked to.',
      },
    },
    sign_ins: [
      { label: 'Password', fields: { password: { label: 'Password', as: 'secret' } } },
      {
        label: 'Private key',
        fields: {
          private_key: { label: 'Private key', as: 'key', hint: 'In PEM or OpenSSH form.' },
          passphrase: { label: 'Passphrase', as: 'secret', optional: true },
        },
      },
    ],
  },
  https_put: {
    name: 'HTTPS PUT',
    about: 'Each file is a request',
    settings: {
      base_url: {
        label: 'Base URL',
        example: 'https://example.com/imagery',
        hint: 'Each file is a PUT to it with the path behind.',
      },
    },
    sign_ins: [
      { label: 'Bearer token', fields: { bearer_token: { label: 'Bearer token', as: 'secret' } } },
      {
        label: 'Headers',
        fields: {
          headers: {
            label: 'Headers',
            as: 'headers',
            example: 'x-api-key: …',
            hint: 'One a line, name: value.',
          },
        },
      },
      identity('Nothing', 'Anybody who knows the URL may write there.'),
    ],
  },
  folder: {
    name: 'Folder of the server',
    about: 'Beside this server',
    settings: {
      folder: {
        label: 'Folder',
        example: 'imagery',
        hint: 'Below the folder that the operator has set aside.',
      },
    },
    sign_ins: [identity('Nothing', 'A folder needs no credentials.')],
  },
}

/** The values of a form while it is filled in. */
export type Values = Readonly<Record<string, string | boolean>>

/** Values as the API takes them; what is optional and empty is left out. */
export function readValues(fields: Readonly<Record<string, Field>>, values: Values): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, { as, optional, initially = '' }]) => {
      const value = values[name] ?? (as === 'switch' ? false : initially)
      if (optional && value === '') return []
      return [[name, readValue(as, value)]]
    }),
  )
}

function readValue(as: Field['as'], value: string | boolean): unknown {
  if (typeof value === 'boolean') return value
  if (as === 'number') return Number(value)
  if (as === 'headers') return readHeaders(value)
  // A key that is copied out of a JSON file has its line ends spelled out.
  return as === 'key' ? value.replaceAll('\\n', '\n') : value.trim()
}

function readHeaders(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return colon < 0 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
    }),
  )
}

/** A place in one line, as its own tools write it. */
export function whereOf(settings: DestinationSettings): string {
  switch (settings.kind) {
    case 's3':
      return `s3://${join(settings.bucket, settings.prefix)}`
    case 'gcs':
      return `gs://${join(settings.bucket, settings.prefix)}`
    case 'azure_blob':
      return join(settings.account_url, settings.container, settings.prefix)
    case 'sftp':
      return `sftp://${settings.user}@${settings.host}/${settings.folder.replace(/^\//, '')}`
    case 'https_put':
      return settings.base_url
    case 'folder':
      return settings.folder
  }
}

const join = (...parts: string[]) => parts.filter((part) => part !== '').join('/')
