import { existsSync } from 'node:fs'
import { max_lifetime_s } from '@swath/contract/accounts'
import { type Basemap, Basemaps } from '@swath/contract/basemaps'
import { isInClear } from '@swath/contract/in-clear'
import { least_secret } from '@swath/contract/provider-protocol/signature'
import { GroupRule } from '@swath/contract/single-sign-on'
import { Country, PeppolId, type StatementProvider } from '@swath/contract/statements'
import { z } from 'zod'
import type { RequestLimits } from './access/limits.ts'
import { forecast_address, json, key, list, network, public_address } from './config-values.ts'
import type { Patience } from './database/pool.ts'
import { CannotStart } from './platform/cannot-start.ts'

/**
 * Every setting of the server, read once from the environment. Each is described in `.env.example`; a test
 * compares the two. Wrong values stop the process at the start with all problems at once.
 */
const Settings = z.object({
  SWATH_HOST: z.string().default('127.0.0.1'),
  SWATH_PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  SWATH_PUBLIC_URL: public_address.optional(),
  SWATH_DATA_DIR: z.string().default('data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  SWATH_DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(200).default(10),
  SWATH_DATABASE_CONNECTION_TIMEOUT_MS: z.coerce.number().int().min(50).max(600_000).default(10_000),
  SWATH_DATABASE_STATEMENT_TIMEOUT_MS: z.coerce.number().int().min(50).max(86_400_000).default(60_000),
  SWATH_DATABASE_LOCK_TIMEOUT_MS: z.coerce.number().int().min(50).max(86_400_000).default(30_000),
  SWATH_REQUEST_TIMEOUT_MS: z.coerce.number().int().min(50).max(3_600_000).default(60_000),
  SWATH_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(6000),
  SWATH_REQUESTS_PER_MINUTE_AND_ADDRESS: z.coerce.number().int().min(1).default(60_000),
  SWATH_TRUSTED_PROXIES: list(network),
  SWATH_TOKEN_SECONDS: z.coerce.number().int().min(60).max(max_lifetime_s).default(86_400),
  SWATH_SIGNING_KEY_DAYS: z.coerce.number().int().min(7).max(3650).default(90),
  SWATH_AUDIT_PERSONAL_DAYS: z.coerce.number().int().min(1).max(36_500).default(730),
  SWATH_KEY_SECRET_AUTH: z.stringbool().default(false),
  SWATH_MAX_FILE_GB: z.coerce.number().positive().max(1_000_000).default(1000),
  SWATH_MIN_FREE_DISK_GB: z.coerce.number().min(0).max(1_000_000).default(1),
  SWATH_ARCHIVE_DIR: z.string().optional(),
  SWATH_ENCRYPTION_KEY: key.optional(),
  SWATH_ENCRYPTION_KEYS_OLD: list(key),
  SWATH_OUTBOUND_ALLOW: list(z.string()),
  SWATH_ALLOW_HTTP: z.stringbool().default(false),
  SWATH_WEBHOOK_TIMEOUT_MS: z.coerce.number().int().min(50).max(60_000).default(15_000),
  SWATH_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  SWATH_MAIL_FROM: z.string().optional(),
  SWATH_NATS_URL: z.url({ protocol: /^(nats|tls)$/ }).optional(),
  SWATH_NATS_CREDENTIALS: z.string().optional(),
  SWATH_NATS_STREAM: z
    .string()
    .regex(/^[\w-]{1,100}$/, 'Letters, digits, _ and -')
    .default('SWATH'),
  SWATH_NATS_SUBJECT: z
    .string()
    .regex(/^[\w-]+(\.[\w-]+)*$/, 'Tokens of letters, digits, _ and -, joined by dots')
    .default('swath'),
  SWATH_STAFF_SECOND_FACTOR: z.stringbool().default(false),
  SWATH_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  SWATH_OIDC_CLIENT_ID: z.string().optional(),
  SWATH_OIDC_CLIENT_SECRET: z.string().optional(),
  SWATH_OIDC_SCOPES: z.string().default('openid profile email'),
  SWATH_OIDC_LABEL: z.string().max(40).default('Single sign-on'),
  SWATH_OIDC_GROUPS_CLAIM: z.string().default('groups'),
  SWATH_OIDC_GROUPS: json(z.array(GroupRule)).default([]),
  SWATH_OIDC_JUST_IN_TIME: z.stringbool().default(false),
  SWATH_PASSWORDS: z.stringbool().default(true),
  SWATH_TOKEN_ISSUER: z.string().optional(),
  SWATH_TOKEN_ISSUER_JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
  SWATH_TOKEN_ISSUER_AUDIENCE: z.string().optional(),
  SWATH_METRICS_TOKEN: z.string().min(16).optional(),
  SWATH_DELIVERY_DIR: z.string().optional(),
  SWATH_DELIVERY_TIMEOUT_MS: z.coerce.number().int().min(50).max(600_000).default(60_000),
  SWATH_UPSTREAM_URL: z.url().optional(),
  SWATH_UPSTREAM_CLIENT_ID: z.string().default(''),
  SWATH_UPSTREAM_CLIENT_SECRET: z.string().default(''),
  SWATH_UPSTREAM_CONTRACTS: z
    .string()
    .regex(
      /^[^=,\s]+=[^=,\s]+(,[^=,\s]+=[^=,\s]+)*$/,
      'Pairs such as cont.theirs=cont.ours, separated by commas',
    )
    .optional(),
  SWATH_FORECAST_URL: forecast_address.optional(),
  SWATH_COMMAND_FORMATS: list(z.string()),
  SWATH_PROVIDER_NAME: z.string().default('Swath'),
  SWATH_PROVIDER_ADDRESS: list(z.string()),
  SWATH_PROVIDER_TAX_ID: z.string().optional(),
  SWATH_PROVIDER_COUNTRY: Country.optional(),
  SWATH_PROVIDER_PEPPOL_ID: PeppolId.optional(),
  SWATH_STATEMENT_FONT: z
    .string()
    .refine((font) => existsSync(font.split('#')[0]!), 'There is no such file')
    .optional(),
  SWATH_BASEMAPS: json(Basemaps)
    .superRefine((all, context) => {
      for (const { url } of all)
        if (url.startsWith('/') && !existsSync(url)) context.addIssue(`There is no file ${url}`)
    })
    .default([]),
  SWATH_SIMULATOR_URL: z.url().default('http://127.0.0.1:8090'),
  SWATH_SIMULATOR_SECRET: z.string().min(least_secret).optional(),
  SWATH_SEED_DEMO: z.stringbool().default(false),
  SWATH_DEMO_SECRET: z.string().min(16).optional(),
  SWATH_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

export const setting_names = Object.keys(Settings.shape)

export interface Config {
  host: string
  port: number
  /** The address at which clients reach this server; answers build absolute links from it. */
  public_url: string
  /** The path of that address, such as `/swath`; nothing where the server has a name of its own. */
  path_prefix: string
  data_dir: string
  /** PostgreSQL; absent means the embedded database in `data_dir`. */
  database_url: string | undefined
  database_connections: number
  database_patience: Patience
  /** A request that has not arrived as a whole by then is refused. */
  request_timeout_ms: number
  /** The limits of each credential, and of each address, in each process. */
  request_limits: RequestLimits
  /** Addresses and networks of proxies, which say where requests come from. */
  trusted_proxies: string[]
  /** The life of an access token. */
  token_seconds: number
  /** After which the key that signs tokens and links is changed. */
  signing_key_days: number
  /** Entries of the audit tell the name, address and program of the person who acted for so many days. */
  audit_personal_days: number
  /** The staff does nothing before it has a second factor. */
  staff_needs_second_factor: boolean
  /** Requests may carry the deprecated `Key,Secret` header instead of a token. */
  key_secret_auth: boolean
  /** The most bytes of a file of a deliverable. */
  max_file_bytes: number
  /** The room on the disk of `data_dir` that stays free. */
  min_free_disk_bytes: number
  /** The folder from which operators may import files of archive items. */
  archive_dir: string | undefined
  /** For secrets of customers; without one, a key is made and kept in `data_dir`. */
  encryption_keys: { current: string | undefined; old: string[] }
  /** Addresses, networks and hosts that requests may go to although they are not public. */
  outbound_allow: string[]
  /** Secrets may go over http://, where others can read them on the way. */
  allow_http: boolean
  webhook_timeout_ms: number
  /** Absent: no mail is sent. */
  mail: { url: string; from: string } | undefined
  /** Absent: events are published to no broker. */
  nats: NatsSettings | undefined
  /** The provider of identities by which people sign in; absent: there is none. */
  single_sign_on: SingleSignOnSettings | undefined
  /** People may sign in with a password. */
  passwords: boolean
  /** The issuer besides ourselves whose tokens programs may show; absent: there is none. */
  token_issuer: TokenIssuerSettings | undefined
  /** The token that a reader of the metrics shows; absent: there are none. */
  metrics_token: string | undefined
  /** The source of forecasts of clouds, a server or a file; absent: the climate is all that is known of them. */
  forecast_url: string | undefined
  /** The modules of formats of command files that the operator has added. */
  command_formats: string[]
  /** The parent of the folders that customers may choose as destinations; without it they may choose none. */
  delivery_dir: string | undefined
  delivery_timeout_ms: number
  /** The v1 system whose tasks are mirrored; our contracts by theirs. */
  upstream: UpstreamSettings | undefined
  /** The provider, which issues statements. */
  provider: StatementProvider
  /** For letters that the fonts of statements lack. */
  statement_font: string | undefined
  /** Maps of the operator, for the console to draw below everything else. */
  basemaps: Basemap[]
  simulator_url: string
  /** The secret by which the simulator and this server sign what they ask each other. */
  simulator_secret: string | undefined
  seed_demo: boolean
  demo_secret: string | undefined
  log_level: string
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Settings.safeParse(withoutEmpty(env))
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new CannotStart(`The configuration is not valid:\n${problems.join('\n')}\nSee .env.example.`)
  }
  const set = parsed.data
  const public_url = (set.SWATH_PUBLIC_URL ?? `http://${set.SWATH_HOST}:${set.SWATH_PORT}`).replace(
    /\/+$/,
    '',
  )
  return {
    host: set.SWATH_HOST,
    port: set.SWATH_PORT,
    public_url,
    path_prefix: prefixOf(public_url),
    data_dir: set.SWATH_DATA_DIR,
    database_url: set.DATABASE_URL,
    database_connections: set.SWATH_DATABASE_CONNECTIONS,
    database_patience: {
      connection_ms: set.SWATH_DATABASE_CONNECTION_TIMEOUT_MS,
      statement_ms: set.SWATH_DATABASE_STATEMENT_TIMEOUT_MS,
      lock_ms: set.SWATH_DATABASE_LOCK_TIMEOUT_MS,
    },
    request_timeout_ms: set.SWATH_REQUEST_TIMEOUT_MS,
    request_limits: {
      per_minute: set.SWATH_REQUESTS_PER_MINUTE,
      per_minute_and_address: set.SWATH_REQUESTS_PER_MINUTE_AND_ADDRESS,
    },
    trusted_proxies: set.SWATH_TRUSTED_PROXIES,
    token_seconds: set.SWATH_TOKEN_SECONDS,
    signing_key_days: set.SWATH_SIGNING_KEY_DAYS,
    audit_personal_days: set.SWATH_AUDIT_PERSONAL_DAYS,
    staff_needs_second_factor: set.SWATH_STAFF_SECOND_FACTOR,
    key_secret_auth: set.SWATH_KEY_SECRET_AUTH,
    max_file_bytes: set.SWATH_MAX_FILE_GB * 1e9,
    min_free_disk_bytes: set.SWATH_MIN_FREE_DISK_GB * 1e9,
    archive_dir: set.SWATH_ARCHIVE_DIR,
    encryption_keys: { current: set.SWATH_ENCRYPTION_KEY, old: set.SWATH_ENCRYPTION_KEYS_OLD },
    outbound_allow: set.SWATH_OUTBOUND_ALLOW,
    allow_http: set.SWATH_ALLOW_HTTP,
    webhook_timeout_ms: set.SWATH_WEBHOOK_TIMEOUT_MS,
    mail: mailOf(set),
    nats: natsOf(set),
    single_sign_on: singleSignOnOf(set),
    passwords: set.SWATH_PASSWORDS,
    token_issuer: tokenIssuerOf(set, public_url),
    metrics_token: set.SWATH_METRICS_TOKEN,
    delivery_dir: set.SWATH_DELIVERY_DIR,
    delivery_timeout_ms: set.SWATH_DELIVERY_TIMEOUT_MS,
    upstream: upstreamOf(set),
    forecast_url: set.SWATH_FORECAST_URL,
    command_formats: set.SWATH_COMMAND_FORMATS,
    provider: providerOf(set),
    statement_font: set.SWATH_STATEMENT_FONT,
    basemaps: set.SWATH_BASEMAPS,
    simulator_url: set.SWATH_SIMULATOR_URL.replace(/\/$/, ''),
    simulator_secret: set.SWATH_SIMULATOR_SECRET,
    seed_demo: set.SWATH_SEED_DEMO,
    demo_secret: set.SWATH_DEMO_SECRET,
    log_level: set.SWATH_LOG_LEVEL,
  }
}

const providerOf = (set: z.infer<typeof Settings>): StatementProvider => ({
  name: set.SWATH_PROVIDER_NAME,
  address: set.SWATH_PROVIDER_ADDRESS,
  tax_id: set.SWATH_PROVIDER_TAX_ID ?? null,
  country: set.SWATH_PROVIDER_COUNTRY ?? null,
  peppol_id: set.SWATH_PROVIDER_PEPPOL_ID ?? null,
})

function mailOf({ SWATH_SMTP_URL: url, SWATH_MAIL_FROM: from }: z.infer<typeof Settings>) {
  if (url === undefined) return undefined
  if (from !== undefined) return { url, from }
  throw wrong('SWATH_MAIL_FROM', 'needed with SWATH_SMTP_URL')
}

export interface NatsSettings {
  url: string
  /** A file with a JWT and a seed. */
  credentials: string | undefined
  stream: string
  /** The beginning of all subjects. */
  subject: string
}

function natsOf(set: z.infer<typeof Settings>): NatsSettings | undefined {
  if (set.SWATH_NATS_URL === undefined) return undefined
  return {
    url: set.SWATH_NATS_URL,
    credentials: set.SWATH_NATS_CREDENTIALS,
    stream: set.SWATH_NATS_STREAM,
    subject: set.SWATH_NATS_SUBJECT,
  }
}

export interface SingleSignOnSettings {
  issuer: string
  client_id: string
  /** Absent: the provider knows the server by its address alone. */
  client_secret: string | undefined
  scopes: string
  /** The name of the provider on buttons. */
  label: string
  /** The claim that tells in which groups somebody is, and the memberships that follow from them. */
  groups_claim: string
  groups: readonly GroupRule[]
  /** Nobody in one of these groups needs an invitation. */
  just_in_time: boolean
}

function singleSignOnOf(set: z.infer<typeof Settings>): SingleSignOnSettings | undefined {
  const { SWATH_OIDC_ISSUER: issuer, SWATH_OIDC_CLIENT_ID: client_id } = set
  if (issuer === undefined) {
    if (set.SWATH_PASSWORDS) return undefined
    throw wrong('SWATH_PASSWORDS', 'without SWATH_OIDC_ISSUER nobody could sign in')
  }
  requireConfidential('SWATH_OIDC_ISSUER', issuer, set)
  if (client_id === undefined) throw wrong('SWATH_OIDC_CLIENT_ID', 'needed with SWATH_OIDC_ISSUER')
  return {
    issuer,
    client_id,
    client_secret: set.SWATH_OIDC_CLIENT_SECRET,
    scopes: set.SWATH_OIDC_SCOPES,
    label: set.SWATH_OIDC_LABEL,
    groups_claim: set.SWATH_OIDC_GROUPS_CLAIM,
    groups: set.SWATH_OIDC_GROUPS,
    just_in_time: set.SWATH_OIDC_JUST_IN_TIME,
  }
}

export interface TokenIssuerSettings {
  issuer: string
  jwks_url: string
  /** The claim `aud` of tokens that are for us. */
  audience: string
}

function tokenIssuerOf(set: z.infer<typeof Settings>, public_url: string): TokenIssuerSettings | undefined {
  const { SWATH_TOKEN_ISSUER: issuer, SWATH_TOKEN_ISSUER_JWKS_URL: jwks_url } = set
  if (issuer === undefined) return undefined
  if (jwks_url === undefined) throw wrong('SWATH_TOKEN_ISSUER_JWKS_URL', 'needed with SWATH_TOKEN_ISSUER')
  requireConfidential('SWATH_TOKEN_ISSUER_JWKS_URL', jwks_url, set)
  if (issuer === public_url) throw wrong('SWATH_TOKEN_ISSUER', 'must be another than SWATH_PUBLIC_URL')
  return { issuer, jwks_url, audience: set.SWATH_TOKEN_ISSUER_AUDIENCE ?? public_url }
}

function requireConfidential(name: string, url: string, { SWATH_ALLOW_HTTP }: z.infer<typeof Settings>) {
  if (!isInClear(url) || SWATH_ALLOW_HTTP) return
  throw wrong(name, 'must be https, or SWATH_ALLOW_HTTP=true: others could read the secret on the way')
}

const wrong = (name: string, message: string) =>
  new CannotStart(`The configuration is not valid:\n  ${name}: ${message}\nSee .env.example.`)

export interface UpstreamSettings {
  url: string
  client_id: string
  client_secret: string
  contracts: Readonly<Record<string, string>>
}

function upstreamOf(set: z.infer<typeof Settings>): UpstreamSettings | undefined {
  if (set.SWATH_UPSTREAM_URL === undefined) return undefined
  requireConfidential('SWATH_UPSTREAM_URL', set.SWATH_UPSTREAM_URL, set)
  const pairs = (set.SWATH_UPSTREAM_CONTRACTS ?? '').split(',').filter(Boolean)
  return {
    url: set.SWATH_UPSTREAM_URL.replace(/\/$/, ''),
    client_id: set.SWATH_UPSTREAM_CLIENT_ID,
    client_secret: set.SWATH_UPSTREAM_CLIENT_SECRET,
    contracts: Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string])),
  }
}

/** `NAME=` in an env file means that NAME is not set. */
function withoutEmpty(env: NodeJS.ProcessEnv) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}

const prefixOf = (public_url: string): string => new URL(public_url).pathname.replace(/\/$/, '')
