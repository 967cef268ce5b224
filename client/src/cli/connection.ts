import { type Command, Option } from 'commander'
import { SwathClient } from '../client.ts'
import type { RetryPolicy } from '../connection.ts'
import { note } from './output.ts'
import { type Profile, readProfile } from './profiles.ts'

/** For work that takes hours, and should not end because a server is started anew. */
export const persistent: Partial<RetryPolicy> = { attempts: 8 }

/** For commands that follow the feed: they wait for a server that is away, and say so. */
export function tellReconnect(error: unknown): void {
  note(`Connecting again: ${(error as Error).message}`)
}

export interface ConnectionFlags {
  url?: string
  clientId?: string
  clientSecret?: string
  contract?: string
  profile?: string
  allowHttp?: boolean
}

const connection_flags: readonly [string, string][] = [
  ['--profile <name>', 'connection that swath login keeps (SWATH_PROFILE)'],
  ['--url <url>', 'address of the server (SWATH_URL)'],
  ['--client-id <id>', 'credential (SWATH_CLIENT_ID)'],
  ['--client-secret <secret>', 'its secret (SWATH_CLIENT_SECRET); better in the environment'],
  ['--allow-http', 'send it over http://, too, where others can read it (SWATH_ALLOW_HTTP=true)'],
  ['--contract <id>', 'contract, if the credential has several (SWATH_CONTRACT)'],
]

/** The flags by which every command finds its server; what is not said comes from the environment or the profile. */
export function withConnection(command: Command): Command {
  for (const [flags, about] of connection_flags) {
    // Some commands need a contract, and say so themselves.
    const option = new Option(flags, about).helpGroup('Connection:')
    if (!command.options.some(({ long }) => long === option.long)) command.addOption(option)
  }
  return command
}

/** @throws when something is missing, with all the places where it could be said */
export async function clientOf(
  flags: ConnectionFlags,
  retries: Partial<RetryPolicy> = {},
): Promise<SwathClient> {
  const settings = await settingsOf(flags)
  const { access_token, contract_id, allow_http = false } = settings
  const sign_in = access_token
    ? { access_token: () => access_token }
    : {
        client_id: needed(settings, 'client_id', '--client-id', 'SWATH_CLIENT_ID'),
        client_secret: needed(settings, 'client_secret', '--client-secret', 'SWATH_CLIENT_SECRET'),
      }
  const url = needed(settings, 'url', '--url', 'SWATH_URL')
  const connection = { url, ...sign_in, allow_http, retries }
  return new SwathClient(contract_id ? { ...connection, contract_id } : connection)
}

/** Those of the credential; an operator has none. */
export function contractsOf(swath: SwathClient): ReturnType<SwathClient['contracts']> {
  return swath.contracts().catch((error) => {
    if (error.code === 'role_forbidden') return []
    throw error
  })
}

interface Settings extends Partial<Profile> {
  access_token?: string
  /** The name of the profile that all of this comes from. */
  profile?: string
  /** A sentence: the profile that was looked into is for another server. */
  elsewhere?: string
}

/** Flags count before the environment, and that before the profile; one that is named is a flag. */
export async function settingsOf(flags: ConnectionFlags): Promise<Settings> {
  const environment: NodeJS.ProcessEnv = flags.profile === undefined ? process.env : {}
  const { SWATH_URL, SWATH_CLIENT_ID, SWATH_CLIENT_SECRET, SWATH_CONTRACT, SWATH_ALLOW_HTTP } = environment
  const name = profileName(flags)
  const profile = await readProfile(name)
  if (!profile && name !== default_profile) throw noProfile(name)
  const url = flags.url ?? (SWATH_URL || profile?.url)
  // A secret goes to the server for which it was kept, and to no other.
  const kept = profile?.url === url ? profile : undefined
  const client_id = flags.clientId ?? (SWATH_CLIENT_ID || kept?.client_id)
  const own = kept?.client_id === client_id ? kept : undefined
  const access_token = environment.SWATH_ACCESS_TOKEN
  const is_elsewhere = profile !== undefined && kept === undefined
  return {
    ...defined('url', url),
    ...defined('client_id', client_id),
    ...defined('client_secret', flags.clientSecret ?? (SWATH_CLIENT_SECRET || own?.client_secret)),
    ...defined('contract_id', flags.contract ?? (SWATH_CONTRACT || own?.contract_id)),
    ...defined('access_token', access_token),
    ...defined('profile', own && !access_token ? name : undefined),
    ...defined('elsewhere', is_elsewhere ? `the profile ${name} is for ${profile.url}, not for ${url}` : ''),
    allow_http: flags.allowHttp ?? kept?.allow_http ?? SWATH_ALLOW_HTTP === 'true',
  }
}

export const noProfile = (name: string) =>
  new Error(
    `There is no profile ${name}; make it with: swath login${name === default_profile ? '' : ` --profile ${name}`}`,
  )

const default_profile = 'default'

export function profileName({ profile }: ConnectionFlags): string {
  return profile ?? process.env.SWATH_PROFILE ?? default_profile
}

function defined<K extends string>(name: K, value: string | undefined): { [name in K]?: string } {
  return (value ? { [name]: value } : {}) as { [name in K]?: string }
}

function needed(settings: Settings, name: keyof Profile, flag: string, variable: string): string {
  const { [name]: value, elsewhere } = settings
  if (typeof value === 'string') return value
  const why = elsewhere ? `: ${elsewhere}. Run` : ': run'
  throw new Error(`Not signed in${why} swath login, or say ${flag}, or set ${variable}`)
}
